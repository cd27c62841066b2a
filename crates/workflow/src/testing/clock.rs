//! Time that a test moves by hand.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{core::later, ports::Clock};

/// A clock that stands still until it is moved. Clones share the time.
///
/// ```
/// use workflow::{ports::Clock, seconds, testing::VirtualClock};
///
/// let clock = VirtualClock::new();
/// let start = clock.now();
/// clock.advance(seconds(90));
/// assert_eq!((clock.now() - start).num_seconds(), 90);
/// ```
#[derive(Debug, Clone)]
pub struct VirtualClock {
    shared: Arc<Mutex<Shared>>,
}

/// How often an automatic clock lets others run before it moves.
const TURNS: u32 = 64;

#[derive(Debug)]
struct Shared {
    now: DateTime<Utc>,
    automatic: bool,
    tickets: u64,
    sleepers: BTreeMap<(DateTime<Utc>, u64), Waker>,
}

impl Default for VirtualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl VirtualClock {
    /// Begins at 2026-01-01T00:00:00Z and moves only by [`advance`](Self::advance).
    pub fn new() -> Self {
        // 2026-01-01T00:00:00Z in seconds since 1970.
        let now = DateTime::from_timestamp(1_767_225_600, 0).unwrap_or(DateTime::UNIX_EPOCH);
        let shared = Shared {
            now,
            automatic: false,
            tickets: 0,
            sleepers: BTreeMap::new(),
        };
        Self {
            shared: Arc::new(Mutex::new(shared)),
        }
    }

    /// Moves by itself: who sleeps is woken when everything else has had a few turns, and the time
    /// is then what was slept for.
    ///
    /// For runs in which one process at a time is driven, such as retries with their back-off. A
    /// step that gives way more than 64 times meets its timeout.
    pub fn automatic() -> Self {
        let clock = Self::new();
        clock.lock().automatic = true;
        clock
    }

    /// Lets time pass and wakes whose time has come.
    pub fn advance(&self, span: Duration) {
        let instant = later(self.lock().now, span);
        self.move_to(instant);
    }

    /// Sets the time, back as well as forth, and wakes whose time has come.
    pub fn move_to(&self, instant: DateTime<Utc>) {
        let mut shared = self.lock();
        shared.now = instant;
        let mut woken = Vec::new();
        while let Some(entry) = shared.sleepers.first_entry()
            && entry.key().0 <= instant
        {
            woken.push(entry.remove());
        }
        drop(shared);
        woken.into_iter().for_each(Waker::wake);
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Clock for VirtualClock {
    fn now(&self) -> DateTime<Utc> {
        self.lock().now
    }

    async fn sleep_until(&self, instant: DateTime<Utc>) {
        let mut turns = TURNS;
        poll_fn(|cx| {
            let mut shared = self.lock();
            if shared.automatic && turns == 0 {
                shared.now = shared.now.max(instant);
            }
            turns = turns.saturating_sub(1);
            if shared.now >= instant {
                return Poll::Ready(());
            }
            shared.tickets = shared.tickets.wrapping_add(1);
            if shared.automatic {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let ticket = shared.tickets;
            shared
                .sleepers
                .insert((instant, ticket), cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
