//! Points in time as people read them.

use chrono::{DateTime, Utc};

/// To the second, in UTC.
///
/// ```
/// let instant = chrono::DateTime::from_timestamp(1_795_376_400, 5).unwrap_or_default();
/// assert_eq!(nexus::output::moment(instant), "2026-11-22 19:40:00 UTC");
/// ```
pub fn moment(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}
