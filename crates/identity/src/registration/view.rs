//! What can be read of an attempt.

use chrono::{DateTime, Utc};

use super::status::Status;
use super::{Applicant, AttemptState, RegistrationAttempt, Vouch};
use crate::ids::{AttemptId, UserId};
use crate::token::{MailboxVerification, TokenHash};

impl RegistrationAttempt {
    /// The attempt's id.
    #[must_use]
    pub const fn id(&self) -> AttemptId {
        self.id
    }

    /// When it was opened.
    #[must_use]
    pub const fn opened_at(&self) -> DateTime<Utc> {
        self.opened_at
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> AttemptState {
        match self.status {
            Status::AwaitingProof { .. } => AttemptState::AwaitingProof,
            Status::Ready { .. } => AttemptState::Ready,
            Status::Completed { .. } => AttemptState::Completed,
            Status::JoinedExisting { .. } => AttemptState::JoinedExisting,
            Status::Cancelled { .. } => AttemptState::Cancelled,
        }
    }

    /// Who wants to be registered, until the attempt ends.
    #[must_use]
    pub const fn applicant(&self) -> Option<&Applicant> {
        match &self.status {
            Status::AwaitingProof { applicant, .. } | Status::Ready { applicant, .. } => {
                Some(applicant)
            },
            Status::Completed { .. } | Status::JoinedExisting { .. } | Status::Cancelled { .. } => {
                None
            },
        }
    }

    /// The user it led to.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        match self.status {
            Status::Completed { user, .. } | Status::JoinedExisting { user, .. } => Some(user),
            Status::AwaitingProof { .. } | Status::Ready { .. } | Status::Cancelled { .. } => None,
        }
    }

    /// The first instant at which the link is no longer good, while it is awaited.
    #[must_use]
    pub const fn expires_at(&self) -> Option<DateTime<Utc>> {
        match self.status {
            Status::AwaitingProof { expires_at, .. } => Some(expires_at),
            Status::Ready { .. }
            | Status::Completed { .. }
            | Status::JoinedExisting { .. }
            | Status::Cancelled { .. } => None,
        }
    }

    /// The hash of the token in its link, if the mailbox was to be proven.
    #[must_use]
    pub const fn token_hash(&self) -> Option<&TokenHash<MailboxVerification>> {
        self.token.as_ref()
    }

    /// Who vouched for the mailbox, while a user can still be made of it.
    #[must_use]
    pub const fn vouch(&self) -> Option<&Vouch> {
        match &self.status {
            Status::Ready { evidence, .. } => evidence.vouch(),
            Status::AwaitingProof { .. }
            | Status::Completed { .. }
            | Status::JoinedExisting { .. }
            | Status::Cancelled { .. } => None,
        }
    }
}
