//! The user itself, and how it decides.

use chrono::{DateTime, Utc};

use super::status::{Established, Profile, Settled, Standing, Status};
use super::{
    DELETION_HOLD_MAX, UserAction, UserCommand, UserCommandError, UserSnapshot, UserState,
    UserStatusSnapshot,
};
use crate::event::Event;
use crate::ids::UserId;
use crate::password::PasswordHash;
use crate::ports::Change;
use crate::registration::{Applicant, MailboxEvidence, Vouch};
use crate::snapshot::{CorruptSnapshot, SNAPSHOT_VERSION};
use crate::values::{DisplayName, EmailAddress, StatusReason};

/// A person who is a user, on the whole platform. Tenants know him by his id.
///
/// He comes from a completed registration, or is provisioned by an administrator and then waits.
/// What may happen to him is in [`USER_TRANSITIONS`](super::USER_TRANSITIONS). Outside of
/// `pending_activation` and `deleted` he has an established mailbox, by construction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    id: UserId,
    created_at: DateTime<Utc>,
    epoch: u64,
    status: Status,
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
            standing: Standing::Settled(Settled::Active),
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
        UserAction::Activate => Event::UserActivated { user },
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

/// One method for each command, for those who know which they want.
impl User {
    /// Makes a provisioned user active. See [`handle`](Self::handle).
    ///
    /// # Errors
    /// [`UserCommandError::NotAllowed`] unless `pending_activation`.
    pub fn activate(
        &self,
        vouch: Vouch,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::Activate { vouch }, now)
    }

    /// Keeps the user out for a reason. See [`handle`](Self::handle).
    ///
    /// # Errors
    /// [`UserCommandError::NotAllowed`] unless `active`.
    pub fn suspend(
        &self,
        reason: StatusReason,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::Suspend { reason }, now)
    }

    /// Ends a suspension. See [`handle`](Self::handle).
    ///
    /// # Errors
    /// [`UserCommandError::NotAllowed`] unless `suspended`.
    pub fn reinstate(&self, now: DateTime<Utc>) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::Reinstate, now)
    }

    /// Locks the user. See [`handle`](Self::handle).
    ///
    /// # Errors
    /// [`UserCommandError::NotAllowed`] unless `active` or `suspended`.
    pub fn lock(
        &self,
        reason: StatusReason,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::Lock { reason }, now)
    }

    /// Ends a lock. See [`handle`](Self::handle).
    ///
    /// # Errors
    /// [`UserCommandError::NotAllowed`] unless `locked`.
    pub fn unlock(&self, now: DateTime<Utc>) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::Unlock, now)
    }

    /// The user leaves. See [`handle`](Self::handle).
    ///
    /// # Errors
    /// [`UserCommandError::NotAllowed`] unless `active` or `suspended`.
    pub fn deactivate(&self, now: DateTime<Utc>) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::Deactivate, now)
    }

    /// The user comes back. See [`handle`](Self::handle).
    ///
    /// # Errors
    /// [`UserCommandError::NotAllowed`] unless `inactive`.
    pub fn reactivate(&self, now: DateTime<Utc>) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::Reactivate, now)
    }

    /// Asks for deletion from `due` on. See [`handle`](Self::handle).
    ///
    /// # Errors
    /// - [`UserCommandError::NotAllowed`] if provisioned, queued or deleted already.
    /// - [`UserCommandError::Hold`] if `due` is not after `now`, or more than
    ///   [`DELETION_HOLD_MAX`] away.
    pub fn queue_deletion(
        &self,
        due: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::QueueDeletion { due }, now)
    }

    /// Takes the deletion back: to the state before, not always active.
    ///
    /// # Errors
    /// [`UserCommandError::NotAllowed`] unless `queued_for_deletion`.
    pub fn cancel_deletion(&self, now: DateTime<Utc>) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::CancelDeletion, now)
    }

    /// Deletes the user: a tombstone without personal data stays.
    ///
    /// # Errors
    /// - [`UserCommandError::NotAllowed`] unless `queued_for_deletion`.
    /// - [`UserCommandError::NotDue`] before the hold is over.
    pub fn delete(&self, now: DateTime<Utc>) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::Delete, now)
    }

    /// Undoes a registration at once: a tombstone stays, and the address is free again.
    ///
    /// # Errors
    /// [`UserCommandError::NotAllowed`] unless `active` or `pending_activation`: whoever was
    /// suspended or left meanwhile is no longer a mere registration.
    pub fn withdraw(&self, now: DateTime<Utc>) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::Withdraw, now)
    }
}

