//! What can be tuned.

use std::{num::NonZeroU32, time::Duration};

use crate::{millis, seconds};

/// The engine's knobs. The defaults suit one machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How long an engine owns an instance without a sign of life. A third of it is the heartbeat.
    /// 30 seconds.
    pub lease: Duration,
    /// A back-off up to this long is waited for by the driver; a longer one is left to the worker
    /// loop. 30 seconds.
    pub patience: Duration,
    /// As `patience`, for the worker loop, which has other work. 1 second.
    pub worker_patience: Duration,
    /// How many instances the worker loop and [`resume_all`](crate::Engine::resume_all) drive at
    /// once. 64.
    pub concurrency: NonZeroU32,
    /// How long the worker loop goes without looking, if nothing tells it to look. 1 second.
    pub poll: Duration,
}

const CONCURRENCY: NonZeroU32 = NonZeroU32::MIN.saturating_add(63);

impl Default for Settings {
    fn default() -> Self {
        Self {
            lease: seconds(30),
            patience: seconds(30),
            worker_patience: seconds(1),
            concurrency: CONCURRENCY,
            poll: millis(1_000),
        }
    }
}
