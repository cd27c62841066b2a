//! A store that did not answer.

use std::{error::Error, fmt};

/// The store could not do what was asked. Nothing was stored, or it cannot be known; asking again
/// is safe. The cause is kept as the error's source and never printed with it.
pub struct StoreFailure(Box<dyn Error + Send + Sync>);

impl StoreFailure {
    /// Wraps what the technology reported.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(source.into())
    }

    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "audit-logger/store-unavailable"
    }
}

impl fmt::Display for StoreFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the audit-logger store did not answer")
    }
}

impl fmt::Debug for StoreFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreFailure").finish_non_exhaustive()
    }
}

impl Error for StoreFailure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}
