//! The registration attempt: what happens before there is a user.

use chrono::{DateTime, Utc};

use super::status::Status;
use super::{
    Applicant, AttemptAction, AttemptState, CancelAttemptError, CompleteAttemptError,
    JoinExistingError, Mailbox, MailboxEvidence, OpenAttemptError, ProveError, Registration,
    VERIFICATION_LIFETIME_MAX,
};
use crate::event::Event;
use crate::ids::{AttemptId, UserId};
use crate::password::PasswordHash;
use crate::ports::{Change, Outcome};
use crate::token::{MailboxVerification, SecretToken, TokenHash};
use crate::user::User;

/// Someone wants to be registered. There is no user yet.
///
/// What it may do is in [`ATTEMPT_TRANSITIONS`](super::ATTEMPT_TRANSITIONS). Only an attempt whose
/// mailbox is proven or vouched for holds a [`MailboxEvidence`], and without one no user is made.
/// Once it ends it holds no personal data: they went to the user, or are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationAttempt {
    pub(super) id: AttemptId,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) token: Option<TokenHash<MailboxVerification>>,
    pub(super) status: Status,
}

impl RegistrationAttempt {
    /// Begins a registration.
    ///
    /// A mailbox that is still to be proven takes no password yet: whoever opens the attempt may
    /// not be its owner, and would keep a password that works once the owner follows the link. The
    /// owner chooses it then, by [`prove_with_password`](Self::prove_with_password).
    ///
    /// # Errors
    /// - [`OpenAttemptError::Lifetime`] if the link would be good for no time at all, or for longer
    ///   than [`VERIFICATION_LIFETIME_MAX`].
    /// - [`OpenAttemptError::PasswordBeforeProof`] if a password comes before the proof.
    pub fn open(
        id: AttemptId,
        applicant: Applicant,
        mailbox: Mailbox,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, OpenAttemptError> {
        let (token, status, vouched) = match mailbox {
            Mailbox::ToProve {
                token_hash,
                expires_at,
            } => {
                let lifetime = expires_at.signed_duration_since(now);
                if expires_at <= now || lifetime > VERIFICATION_LIFETIME_MAX {
                    return Err(OpenAttemptError::Lifetime);
                }
                if applicant.password.is_some() {
                    return Err(OpenAttemptError::PasswordBeforeProof);
                }
                (
                    Some(token_hash),
                    Status::AwaitingProof {
                        applicant,
                        expires_at,
                    },
                    None,
                )
            },
            Mailbox::Vouched(vouch) => {
                let evidence = MailboxEvidence::vouched(vouch.clone(), now);
                (
                    None,
                    Status::Ready {
                        applicant,
                        evidence,
                    },
                    Some(vouch),
                )
            },
        };
        let attempt = Self {
            id,
            opened_at: now,
            token,
            status,
        };
        Ok(Change::new(
            attempt,
            Event::RegistrationOpened {
                attempt: id,
                vouched,
            },
        ))
    }

    /// The link came back. Clicking it twice is no error: there is just nothing more to do.
    ///
    /// # Errors
    /// - [`ProveError::WrongToken`] if it is not this attempt's token; said before anything else.
    /// - [`ProveError::Expired`] if it came too late.
    /// - [`ProveError::Closed`] if the attempt is over.
    pub fn prove(
        &self,
        token: &SecretToken<MailboxVerification>,
        now: DateTime<Utc>,
    ) -> Result<Outcome<Self>, ProveError> {
        self.prove_and_choose(token, None, now)
    }

    /// As [`prove`](Self::prove), and whoever holds the link chooses the password with it.
    ///
    /// If the mailbox is proven already, the first choice stands.
    ///
    /// # Errors
    /// As [`prove`](Self::prove).
    pub fn prove_with_password(
        &self,
        token: &SecretToken<MailboxVerification>,
        password: PasswordHash,
        now: DateTime<Utc>,
    ) -> Result<Outcome<Self>, ProveError> {
        self.prove_and_choose(token, Some(password), now)
    }

    fn prove_and_choose(
        &self,
        token: &SecretToken<MailboxVerification>,
        password: Option<PasswordHash>,
        now: DateTime<Utc>,
    ) -> Result<Outcome<Self>, ProveError> {
        if self.token != Some(token.hash()) {
            return Err(ProveError::WrongToken);
        }
        let (applicant, expires_at) = match &self.status {
            Status::AwaitingProof {
                applicant,
                expires_at,
            } => (applicant, expires_at),
            Status::Ready { .. } => return Ok(Outcome::Unchanged),
            Status::Completed { .. } | Status::JoinedExisting { .. } | Status::Cancelled { .. } => {
                return Err(ProveError::Closed {
                    state: self.state(),
                });
            },
        };
        if now >= *expires_at {
            return Err(ProveError::Expired);
        }
        let evidence = MailboxEvidence::proven(now);
        let applicant = Applicant {
            password,
            ..applicant.clone()
        };
        let next = self.with(Status::Ready {
            applicant,
            evidence,
        });
        Ok(Outcome::Changed(Change::new(
            next,
            Event::RegistrationProven { attempt: self.id },
        )))
    }

    /// Makes the user. The applicant's data move to it; the attempt keeps only its id.
    ///
    /// # Errors
    /// - [`CompleteAttemptError::NotProven`] if the mailbox is neither proven nor vouched for.
    /// - [`CompleteAttemptError::Closed`] if the attempt is over.
    pub fn complete(
        &self,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<Registration, CompleteAttemptError> {
        let (applicant, evidence) = match &self.status {
            Status::Ready {
                applicant,
                evidence,
            } => (applicant, evidence),
            Status::AwaitingProof { .. } => return Err(CompleteAttemptError::NotProven),
            Status::Completed { .. } | Status::JoinedExisting { .. } | Status::Cancelled { .. } => {
                return Err(CompleteAttemptError::Closed {
                    state: self.state(),
                });
            },
        };
        Ok(Registration {
            attempt: self.with(Status::Completed { user, at: now }),
            user: User::register(user, applicant.clone(), evidence.clone(), now),
            events: vec![
                Event::UserRegistered { user },
                Event::RegistrationCompleted {
                    attempt: self.id,
                    user,
                },
            ],
        })
    }

    /// Ends at the user who has the address already. Nothing about that user changes: neither the
    /// name nor a password chosen in this attempt is taken over.
    ///
    /// # Errors
    /// - [`JoinExistingError::NotProven`] if the mailbox is neither proven nor vouched for.
    /// - [`JoinExistingError::Closed`] if the attempt is over.
    /// - [`JoinExistingError::AddressDiffers`] if it is not that user's address.
    pub fn join_existing(
        &self,
        user: &User,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, JoinExistingError> {
        let applicant = match &self.status {
            Status::Ready { applicant, .. } => applicant,
            Status::AwaitingProof { .. } => return Err(JoinExistingError::NotProven),
            Status::Completed { .. } | Status::JoinedExisting { .. } | Status::Cancelled { .. } => {
                return Err(JoinExistingError::Closed {
                    state: self.state(),
                });
            },
        };
        if user.email() != Some(&applicant.email) {
            return Err(JoinExistingError::AddressDiffers);
        }
        let user = user.id();
        let next = self.with(Status::JoinedExisting { user, at: now });
        Ok(Change::new(
            next,
            Event::RegistrationJoinedExisting {
                attempt: self.id,
                user,
            },
        ))
    }

    /// Ends without a user and forgets the applicant: the undo of [`open`](Self::open), and what
    /// happens when the link expires. Doing it twice is no error.
    ///
    /// # Errors
    /// [`CancelAttemptError::Closed`] if it already led to a user.
    pub fn cancel(&self, now: DateTime<Utc>) -> Result<Outcome<Self>, CancelAttemptError> {
        if self.state() == AttemptState::Cancelled {
            return Ok(Outcome::Unchanged);
        }
        if !self.state().allows(AttemptAction::Cancel) {
            return Err(CancelAttemptError::Closed {
                state: self.state(),
            });
        }
        let next = self.with(Status::Cancelled { at: now });
        Ok(Outcome::Changed(Change::new(
            next,
            Event::RegistrationCancelled { attempt: self.id },
        )))
    }

    fn with(&self, status: Status) -> Self {
        Self {
            id: self.id,
            opened_at: self.opened_at,
            token: self.token,
            status,
        }
    }
}
