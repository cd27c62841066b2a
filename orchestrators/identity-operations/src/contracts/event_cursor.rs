//! How far each listener has read each truth's events.

use std::fmt;

use async_trait::async_trait;
use auto_impl::auto_impl;

use super::ContractFailure;

/// A truth whose events are read. The names are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feed {
    /// People, registrations, roles.
    Identity,
    /// Tenants and memberships.
    Tenant,
    /// Messages.
    Notifier,
}

impl Feed {
    /// Every feed, in the order listeners read them.
    pub const ALL: [Self; 3] = [Self::Identity, Self::Tenant, Self::Notifier];

    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Tenant => "tenant",
            Self::Notifier => "notifier",
        }
    }
}

impl fmt::Display for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Keeps one position for each listener and feed.
///
/// A cursor may lag behind what was handled (a crash between the two), because listeners are
/// idempotent by event id; it MUST never run ahead.
#[async_trait]
#[auto_impl(Arc)]
pub trait EventCursorRepository: Send + Sync + 'static {
    /// The last position that `listener` has handled; 0 if it has handled none.
    ///
    /// # Errors
    /// [`ContractFailure`] when the store does not answer.
    async fn load(&self, listener: &'static str, feed: Feed) -> Result<u64, ContractFailure>;

    /// Moves cursors of `listener`, all or none, in one durable commit. MUST NOT move a cursor backwards:
    /// a lower position than the stored one changes nothing.
    ///
    /// # Errors
    /// [`ContractFailure`] when the store does not answer; every cursor is then where it was.
    async fn advance(
        &self,
        listener: &'static str,
        moves: &[(Feed, u64)],
    ) -> Result<(), ContractFailure>;
}
