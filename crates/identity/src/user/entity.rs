//! The user itself, and how it decides.

use chrono::{DateTime, Utc};

use super::status::{Established, Profile, Settled, Standing, Status};
use super::{DELETION_HOLD_MAX, UserAction, UserCommand, UserCommandError};
use crate::event::Event;
use crate::ids::UserId;
use crate::ports::Change;
use crate::registration::{Applicant, MailboxEvidence, Vouch};
use crate::values::{DisplayName, EmailAddress};

/// A person who is a user, on the whole platform. Tenants know him by his id.
///
/// He comes from a completed registration, or is provisioned by an administrator and then waits.
/// What may happen to him is in [`USER_TRANSITIONS`](super::USER_TRANSITIONS). Outside of
/// `pending_activation` and `deleted` he has an established mailbox, by construction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub(super) id: UserId,
    pub(super) created_at: DateTime<Utc>,
    pub(super) epoch: u64,
    pub(super) status: Status,
}

impl User {
    /// The user an attempt becomes. Only an attempt can call this, and only with its evidence.
    pub(crate) fn register(
        id: UserId,
        applicant: Applicant,
        evidence: MailboxEvidence,
        now: DateTime<Utc>,
    ) -> Self {
        let Applicant {
            email,
            name,
            password,
        } = applicant;
        let established = Established {
            profile: Profile { email, name },
            evidence,
            password,
            standing: Standing::Unconfirmed,
        };
        Self {
            id,
            created_at: now,
            epoch: 0,
            status: Status::Established(Box::new(established)),
        }
    }

    /// Makes a user who waits for activation: no credential, no sign-in.
    pub fn provision(
        id: UserId,
        email: EmailAddress,
        name: DisplayName,
        now: DateTime<Utc>,
    ) -> Change<Self> {
        let status = Status::Pending(Profile { email, name });
        let user = Self {
            id,
            created_at: now,
            epoch: 0,
            status,
        };
        Change::new(user, Event::UserProvisioned { user: id })
    }

    /// Does what the command says, if [`USER_TRANSITIONS`](super::USER_TRANSITIONS) allows it.
    ///
    /// # Errors
    /// - [`UserCommandError::NotAllowed`] if there is no way from here by this action.
    /// - [`UserCommandError::Hold`] if a deletion is asked for at an impossible time.
    /// - [`UserCommandError::NotDue`] if the hold before a deletion is not over.
    pub fn handle(
        &self,
        command: UserCommand,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, UserCommandError> {
        let action = command.action();
        let state = self.state();
        let refused = UserCommandError::NotAllowed { state, action };
        if state.after(action).is_none() {
            return Err(refused);
        }
        let status = match (command, &self.status) {
            (UserCommand::Activate { vouch }, Status::Pending(profile)) => {
                activated(profile, vouch, now)
            },
            (UserCommand::Withdraw | UserCommand::Delete, status) => {
                check_due(status, now)?;
                Status::Deleted { at: now }
            },
            (command, Status::Established(user)) => {
                let standing = next_standing(command, &user.standing, now)?.ok_or(refused)?;
                Status::Established(Box::new(Established {
                    standing,
                    ..(**user).clone()
                }))
            },
            _ => return Err(refused),
        };
        Ok(Change::new(
            self.with(action, status),
            event(action, self.id),
        ))
    }

    /// The next state of this user. Whatever keeps him out ends his sessions, so the epoch grows.
    fn with(&self, action: UserAction, status: Status) -> Self {
        let ends_sessions = matches!(
            action,
            UserAction::Suspend
                | UserAction::Lock
                | UserAction::Deactivate
                | UserAction::QueueDeletion
                | UserAction::Delete
                | UserAction::Withdraw
        );
        let epoch = self.epoch.saturating_add(u64::from(ends_sessions));
        Self {
            id: self.id,
            created_at: self.created_at,
            epoch,
            status,
        }
    }
}

fn activated(profile: &Profile, vouch: Vouch, now: DateTime<Utc>) -> Status {
    Status::Established(Box::new(Established {
        profile: profile.clone(),
        evidence: MailboxEvidence::vouched(vouch, now),
        password: None,
        standing: Standing::Settled(Settled::Active),
    }))
}

/// Refuses to delete before the hold is over.
fn check_due(status: &Status, now: DateTime<Utc>) -> Result<(), UserCommandError> {
    match status.established().map(|user| &user.standing) {
        Some(Standing::QueuedForDeletion { due, .. }) if now < *due => {
            Err(UserCommandError::NotDue { due: *due })
        },
        _ => Ok(()),
    }
}

/// Where an established user goes; `None` where the table has no such way.
fn next_standing(
    command: UserCommand,
    standing: &Standing,
    now: DateTime<Utc>,
) -> Result<Option<Standing>, UserCommandError> {
    let settled = match (command, standing) {
        (UserCommand::QueueDeletion { due }, Standing::Settled(prior)) => {
            if due <= now || due.signed_duration_since(now) > DELETION_HOLD_MAX {
                return Err(UserCommandError::Hold);
            }
            return Ok(Some(Standing::QueuedForDeletion {
                prior: prior.clone(),
                due,
            }));
        },
        (UserCommand::CancelDeletion, Standing::QueuedForDeletion { prior, .. }) => prior.clone(),
        (UserCommand::Confirm, Standing::Unconfirmed) => Settled::Active,
        (UserCommand::Suspend { reason }, _) => Settled::Suspended { reason },
        (UserCommand::Lock { reason }, _) => Settled::Locked { reason },
        (UserCommand::Deactivate, _) => Settled::Inactive,
        (UserCommand::Reinstate | UserCommand::Unlock | UserCommand::Reactivate, _) => {
            Settled::Active
        },
        _ => return Ok(None),
    };
    Ok(Some(Standing::Settled(settled)))
}

const fn event(action: UserAction, user: UserId) -> Event {
    match action {
        UserAction::Activate | UserAction::Confirm => Event::UserActivated { user },
        UserAction::Suspend => Event::UserSuspended { user },
        UserAction::Reinstate => Event::UserReinstated { user },
        UserAction::Lock => Event::UserLocked { user },
        UserAction::Unlock => Event::UserUnlocked { user },
        UserAction::Deactivate => Event::UserDeactivated { user },
        UserAction::Reactivate => Event::UserReactivated { user },
        UserAction::QueueDeletion => Event::UserDeletionQueued { user },
        UserAction::CancelDeletion => Event::UserDeletionCancelled { user },
        UserAction::Delete => Event::UserDeleted { user },
        UserAction::Withdraw => Event::UserRegistrationWithdrawn { user },
    }
}
