//! Hashing passwords without starving everything else.

use async_trait::async_trait;
use auto_impl::auto_impl;
use identity::{Password, PasswordHash};

use super::ContractFailure;

/// Hashes passwords away from the threads that drive processes.
///
/// A hash takes milliseconds and tens of MiB on purpose. An implementation MUST bound how many run at
/// once, so that ten thousand registrations do not take ten thousand times the memory; callers beyond the
/// bound wait.
#[async_trait]
#[auto_impl(Arc)]
pub trait HashingPool: Send + Sync + 'static {
    /// Hashes `password` with a fresh salt.
    ///
    /// # Errors
    /// [`ContractFailure`] when no hash could be made (no randomness, no memory); nothing is kept.
    async fn hash(&self, password: Password) -> Result<PasswordHash, ContractFailure>;
}