/// What can be read.
impl User {
    /// The user's id.
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.id
    }

    /// When the user came into being.
    #[must_use]
    pub const fn created_at(&self) -> DateTime<Utc> {
        self.created_at
    }

    /// Grows with every change that ends sessions; a session holds the epoch it began in.
    #[must_use]
    pub const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Where the user stands.
    #[must_use]
    pub const fn state(&self) -> UserState {
        self.status.state()
    }

    /// The address, until deleted.
    #[must_use]
    pub fn email(&self) -> Option<&EmailAddress> {
        self.status.profile().map(|profile| &profile.email)
    }

    /// The name, until deleted.
    #[must_use]
    pub fn name(&self) -> Option<&DisplayName> {
        self.status.profile().map(|profile| &profile.name)
    }

    /// Why the mailbox is known to be the user's.
    #[must_use]
    pub fn evidence(&self) -> Option<&MailboxEvidence> {
        self.status.established().map(|user| &user.evidence)
    }

    /// The hash of the password, if the user has one.
    #[must_use]
    pub fn password(&self) -> Option<&PasswordHash> {
        self.status
            .established()
            .and_then(|user| user.password.as_ref())
    }

    /// Why the user is suspended or locked, if so, or was before deletion was asked for.
    #[must_use]
    pub fn reason(&self) -> Option<&StatusReason> {
        match &self.status.established()?.standing {
            Standing::Settled(Settled::Suspended { reason } | Settled::Locked { reason })
            | Standing::QueuedForDeletion {
                prior: Settled::Suspended { reason } | Settled::Locked { reason },
                ..
            } => Some(reason),
            Standing::Settled(_) | Standing::QueuedForDeletion { .. } => None,
        }
    }

    /// When the user may be deleted, if that was asked for.
    #[must_use]
    pub fn deletion_due(&self) -> Option<DateTime<Utc>> {
        match self.status.established()?.standing {
            Standing::QueuedForDeletion { due, .. } => Some(due),
            Standing::Settled(_) => None,
        }
    }

    /// The form to store.
    #[must_use]
    pub fn snapshot(&self) -> UserSnapshot {
        let status = match self.status.clone() {
            Status::Pending(Profile { email, name }) => {
                UserStatusSnapshot::PendingActivation { email, name }
            },
            Status::Established(user) => {
                let Established {
                    profile: Profile { email, name },
                    evidence,
                    password,
                    standing,
                } = *user;
                let (settled, deletion_due) = match standing {
                    Standing::Settled(settled) => (settled, None),
                    Standing::QueuedForDeletion { prior, due } => (prior, Some(due)),
                };
                let standing = settled.into();
                UserStatusSnapshot::Established {
                    email,
                    name,
                    evidence,
                    password,
                    standing,
                    deletion_due,
                }
            },
            Status::Deleted { at } => UserStatusSnapshot::Deleted { at },
        };
        UserSnapshot {
            v: SNAPSHOT_VERSION,
            id: self.id,
            created_at: self.created_at,
            epoch: self.epoch,
            status,
        }
    }

    /// Reads the stored form back. Its types hold every rule but the version.
    ///
    /// # Errors
    /// [`CorruptSnapshot`] if a later version of this crate wrote it.
    pub fn restore(snapshot: UserSnapshot) -> Result<Self, CorruptSnapshot> {
        CorruptSnapshot::check_version(snapshot.v)?;
        let status = match snapshot.status {
            UserStatusSnapshot::PendingActivation { email, name } => {
                Status::Pending(Profile { email, name })
            },
            UserStatusSnapshot::Established {
                email,
                name,
                evidence,
                password,
                standing,
                deletion_due,
            } => {
                let settled = Settled::from(standing);
                let standing = match deletion_due {
                    Some(due) => Standing::QueuedForDeletion {
                        prior: settled,
                        due,
                    },
                    None => Standing::Settled(settled),
                };
                let profile = Profile { email, name };
                Status::Established(Box::new(Established {
                    profile,
                    evidence,
                    password,
                    standing,
                }))
            },
            UserStatusSnapshot::Deleted { at } => Status::Deleted { at },
        };
        Ok(Self {
            id: snapshot.id,
            created_at: snapshot.created_at,
            epoch: snapshot.epoch,
            status,
        })
    }
}
