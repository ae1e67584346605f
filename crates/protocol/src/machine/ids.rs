//! Types for numbers that must not be confused: clusters, attempts, and owners of tokens.

/// A cluster's index in its session, in the operator's order.
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

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The session's own ID token.
    Session,
    /// The token that was exchanged for the cluster at this index.
    Cluster(ClusterIndex),
}

/// Identifies a refresh attempt and the tokens that it returned; later attempts are greater. The default is the
/// sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Attempt(u32);

impl Attempt {
    pub(crate) const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}
