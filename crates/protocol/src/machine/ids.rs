//! Numbers that are not to be mixed up: of clusters and of attempts.

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

/// Tells one attempt to refresh the tokens from another, and the tokens of one from those of another; a later one is
/// greater. The default is the sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Attempt(u32);

impl Attempt {
    pub(crate) const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}
