//! Instants as whole microseconds.

use chrono::{DateTime, Utc};
use workflow::CorruptInstance;

/// When something happened, rounded down.
pub(crate) const fn past(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// Before when nothing may happen, rounded up: a timer may fire late, but never early.
///
/// The last instant of all is rounded down, for what is stored must be readable.
pub(crate) fn not_before(at: DateTime<Utc>) -> i64 {
    let whole = at.timestamp_micros();
    let rest = at.timestamp_subsec_nanos() % 1_000;
    whole
        .saturating_add(i64::from(rest > 0))
        .min(past(DateTime::<Utc>::MAX_UTC))
}

/// Reads a stored instant.
pub(crate) fn instant(micros: i64) -> Result<DateTime<Utc>, CorruptInstance> {
    DateTime::from_timestamp_micros(micros).ok_or(CorruptInstance::Inconsistent {
        what: "an instant is out of range",
    })
}
