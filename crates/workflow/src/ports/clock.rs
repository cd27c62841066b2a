//! Time as the engine sees it.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

/// Tells the time and waits for it. Tests give one that they move by hand.
#[async_trait]
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;
    /// Returns when `instant` is reached; at once if it has passed. MUST be safe to drop.
    async fn sleep_until(&self, instant: DateTime<Utc>);
}

#[async_trait]
impl<T: Clock + ?Sized> Clock for Arc<T> {
    fn now(&self) -> DateTime<Utc> {
        (**self).now()
    }

    async fn sleep_until(&self, instant: DateTime<Utc>) {
        (**self).sleep_until(instant).await;
    }
}
