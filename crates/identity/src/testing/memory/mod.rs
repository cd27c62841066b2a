//! The identity truth in memory, honouring every MUST of the ports.

mod directory;
mod registrations;
mod roles;
mod state;
mod users;

use std::sync::{Mutex, MutexGuard, PoisonError};

use state::State;

/// The identity truth in memory: all ports over one lock. Gone with the process.
///
/// ```
/// use std::sync::Arc;
/// use identity::{testing::MemoryStore, ports::UserDirectory};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), identity::ports::StoreFailure> {
/// let store = Arc::new(MemoryStore::new());
/// assert_eq!(store.count().await?, 0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<State>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing in here can panic half way, so a poisoned lock still guards whole states.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
