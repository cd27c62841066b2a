//! What a user can be told.

use chrono::{DateTime, Utc};

use super::UserAction;
use crate::registration::Vouch;
use crate::values::StatusReason;

/// What a user can be told. Whether it is done depends on
/// [`USER_TRANSITIONS`](super::USER_TRANSITIONS).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserCommand {
    /// Make a provisioned user active, because someone vouches for the mailbox.
    Activate {
        /// Who, and why.
        vouch: Vouch,
    },
    /// The registration that made the user is complete in every truth.
    Confirm,
    /// Keep out for a reason.
    Suspend {
        /// Why.
        reason: StatusReason,
    },
    /// End a suspension.
    Reinstate,
    /// Keep out until an administrator or a policy ends it.
    Lock {
        /// Why.
        reason: StatusReason,
    },
    /// End a lock.
    Unlock,
    /// Leave.
    Deactivate,
    /// Come back.
    Reactivate,
    /// Delete after a hold, [`DELETION_HOLD`](super::DELETION_HOLD) unless there is a reason.
    QueueDeletion {
        /// From when on the user may be deleted.
        due: DateTime<Utc>,
    },
    /// Take that back.
    CancelDeletion,
    /// Delete, once it is due.
    Delete,
    /// Undo a registration: what is left is a tombstone, and the address is free again.
    Withdraw,
}

impl UserCommand {
    /// The action of the table this asks for.
    #[must_use]
    pub const fn action(&self) -> UserAction {
        match self {
            Self::Activate { .. } => UserAction::Activate,
            Self::Confirm => UserAction::Confirm,
            Self::Suspend { .. } => UserAction::Suspend,
            Self::Reinstate => UserAction::Reinstate,
            Self::Lock { .. } => UserAction::Lock,
            Self::Unlock => UserAction::Unlock,
            Self::Deactivate => UserAction::Deactivate,
            Self::Reactivate => UserAction::Reactivate,
            Self::QueueDeletion { .. } => UserAction::QueueDeletion,
            Self::CancelDeletion => UserAction::CancelDeletion,
            Self::Delete => UserAction::Delete,
            Self::Withdraw => UserAction::Withdraw,
        }
    }
}
