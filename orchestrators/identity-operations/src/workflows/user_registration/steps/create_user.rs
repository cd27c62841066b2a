//! `create_user`: the attempt becomes a user, or is tied to the user who has the address already.

use std::sync::Arc;

use async_trait::async_trait;
use identity::{
    AttemptState, RegistrationAttempt, RoleName, RoleScope, TenantRef, User, UserId, UserState,
    ports::{
        CompleteRegistrationError, IdempotencyKey, RegistrationRepository, RoleRepository, Stored,
        UpdateRegistrationError, UpdateUserError, UserDirectory, UserRepository,
    },
};
use workflow::{Compensate, Step, StepContext, StepError};

use crate::workflows::user_registration::{
    UserRegistration, UserRegistrationInput, UserRegistrationPorts, UserRegistrationState, attempt,
    causes, failures,
};

pub(in crate::workflows::user_registration) struct CreateUser {
    registrations: Arc<dyn RegistrationRepository>,
    users: Arc<dyn UserRepository>,
    people: Arc<dyn UserDirectory>,
    roles: Arc<dyn RoleRepository>,
}

impl CreateUser {
    pub(in crate::workflows::user_registration) fn new(ports: &UserRegistrationPorts) -> Self {
        Self {
            registrations: Arc::clone(&ports.registrations),
            users: Arc::clone(&ports.users),
            people: Arc::clone(&ports.people),
            roles: Arc::clone(&ports.roles),
        }
    }

    /// The id of the user this process makes, in every attempt at it.
    pub(super) fn user_id(cx: &StepContext) -> UserId {
        UserId::from_uuid(cx.derived_id("user"))
    }

    async fn find_attempt(
        &self,
        input: &UserRegistrationInput,
    ) -> Result<Stored<RegistrationAttempt>, StepError> {
        self.registrations
            .find(input.attempt)
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?
            .ok_or_else(|| failures::missing("the registration attempt is not there"))
    }

