//! The tenant itself.

use chrono::{DateTime, Utc};

use super::{
    error::{DeleteTenantError, NotOperational, ResumeTenantError, TenantTransitionNotAllowed},
    hold::DeletionHold,
    operational::OperationalTenant,
    state::{SuspensionReason, TenantState, TenantStatus},
    transition::TenantCommand,
};
use crate::{event::Event, id::TenantId, name::TenantName, ports::Change, slug::TenantSlug};

/// An organisation that uses the platform apart from all others.
///
/// It changes through the methods below only. Each looks into the transition table
/// ([`TenantStatus::after`]), leaves `self` as it is, and answers the [`Change`] to commit.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use tenant::{Tenant, TenantId, TenantName, TenantSlug, TenantStatus};
/// use uuid::Uuid;
///
/// let now = DateTime::<Utc>::UNIX_EPOCH;
/// let id = TenantId::from_uuid(Uuid::from_u128(1));
/// let created = Tenant::create(id, TenantSlug::parse("acme")?, TenantName::parse("Acme")?, now);
/// let active = created.state().activate(now)?;
/// assert_eq!(active.state().status(), TenantStatus::Active);
///
/// let refused = active.state().start_trial(now).unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "`start_trial` is not allowed for a tenant that is active; \
///      possible now: `suspend`, `archive`, `queue_for_deletion`",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    pub(super) id: TenantId,
    pub(super) slug: TenantSlug,
    pub(super) name: TenantName,
    pub(super) state: TenantState,
    pub(super) created_at: DateTime<Utc>,
    pub(super) state_since: DateTime<Utc>,
}

impl Tenant {
    /// A new tenant, pending.
    pub fn create(
        id: TenantId,
        slug: TenantSlug,
        name: TenantName,
        now: DateTime<Utc>,
    ) -> Change<Self> {
        let event = Event::TenantCreated {
            tenant: id,
            slug: slug.clone(),
        };
        let state = TenantState::Pending;
        Change::new(
            Self {
                id,
                slug,
                name,
                state,
                created_at: now,
                state_since: now,
            },
            event,
        )
    }

