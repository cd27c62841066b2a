//! What every contract answers when the thing behind it does not.

use std::error::Error;

/// The adapter behind a contract failed. The cause is kept as the source and never printed, since it
/// may name files, hosts or people.
#[derive(Debug, thiserror::Error)]
#[error("a store of identity-operations did not answer: try again")]
pub struct ContractFailure(#[source] Box<dyn Error + Send + Sync>);

impl ContractFailure {
    /// Keeps `source` as the cause.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(source.into())
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        "identity-operations/store-unavailable"
    }
}
