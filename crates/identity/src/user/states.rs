//! The states of a user, and the table of what leads from one to another.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a user stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    /// Made by an administrator; has no credential and cannot sign in.
    PendingActivation,
    /// Can sign in.
    Active,
    /// Kept out for a reason, for now.
    Suspended,
    /// Kept out by an administrator or a policy, until one of them ends it.
    Locked,
    /// Left, and may come back.
    Inactive,
    /// Will be deleted when the hold is over.
    QueuedForDeletion,
    /// A tombstone: an id and a time, no personal data. Nothing leads out of it.
    Deleted,
}

/// What can be done with a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserAction {
    /// Someone vouches for the mailbox of a provisioned user.
    Activate,
    /// The registration that made the user is complete in every truth.
    Confirm,
    /// Keep out for a reason.
    Suspend,
    /// End a suspension.
    Reinstate,
    /// Keep out until an administrator or a policy ends it.
    Lock,
    /// End a lock.
    Unlock,
    /// Leave.
    Deactivate,
    /// Come back.
    Reactivate,
    /// Ask for deletion after a hold.
    QueueDeletion,
    /// Take that back.
    CancelDeletion,
    /// The hold is over.
    Delete,
    /// Undo a registration.
    Withdraw,
}

/// Where a transition leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To this state.
    To(UserState),
    /// Back to the state before deletion was asked for, which is not always active.
    Prior,
}

/// The whole table: from a state, by an action, to a state. What is not in it is refused.
pub const USER_TRANSITIONS: &[(UserState, UserAction, Target)] = {
    use Target::{Prior, To};
    use UserAction as Do;
    use UserState as In;
    &[
        (In::PendingActivation, Do::Activate, To(In::Active)),
        (In::PendingActivation, Do::Confirm, To(In::Active)),
        (In::PendingActivation, Do::Withdraw, To(In::Deleted)),
        (In::Active, Do::Suspend, To(In::Suspended)),
        (In::Active, Do::Lock, To(In::Locked)),
        (In::Active, Do::Deactivate, To(In::Inactive)),
        (In::Active, Do::QueueDeletion, To(In::QueuedForDeletion)),
        (In::Suspended, Do::Reinstate, To(In::Active)),
        (In::Suspended, Do::Lock, To(In::Locked)),
        (In::Suspended, Do::Deactivate, To(In::Inactive)),
        (In::Suspended, Do::QueueDeletion, To(In::QueuedForDeletion)),
        (In::Locked, Do::Unlock, To(In::Active)),
        (In::Locked, Do::QueueDeletion, To(In::QueuedForDeletion)),
        (In::Inactive, Do::Reactivate, To(In::Active)),
        (In::Inactive, Do::QueueDeletion, To(In::QueuedForDeletion)),
        (In::QueuedForDeletion, Do::CancelDeletion, Prior),
        (In::QueuedForDeletion, Do::Delete, To(In::Deleted)),
    ]
};

impl UserState {
    /// All states.
    pub const ALL: [Self; 7] = [
        Self::PendingActivation,
        Self::Active,
        Self::Suspended,
        Self::Locked,
        Self::Inactive,
        Self::QueuedForDeletion,
        Self::Deleted,
    ];

    /// Where the table leads from `self` by `action`.
    pub(super) fn after(self, action: UserAction) -> Option<Target> {
        USER_TRANSITIONS
            .iter()
            .find(|&&(from, by, _)| from == self && by == action)
            .map(|&(_, _, to)| to)
    }

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PendingActivation => "pending_activation",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Locked => "locked",
            Self::Inactive => "inactive",
            Self::QueuedForDeletion => "queued_for_deletion",
            Self::Deleted => "deleted",
        }
    }
}

impl fmt::Display for UserState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl UserAction {
    /// All actions.
    pub const ALL: [Self; 12] = [
        Self::Activate,
        Self::Confirm,
        Self::Suspend,
        Self::Reinstate,
        Self::Lock,
        Self::Unlock,
        Self::Deactivate,
        Self::Reactivate,
        Self::QueueDeletion,
        Self::CancelDeletion,
        Self::Delete,
        Self::Withdraw,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Activate => "activate",
            Self::Confirm => "confirm",
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "reactivate",
            Self::QueueDeletion => "queue_deletion",
            Self::CancelDeletion => "cancel_deletion",
            Self::Delete => "delete",
            Self::Withdraw => "withdraw",
        }
    }
}

impl fmt::Display for UserAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::To(state) => fmt::Display::fmt(state, f),
            Self::Prior => f.write_str("the state before"),
        }
    }
}