    /// Begins the trial of a pending tenant.
    ///
    /// # Errors
    /// [`TenantTransitionNotAllowed`] in any other state.
    pub fn start_trial(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, TenantTransitionNotAllowed> {
        let tenant = self.id;
        self.step(
            TenantCommand::StartTrial,
            Some(TenantState::Trial),
            now,
            |_| Event::TrialStarted { tenant },
        )
    }

    /// Opens a pending tenant, or turns a trial into the real thing.
    ///
    /// # Errors
    /// [`TenantTransitionNotAllowed`] in any other state.
    pub fn activate(&self, now: DateTime<Utc>) -> Result<Change<Self>, TenantTransitionNotAllowed> {
        let tenant = self.id;
        self.step(
            TenantCommand::Activate,
            Some(TenantState::Active),
            now,
            |_| Event::TenantActivated { tenant },
        )
    }

    /// Stops a tenant that runs, until `reason` is cleared.
    ///
    /// # Errors
    /// [`TenantTransitionNotAllowed`] if it does not run.
    pub fn suspend(
        &self,
        reason: SuspensionReason,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, TenantTransitionNotAllowed> {
        let tenant = self.id;
        let next = self
            .state
            .running()
            .map(|prior| TenantState::Suspended { reason, prior });
        self.step(TenantCommand::Suspend, next, now, |_| {
            Event::TenantSuspended { tenant, reason }
        })
    }

    /// Lets a suspended tenant run again as it did, now that `cleared` is no reason any more.
    ///
    /// # Errors
    /// [`ResumeTenantError`] if it is not suspended, or for another reason.
    pub fn resume(
        &self,
        cleared: SuspensionReason,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, ResumeTenantError> {
        if let TenantState::Suspended {
            reason: in_force, ..
        } = self.state
            && in_force != cleared
        {
            return Err(ResumeTenantError::AnotherReason { in_force });
        }
        let tenant = self.id;
        let change = self.step(TenantCommand::Resume, self.state.interrupted(), now, |to| {
            Event::TenantResumed { tenant, to }
        })?;
        Ok(change)
    }

    /// Puts a tenant away, to be read only.
    ///
    /// # Errors
    /// [`TenantTransitionNotAllowed`] if it is archived already, or on its way out.
    pub fn archive(&self, now: DateTime<Utc>) -> Result<Change<Self>, TenantTransitionNotAllowed> {
        let tenant = self.id;
        let next = self
            .state
            .open()
            .map(|prior| TenantState::Archived { prior });
        self.step(TenantCommand::Archive, next, now, |_| {
            Event::TenantArchived { tenant }
        })
    }

    /// Takes an archived tenant back, as it was: a suspended one is suspended again.
    ///
    /// # Errors
    /// [`TenantTransitionNotAllowed`] if it is not archived.
    pub fn restore_archived(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, TenantTransitionNotAllowed> {
        let tenant = self.id;
        self.step(
            TenantCommand::Restore,
            self.state.interrupted(),
            now,
            |to| Event::TenantRestored { tenant, to },
        )
    }

    /// Stops a tenant for good: once `hold` is over it may be deleted.
    ///
    /// # Errors
    /// [`TenantTransitionNotAllowed`] if it is queued already, or deleted.
    pub fn queue_for_deletion(
        &self,
        hold: DeletionHold,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, TenantTransitionNotAllowed> {
        let (tenant, due) = (self.id, hold.due(now));
        let next = self
            .state
            .kept()
            .map(|prior| TenantState::QueuedForDeletion { due, prior });
        self.step(TenantCommand::QueueForDeletion, next, now, |_| {
            Event::TenantQueuedForDeletion { tenant, due }
        })
    }

    /// Calls the deletion off; the tenant is again what it was.
    ///
    /// # Errors
    /// [`TenantTransitionNotAllowed`] if it is not queued for deletion.
    pub fn cancel_deletion(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, TenantTransitionNotAllowed> {
        let tenant = self.id;
        self.step(
            TenantCommand::CancelDeletion,
            self.state.interrupted(),
            now,
            |to| Event::TenantDeletionCancelled { tenant, to },
        )
    }

    /// Deletes a tenant whose hold is over. A tombstone remains: the id, and the slug, which also
    /// takes the place of the name. Its memberships stay as they are; nobody can use them.
    ///
    /// # Errors
    /// [`DeleteTenantError`] if it is not queued for deletion, or not yet due.
    pub fn delete(&self, now: DateTime<Utc>) -> Result<Change<Self>, DeleteTenantError> {
        if let TenantState::QueuedForDeletion { due, .. } = self.state
            && now < due
        {
            return Err(DeleteTenantError::NotDue { due });
        }
        let tenant = self.id;
        let named = Self {
            name: TenantName::of_tombstone(&self.slug),
            ..self.clone()
        };
        let change = named.step(
            TenantCommand::Delete,
            Some(TenantState::Deleted),
            now,
            |_| Event::TenantDeleted { tenant },
        )?;
        Ok(change)
    }

    /// The tenant as one that runs: the only way to admit a member.
    ///
    /// # Errors
    /// [`NotOperational`] unless it is on trial or active.
    pub const fn operational(&self) -> Result<OperationalTenant<'_>, NotOperational> {
        let status = self.status();
        if status.is_operational() {
            Ok(OperationalTenant::new(self))
        } else {
            Err(NotOperational { status })
        }
    }

    /// Its id.
    pub const fn id(&self) -> TenantId {
        self.id
    }

    /// Its slug: unique, and the same for ever.
    pub const fn slug(&self) -> &TenantSlug {
        &self.slug
    }

    /// Its name.
    pub const fn name(&self) -> &TenantName {
        &self.name
    }

    /// Its state, with what that carries.
    pub const fn state(&self) -> &TenantState {
        &self.state
    }

    /// The name of its state.
    pub const fn status(&self) -> TenantStatus {
        self.state.status()
    }

    /// When it was created.
    pub const fn created_at(&self) -> DateTime<Utc> {
        self.created_at
    }

    /// When it came into its present state.
    pub const fn state_since(&self) -> DateTime<Utc> {
        self.state_since
    }

    /// Takes one step of the table. `next` is the state with what it carries; `None` if the
    /// present state has nothing to carry over, which the table then refuses too.
    fn step(
        &self,
        command: TenantCommand,
        next: Option<TenantState>,
        now: DateTime<Utc>,
        event: impl FnOnce(TenantStatus) -> Event,
    ) -> Result<Change<Self>, TenantTransitionNotAllowed> {
        let status = self.status();
        let (Some(_), Some(state)) = (status.after(command), next) else {
            return Err(TenantTransitionNotAllowed { status, command });
        };
        // Clocks of two machines differ a little; a life still goes forward only.
        let state_since = now.max(self.state_since);
        Ok(Change::new(
            Self {
                state,
                state_since,
                ..self.clone()
            },
            event(state.status()),
        ))
    }
}
