//! Why an attempt refuses what it is told.

use super::{AttemptState, VERIFICATION_LIFETIME_MAX};

/// Why an attempt cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenAttemptError {
    /// The link would be good for no time at all, or for too long.
    #[error(
        "the link must be good for more than no time and at most {} days",
        VERIFICATION_LIFETIME_MAX.num_days()
    )]
    Lifetime,
    /// A password was given for a mailbox that is still to be proven.
    #[error("the password is chosen by whoever follows the link; open the registration without it")]
    PasswordBeforeProof,
}

impl OpenAttemptError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Lifetime => "identity/link-lifetime",
            Self::PasswordBeforeProof => "identity/password-before-proof",
        }
    }
}

/// Why a link does not prove the mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProveError {
    /// Not the token of this attempt. Nothing else is said, to whoever does not hold it.
    #[error("this link does not belong to this registration")]
    WrongToken,
    /// The link came back too late.
    #[error("this link has expired; register again to get a new one")]
    Expired,
    /// The attempt is over.
    #[error("this registration is already {state}")]
    Closed {
        /// Where it stands.
        state: AttemptState,
    },
}

impl ProveError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongToken => "identity/wrong-token",
            Self::Expired => "identity/link-expired",
            Self::Closed { .. } => "identity/attempt-closed",
        }
    }
}

/// Why an attempt cannot become a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CompleteAttemptError {
    /// The link has not come back.
    #[error("the mailbox is not proven yet; follow the link in the message first")]
    NotProven,
    /// The attempt is over.
    #[error("this registration is already {state}")]
    Closed {
        /// Where it stands.
        state: AttemptState,
    },
}

impl CompleteAttemptError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotProven => "identity/mailbox-not-proven",
            Self::Closed { .. } => "identity/attempt-closed",
        }
    }
}

/// Why an attempt cannot end at a user who is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoinExistingError {
    /// The link has not come back: whoever asks may not be that user.
    #[error("the mailbox is not proven yet; follow the link in the message first")]
    NotProven,
    /// The attempt is over.
    #[error("this registration is already {state}")]
    Closed {
        /// Where it stands.
        state: AttemptState,
    },
    /// The user does not have the address of the attempt, or is deleted.
    #[error("the address of this registration is not that user's")]
    AddressDiffers,
}

impl JoinExistingError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotProven => "identity/mailbox-not-proven",
            Self::Closed { .. } => "identity/attempt-closed",
            Self::AddressDiffers => "identity/address-differs",
        }
    }
}

/// Why an attempt cannot be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CancelAttemptError {
    /// It already led to a user: withdraw the user instead.
    #[error("this registration is already {state}")]
    Closed {
        /// Where it stands.
        state: AttemptState,
    },
}

impl CancelAttemptError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Closed { .. } => "identity/attempt-closed",
        }
    }
}
