//! Time as the engine sees it.

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

/// Tells the time and waits for it. Tests give one that they move by hand.
#[async_trait]
#[auto_impl(Arc)]
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;
    /// Returns when `instant` is reached; at once if it has passed. MUST be safe to drop.
    async fn sleep_until(&self, instant: DateTime<Utc>);
}
