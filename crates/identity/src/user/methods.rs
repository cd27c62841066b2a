//! One method for each command, for those who know which they want.

use chrono::{DateTime, Utc};

use super::{User, UserCommand, UserCommandError};
use crate::ports::Change;
use crate::registration::Vouch;
use crate::values::StatusReason;

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

    /// Lets a registered user in, once the registration is complete in every truth. See
    /// [`handle`](Self::handle).
    ///
    /// # Errors
    /// [`UserCommandError::NotAllowed`] unless `pending_activation` and made by a registration.
    pub fn confirm(&self, now: DateTime<Utc>) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::Confirm, now)
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
    ///   [`DELETION_HOLD_MAX`](super::DELETION_HOLD_MAX) away.
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
    /// [`UserCommandError::NotAllowed`] unless `pending_activation`: once a user is let in, others rely on
    /// him, and a registration cannot take him back.
    pub fn withdraw(&self, now: DateTime<Utc>) -> Result<Change<Self>, UserCommandError> {
        self.handle(UserCommand::Withdraw, now)
    }
}
