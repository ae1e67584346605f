//! Who somebody is, as claims and certificates say it.

/// A user name and groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) username: String,
    pub(crate) groups: Vec<String>,
}
