//! The clock, the randomness and the ids of the operating system: the only ambient ones.

use std::io;
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What the operating system knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl System {
    /// The time of day.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system clock"
    )]
    pub fn now() -> DateTime<Utc> {
        SystemTime::now().into()
    }

    /// A point in time to measure a duration from.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system clock"
    )]
    pub fn instant() -> Instant {
        Instant::now()
    }

    /// Lets time pass on this thread.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that waits for the wall clock: another process is to let go of a lock"
    )]
    pub fn pause(span: Duration) {
        std::thread::sleep(span);
    }

    /// Fills `bytes` with randomness that nobody can foresee.
    ///
    /// # Errors
    /// If the operating system has none to give.
    pub fn random(bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(io::Error::from)
    }

    /// A new UUIDv7 (RFC 9562, section 5.7): sorted by time, with 74 random bits.
    ///
    /// # Errors
    /// If the operating system has no randomness to give.
    pub fn new_id() -> io::Result<Uuid> {
        let mut random = [0_u8; 10];
        Self::random(&mut random)?;
        let millis = u64::try_from(Self::now().timestamp_millis()).unwrap_or_default();
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}
