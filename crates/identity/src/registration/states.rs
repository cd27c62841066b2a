//! The states of a registration attempt, and the table of what leads from one to another.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a registration attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// The link has been asked for and has not come back.
    AwaitingProof,
    /// The mailbox is proven or vouched for; a user can be made.
    Ready,
    /// It became a user.
    Completed,
    /// It ended at a user who was there already.
    JoinedExisting,
    /// It ended without a user. No personal data is left.
    Cancelled,
}

/// What can be done with a registration attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttemptAction {
    /// The link came back.
    Prove,
    /// Make the user.
    Complete,
    /// End at the user who has the address.
    JoinExisting,
    /// End without a user.
    Cancel,
}

/// The whole table: from a state, by an action, to a state. What is not in it is refused.
pub const ATTEMPT_TRANSITIONS: &[(AttemptState, AttemptAction, AttemptState)] = &[
    (
        AttemptState::AwaitingProof,
        AttemptAction::Prove,
        AttemptState::Ready,
    ),
    (
        AttemptState::AwaitingProof,
        AttemptAction::Cancel,
        AttemptState::Cancelled,
    ),
    (
        AttemptState::Ready,
        AttemptAction::Complete,
        AttemptState::Completed,
    ),
    (
        AttemptState::Ready,
        AttemptAction::JoinExisting,
        AttemptState::JoinedExisting,
    ),
    (
        AttemptState::Ready,
        AttemptAction::Cancel,
        AttemptState::Cancelled,
    ),
];

impl AttemptState {
    /// All states.
    pub const ALL: [Self; 5] = [
        Self::AwaitingProof,
        Self::Ready,
        Self::Completed,
        Self::JoinedExisting,
        Self::Cancelled,
    ];

    /// Whether the table leads anywhere from `self` by `action`.
    pub(super) fn allows(self, action: AttemptAction) -> bool {
        ATTEMPT_TRANSITIONS
            .iter()
            .any(|&(from, by, _)| from == self && by == action)
    }

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingProof => "awaiting_proof",
            Self::Ready => "ready",
            Self::Completed => "completed",
            Self::JoinedExisting => "joined_existing",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for AttemptState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl AttemptAction {
    /// All actions.
    pub const ALL: [Self; 4] = [
        Self::Prove,
        Self::Complete,
        Self::JoinExisting,
        Self::Cancel,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prove => "prove",
            Self::Complete => "complete",
            Self::JoinExisting => "join_existing",
            Self::Cancel => "cancel",
        }
    }
}

impl fmt::Display for AttemptAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
