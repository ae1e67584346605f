//! Numbers that are not to be mixed up: of clusters, of attempts, of tokens.

/// A cluster's place in its session, in the operator's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ClusterIndex(usize);

impl ClusterIndex {
    pub(crate) const fn new(place: usize) -> Self {
        Self(place)
    }

    pub(crate) const fn place(self) -> usize {
        self.0
    }
}

/// Tells one attempt to refresh the tokens from another; a later one is greater. The default is none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Attempt(u32);

impl Attempt {
    pub(crate) const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

/// How many times the tokens of a session have been replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Generation(u32);

impl Generation {
    pub(crate) const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}
