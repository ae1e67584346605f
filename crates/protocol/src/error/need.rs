//! What a failure needs, as something to act upon.

/// The one thing that would end a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Trying the same again, now or later.
    Retry,
    /// A person who signs in.
    SignIn,
    /// The operator of Haulout, the issuer or the cluster.
    Operator,
    /// Nothing: the caller asked for something that does not exist.
    Nothing,
}

impl Need {
    /// A stable name, for programs and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::SignIn => "sign-in",
            Self::Operator => "operator",
            Self::Nothing => "nothing",
        }
    }
}
