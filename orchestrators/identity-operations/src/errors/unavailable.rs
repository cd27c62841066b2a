//! Something behind a port did not answer.

use std::{error::Error, fmt};

/// A truth's store, the journal or a contract of this orchestrator failed. The cause is the source and
/// never printed, since it may name files, hosts or people.
#[derive(thiserror::Error)]
#[error("{what} did not answer: try again, and run `nexus` with `-v` for the cause")]
pub struct Unavailable {
    what: &'static str,
    code: &'static str,
    #[source]
    source: Box<dyn Error + Send + Sync>,
}

impl Unavailable {
    pub(crate) fn new(
        what: &'static str,
        code: &'static str,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self {
            what,
            code,
            source: source.into(),
        }
    }

    /// The stable code, of the part that failed.
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

impl fmt::Debug for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unavailable")
            .field("what", &self.what)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

impl From<identity::ports::StoreFailure> for Unavailable {
    fn from(failure: identity::ports::StoreFailure) -> Self {
        Self::new("the store of people", failure.code(), failure)
    }
}

impl From<tenant::ports::StoreFailure> for Unavailable {
    fn from(failure: tenant::ports::StoreFailure) -> Self {
        Self::new("the store of tenants", failure.code(), failure)
    }
}

impl From<crate::contracts::ContractFailure> for Unavailable {
    fn from(failure: crate::contracts::ContractFailure) -> Self {
        Self::new("a store of identity-operations", failure.code(), failure)
    }
}
