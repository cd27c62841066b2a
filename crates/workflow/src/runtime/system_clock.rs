//! The time of the machine.

use std::time::SystemTime;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::ports::Clock;

/// The machine's clock, for the composition root. Waits with tokio's timer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one adapter to the machine's time; everything else takes a `Clock`"
    )]
    fn now(&self) -> DateTime<Utc> {
        SystemTime::now().into()
    }

    async fn sleep_until(&self, instant: DateTime<Utc>) {
        // The machine's clock may be set while we wait: look again after a minute at most.
        loop {
            let left = (instant - self.now()).to_std().unwrap_or_default();
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(left.min(crate::minutes(1))).await;
        }
    }
}
