//! For tests: every port in memory, and the contract that each implementation has to keep.
//!
//! ```
//! use std::sync::Arc;
//! use tenant::testing::{InMemoryTenants, Ports, contract};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! contract::suite(|| async { Ports::of(Arc::new(InMemoryTenants::new())) }).await;
//! # }
//! ```

pub mod contract;
mod memory;

use std::{fmt, sync::Arc};

pub use self::memory::InMemoryTenants;
use crate::ports::{
    EventFeed, MembershipDirectory, MembershipRepository, TenantDirectory, TenantRepository,
};

/// All ports of one store, as whoever wires a program hands them around.
#[derive(Clone)]
pub struct Ports {
    /// Commits changes of tenants.
    pub tenants: Arc<dyn TenantRepository>,
    /// Finds tenants.
    pub tenant_directory: Arc<dyn TenantDirectory>,
    /// Commits changes of memberships.
    pub memberships: Arc<dyn MembershipRepository>,
    /// Finds memberships.
    pub membership_directory: Arc<dyn MembershipDirectory>,
    /// Reads the events.
    pub feed: Arc<dyn EventFeed>,
}

impl Ports {
    /// The ports of a store that implements them all.
    pub fn of<S>(store: Arc<S>) -> Self
    where
        S: TenantRepository
            + TenantDirectory
            + MembershipRepository
            + MembershipDirectory
            + EventFeed,
    {
        Self {
            tenants: Arc::<S>::clone(&store),
            tenant_directory: Arc::<S>::clone(&store),
            memberships: Arc::<S>::clone(&store),
            membership_directory: Arc::<S>::clone(&store),
            feed: store,
        }
    }
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}
