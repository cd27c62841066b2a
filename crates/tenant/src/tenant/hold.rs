//! How long a deletion waits.

use chrono::{DateTime, Duration, Utc};

/// How long a tenant waits between being queued for deletion and being deleted: 1 to 3650 days,
/// 90 unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeletionHold {
    days: u16,
}

/// A number of days that cannot be a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a deletion is held for 1 to 3650 days, not {days}")]
pub struct InvalidDeletionHold {
    days: u16,
}

impl InvalidDeletionHold {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "tenant/invalid-deletion-hold"
    }
}

impl DeletionHold {
    /// The longest hold, in days.
    pub const DAYS_MAX: u16 = 3650;

    /// A hold of so many days.
    ///
    /// # Errors
    /// [`InvalidDeletionHold`] if it is 0 or more than [`DeletionHold::DAYS_MAX`].
    pub const fn from_days(days: u16) -> Result<Self, InvalidDeletionHold> {
        if days == 0 || days > Self::DAYS_MAX {
            return Err(InvalidDeletionHold { days });
        }
        Ok(Self { days })
    }

    /// When a hold that begins at `now` is over.
    pub(super) fn due(self, now: DateTime<Utc>) -> DateTime<Utc> {
        // Past the end of the calendar there is no later date to wait for.
        now.checked_add_signed(Duration::days(i64::from(self.days)))
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

impl Default for DeletionHold {
    fn default() -> Self {
        Self { days: 90 }
    }
}
