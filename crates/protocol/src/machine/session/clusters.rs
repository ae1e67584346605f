//! The clusters of a session, by index.

use alloc::vec::Vec;
use core::ops::{Index, IndexMut};
use core::slice;

use super::Cluster;
use crate::machine::ids::ClusterIndex;

pub(crate) struct Clusters(Vec<Cluster>);

impl Clusters {
    pub(super) const fn new(clusters: Vec<Cluster>) -> Self {
        Self(clusters)
    }

    pub(super) fn indices(&self) -> impl Iterator<Item = ClusterIndex> + use<> {
        (0..self.0.len()).map(ClusterIndex::new)
    }

    pub(super) fn find(&self, id: &str) -> Option<ClusterIndex> {
        let place = self.0.iter().position(|cluster| cluster.config.id == id);
        place.map(ClusterIndex::new)
    }

    pub(crate) fn iter(&self) -> slice::Iter<'_, Cluster> {
        self.0.iter()
    }

    pub(crate) fn get(&self, at: ClusterIndex) -> Option<&Cluster> {
        self.0.get(at.place())
    }

    pub(super) fn get_mut(&mut self, at: ClusterIndex) -> Option<&mut Cluster> {
        self.0.get_mut(at.place())
    }
}

impl Index<ClusterIndex> for Clusters {
    type Output = Cluster;

    fn index(&self, at: ClusterIndex) -> &Cluster {
        &self.0[at.place()]
    }
}

impl IndexMut<ClusterIndex> for Clusters {
    fn index_mut(&mut self, at: ClusterIndex) -> &mut Cluster {
        &mut self.0[at.place()]
    }
}
