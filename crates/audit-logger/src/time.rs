//! Times as the trail keeps them: UTC, to the microsecond, within the years 1970 to 9999.

use chrono::{DateTime, Utc};

/// 9999-12-31T23:59:59.999999Z, in microseconds since 1970.
const MICROS_MAX: i64 = 253_402_300_799_999_999;

/// Drops what is finer than a microsecond, and moves a time outside the range to its nearer end.
pub(crate) fn to_micros(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros().clamp(0, MICROS_MAX))
        .unwrap_or(DateTime::UNIX_EPOCH)
}
