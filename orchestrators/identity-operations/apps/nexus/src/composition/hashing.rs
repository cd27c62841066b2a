//! Passwords are hashed on threads that may block, as many at once as there are cores.

use std::sync::Arc;
use std::thread;

use async_trait::async_trait;
use identity::{Argon2id, Password, PasswordHash, PasswordHashing as _, Salt};
use identity_operations::contracts::{ContractFailure, HashingPool};
use tokio::sync::Semaphore;
use tokio::task;

use crate::system::System;

/// Argon2id with the parameters that OWASP recommends. Each hash holds 19 MiB while it runs.
pub(super) struct BlockingHashing {
    argon2id: Argon2id,
    permits: Arc<Semaphore>,
}

impl BlockingHashing {
    /// As many hashes at once as there are cores: more would take memory and save no time.
    pub(super) fn new() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self {
            argon2id: Argon2id::default(),
            permits: Arc::new(Semaphore::new(cores)),
        }
    }
}

#[async_trait]
impl HashingPool for BlockingHashing {
    async fn hash(&self, password: Password) -> Result<PasswordHash, ContractFailure> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(ContractFailure::new)?;
        let mut salt = [0; 16];
        System::random(&mut salt).map_err(ContractFailure::new)?;
        let argon2id = self.argon2id;
        let hashed = task::spawn_blocking(move || {
            // Held on this thread, so that a caller who goes away does not let another in early.
            let _permit = permit;
            argon2id.hash(&password, Salt::from_bytes(salt))
        });
        hashed
            .await
            .map_err(ContractFailure::new)?
            .map_err(ContractFailure::new)
    }
}
