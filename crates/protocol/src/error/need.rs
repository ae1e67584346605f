//! The step that resolves a failure, as a value to branch on.

/// The step that resolves a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A retry, now or later.
    Retry,
    /// A sign-in by the user.
    SignIn,
    /// A fix by the operator of Haulout, the issuer or the cluster.
    Operator,
    /// Nothing: the caller requested something that does not exist.
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
