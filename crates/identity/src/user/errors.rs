//! Why a user refuses what it is told.

use chrono::{DateTime, Utc};

use super::{DELETION_HOLD_MAX, UserAction, UserState};

/// Why a command does not fit the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UserCommandError {
    /// The table has no way from here by this action.
    #[error("cannot {action} a user that is {state}")]
    NotAllowed {
        /// Where the user stands.
        state: UserState,
        /// What was asked.
        action: UserAction,
    },
    /// The hold before a deletion would be over already, or last too long.
    #[error(
        "a deletion must be due later than now and within {} days",
        DELETION_HOLD_MAX.num_days()
    )]
    Hold,
    /// The hold is not over.
    #[error("the user may not be deleted before {due}")]
    NotDue {
        /// When it is.
        due: DateTime<Utc>,
    },
}

impl UserCommandError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed { .. } => "identity/user-not-allowed",
            Self::Hold => "identity/deletion-hold",
            Self::NotDue { .. } => "identity/deletion-not-due",
        }
    }
}
