//! What to do next with a message: pure arithmetic over its record, the time, and the policy.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Delivery, DeliveryState};
use crate::{category::Resend, id::MessageId, ports::Idempotence};

/// How often and at what distance a message is tried.
///
/// The distance is drawn from 0 to `base × 2^(attempt − 1)`, at most `cap` (full jitter). The draw is made from the
/// message's id and the attempt's number, so that it is the same in every run and different between messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts_max: u32,
    base: Duration,
    cap: Duration,
    lease: Duration,
}

impl RetryPolicy {
    /// For e-mail: 12 attempts, base 30 seconds, cap 30 minutes, and 60 seconds until an attempt counts as lost.
    pub const EMAIL: Self = Self {
        attempts_max: 12,
        base: Duration::from_secs(30),
        cap: Duration::from_mins(30),
        lease: Duration::from_mins(1),
    };

    /// The most attempts any policy may allow.
    pub const ATTEMPTS_MAX: u32 = 100;

    /// The same policy with another number of attempts, brought into 1 to 100.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        Self {
            attempts_max: attempts.clamp(1, Self::ATTEMPTS_MAX),
            ..self
        }
    }

    /// The same policy with another base and cap of the distance, each at most a day.
    #[must_use]
    pub fn backoff(self, base: Duration, cap: Duration) -> Self {
        let day = Duration::from_hours(24);
        Self {
            base: base.min(day),
            cap: cap.min(day),
            ..self
        }
    }

    /// How many attempts are made at most.
    pub const fn attempts_max(&self) -> u32 {
        self.attempts_max
    }

    /// How long to wait after a failed attempt. What the other side asked for is waited at least, up to a day.
    pub fn delay(&self, id: MessageId, attempt: u32, asked: Option<Duration>) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        let ceiling = self.base.saturating_mul(1_u32 << doublings).min(self.cap);
        let draw = Uuid::new_v5(&id.as_uuid(), format!("attempt/{attempt}").as_bytes());
        let [first, second, ..] = draw.into_bytes();
        let share = f64::from(u16::from_be_bytes([first, second])) / f64::from(u16::MAX);
        let own = ceiling.mul_f64(share);
        own.max(asked.unwrap_or_default().min(Duration::from_hours(24)))
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::EMAIL
    }
}

/// What to do next with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Begin an attempt.
    Start,
    /// An attempt was begun and its outcome was not recorded: deliver under the same id, the transport makes it one.
    Redeliver,
    /// An attempt was begun so long ago that it must be lost: say so in the record.
    LoseTrack,
    /// Its time has passed: say so in the record.
    Expire,
    /// Nothing yet: look again after this time.
    Wait(Duration),
    /// Nothing more: it rests where it is.
    Rest,
}

impl Delivery {
    /// What to do next, at `now`, with a transport of this kind, under this policy.
    pub fn next(&self, now: DateTime<Utc>, transport: Idempotence, policy: &RetryPolicy) -> Next {
        let expired = now >= self.expires_at;
        match &self.state {
            DeliveryState::Accepted | DeliveryState::Retrying { .. } if expired => Next::Expire,
            DeliveryState::Accepted => Next::Start,
            DeliveryState::Retrying { not_before, .. } => wait_or(now, *not_before, Next::Start),
            DeliveryState::Sending { since } => match transport {
                Idempotence::ByMessageId if !expired => Next::Redeliver,
                _ => wait_or(now, later(*since, policy.lease), Next::LoseTrack),
            },
            DeliveryState::Ambiguous { since, .. } => {
                if expired || self.attempts >= policy.attempts_max {
                    return Next::Rest;
                }
                match self.category.resend(transport) {
                    Resend::AtOnce => Next::Start,
                    Resend::After(wait) => wait_or(now, later(*since, wait), Next::Start),
                    Resend::Never => Next::Rest,
                }
            },
            DeliveryState::Sent { .. }
            | DeliveryState::Failed { .. }
            | DeliveryState::Expired { .. }
            | DeliveryState::Cancelled { .. } => Next::Rest,
        }
    }
}

/// `then` once `due` is reached; until then, wait for what is left.
fn wait_or(now: DateTime<Utc>, due: DateTime<Utc>, then: Next) -> Next {
    match due.signed_duration_since(now).to_std() {
        Ok(left) if !left.is_zero() => Next::Wait(left),
        _ => then,
    }
}

/// `at` and this much later; the end of time if there is no such instant.
pub(crate) fn later(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(by)
        .ok()
        .and_then(|delta| at.checked_add_signed(delta))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}
