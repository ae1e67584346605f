//! Numbers that are not to be mixed up: of clusters and of attempts; and whose token it is.

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

/// Whose token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The session's own ID token.
    Session,
    /// The token that was exchanged for the cluster at this index.
    Cluster(ClusterIndex),
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