    async fn find_by_address(
        &self,
        stored: &Stored<RegistrationAttempt>,
    ) -> Result<Option<Stored<User>>, StepError> {
        let Some(applicant) = stored.value.applicant() else {
            return Ok(None);
        };
        self.people
            .find_by_email(&applicant.email)
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))
    }

    async fn make(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        stored: &Stored<RegistrationAttempt>,
    ) -> Result<UserId, StepError> {
        let id = Self::user_id(cx);
        let registration = stored.value.complete(id, cx.now()).map_err(refused)?;
        let cause = causes::identity(cx, input, cx.key());
        match self
            .registrations
            .complete(&cause, stored.version, registration)
            .await
        {
            Ok(_) => Ok(id),
            // Somebody with the same address was quicker: the next attempt finds that user.
            Err(CompleteRegistrationError::EmailTaken { .. }) => {
                Err(failures::outpaced("identity/email-taken"))
            },
            Err(CompleteRegistrationError::VersionConflict { .. }) => {
                Err(failures::outpaced("identity/version-conflict"))
            },
            Err(CompleteRegistrationError::Store(failure)) => {
                Err(failures::unwritten(failure.code(), failure))
            },
            Err(
                error @ (CompleteRegistrationError::UserExists
                | CompleteRegistrationError::NotFound
                | CompleteRegistrationError::Revoked),
            ) => Err(StepError::fatal(error.code(), "the user could not be made").caused_by(error)),
        }
    }

    async fn tie(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        stored: &Stored<RegistrationAttempt>,
        user: &User,
    ) -> Result<UserId, StepError> {
        if user.state() == UserState::PendingActivation && user.evidence().is_some() {
            // Another process is making this user, and may still take the user back.
            return Err(StepError::transient(
                "identity-operations/registered-elsewhere",
                "the same address is being registered in another tenant at this moment",
            ));
        }
        if user.state() != UserState::Active {
            // Fatal rather than rejected, so that this step's own undo wipes the attempt.
            return Err(StepError::fatal(
                "identity-operations/user-not-active",
                "the address belongs to an account that is not active: reinstate the account first",
            ));
        }
        let change = stored
            .value
            .join_existing(user, cx.now())
            .map_err(refused)?;
        let cause = causes::identity(cx, input, cx.key());
        match self
            .registrations
            .update(&cause, stored.version, change)
            .await
        {
            Ok(_) => Ok(user.id()),
            Err(UpdateRegistrationError::VersionConflict { .. }) => {
                Err(failures::outpaced("identity/version-conflict"))
            },
            Err(UpdateRegistrationError::Store(failure)) => {
                Err(failures::unwritten(failure.code(), failure))
            },
            Err(error @ (UpdateRegistrationError::NotFound | UpdateRegistrationError::Revoked)) => {
                Err(
                    StepError::fatal(error.code(), "the attempt could not be tied to the account")
                        .caused_by(error),
                )
            },
        }
    }

    async fn roles_of(
        &self,
        user: UserId,
        input: &UserRegistrationInput,
    ) -> Result<Vec<RoleName>, StepError> {
        let scope = RoleScope::Tenant(TenantRef::from_uuid(input.tenant.as_uuid()));
        let found = self
            .roles
            .find(user, scope)
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?;
        Ok(found.map_or_else(Vec::new, |stored| {
            stored.value.roles().iter().cloned().collect()
        }))
    }

    async fn withdraw(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
    ) -> Result<(), StepError> {
        let found = self
            .people
            .find(Self::user_id(cx))
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?;
        let Some(stored) = found.filter(|stored| stored.value.state() != UserState::Deleted) else {
            return Ok(());
        };
        let change = stored.value.withdraw(cx.now()).map_err(refused)?;
        let cause = causes::identity(cx, input, cx.undo_key());
        match self.users.update(&cause, stored.version, change).await {
            Ok(_) => Ok(()),
            Err(UpdateUserError::VersionConflict { .. }) => {
                Err(failures::outpaced("identity/version-conflict"))
            },
            Err(UpdateUserError::Store(failure)) => {
                Err(failures::unwritten(failure.code(), failure))
            },
            Err(error @ (UpdateUserError::NotFound | UpdateUserError::Revoked)) => Err(
                StepError::fatal(error.code(), "the user could not be withdrawn").caused_by(error),
            ),
        }
    }
}

#[async_trait]
impl Step<UserRegistration> for CreateUser {
    async fn run(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        state: &mut UserRegistrationState,
    ) -> Result<(), StepError> {
        let stored = self.find_attempt(input).await?;
        let user = match stored.value.state() {
            // An earlier run of this step got this far.
            AttemptState::Completed | AttemptState::JoinedExisting => stored
                .value
                .user()
                .ok_or_else(|| failures::missing("the attempt has ended without its user"))?,
            AttemptState::Ready => match self.find_by_address(&stored).await? {
                Some(user) => self.tie(cx, input, &stored, &user.value).await?,
                None => self.make(cx, input, &stored).await?,
            },
            AttemptState::AwaitingProof | AttemptState::Cancelled => {
                return Err(StepError::fatal(
                    "identity-operations/mailbox-not-trusted",
                    "the mailbox is neither proven nor vouched for",
                ));
            },
        };
        state.user = Some(user);
        // Whom this process makes has no roles yet.
        if user != Self::user_id(cx) {
            state.roles_before = self.roles_of(user, input).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Compensate<UserRegistration> for CreateUser {
    async fn compensate(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        _state: &mut UserRegistrationState,
    ) -> Result<(), StepError> {
        self.registrations
            .revoke(IdempotencyKey::from_uuid(cx.key()), cx.now())
            .await
            .map_err(|failure| failures::unwritten(failure.code(), failure))?;
        self.withdraw(cx, input).await?;
        attempt::cancel(&self.registrations, cx, input).await
    }
}

fn refused(error: impl std::error::Error + Send + Sync + 'static) -> StepError {
    StepError::fatal(
        "identity-operations/registration-refused",
        "identity refuses the registration",
    )
    .caused_by(error)
}
