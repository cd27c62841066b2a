//! `grant_roles`: the member gets the asked roles in the tenant.

use std::sync::Arc;

use async_trait::async_trait;
use identity::{
    RoleAssignment, RoleScope, RoleSet, TenantRef, UserId,
    ports::{IdempotencyKey, Revocation, RoleRepository, SaveRolesError, Stored, Version},
};
use workflow::{Compensate, Step, StepContext, StepError};

use crate::workflows::user_registration::{
    UserRegistration, UserRegistrationInput, UserRegistrationPorts, UserRegistrationState, causes,
    failures,
};

pub(in crate::workflows::user_registration) struct GrantRoles {
    roles: Arc<dyn RoleRepository>,
}

impl GrantRoles {
    pub(in crate::workflows::user_registration) fn new(ports: &UserRegistrationPorts) -> Self {
        Self {
            roles: Arc::clone(&ports.roles),
        }
    }

    async fn assignment(
        &self,
        user: UserId,
        input: &UserRegistrationInput,
    ) -> Result<(Option<Version>, RoleAssignment), StepError> {
        let scope = RoleScope::Tenant(TenantRef::from_uuid(input.tenant.as_uuid()));
        let found = self
            .roles
            .find(user, scope)
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?;
        Ok(match found {
            Some(Stored { value, version }) => (Some(version), value),
            None => (None, RoleAssignment::none(user, scope)),
        })
    }
}

#[async_trait]
impl Step<UserRegistration> for GrantRoles {
    async fn run(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        state: &mut UserRegistrationState,
    ) -> Result<(), StepError> {
        let user = state
            .user
            .ok_or_else(|| failures::missing("the user is not known"))?;
        let asked = RoleSet::new(input.roles.iter().cloned())
            .map_err(|error| StepError::rejected(error.code(), error.to_string()))?;
        let (version, assignment) = self.assignment(user, input).await?;
        let outcome = assignment
            .grant(&asked)
            .map_err(|error| StepError::rejected(error.code(), error.to_string()))?;
        let Some(change) = outcome.into_change() else {
            return Ok(());
        };
        let cause = causes::identity(cx, input, cx.key());
        self.roles
            .save(&cause, version, change)
            .await
            .map(drop)
            .map_err(unsaved)
    }
}

#[async_trait]
impl Compensate<UserRegistration> for GrantRoles {
    async fn compensate(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        state: &mut UserRegistrationState,
    ) -> Result<(), StepError> {
        let revocation = self
            .roles
            .revoke(IdempotencyKey::from_uuid(cx.key()), cx.now())
            .await
            .map_err(|failure| failures::unwritten(failure.code(), failure))?;
        let Some(user) = state.user else {
            return Ok(());
        };
        let added = input
            .roles
            .iter()
            .filter(|role| !state.roles_before.contains(role))
            .cloned();
        // No role was added: there is nothing to take back, and no set to say so with.
        let Ok(added) = RoleSet::new(added) else {
            return Ok(());
        };
        if revocation == Revocation::NeverHappened {
            return Ok(());
        }
        let (version, assignment) = self.assignment(user, input).await?;
        let Some(change) = assignment.revoke(&added).into_change() else {
            return Ok(());
        };
        let cause = causes::identity(cx, input, cx.undo_key());
        self.roles
            .save(&cause, version, change)
            .await
            .map(drop)
            .map_err(unsaved)
    }
}

fn unsaved(error: SaveRolesError) -> StepError {
    match error {
        SaveRolesError::VersionConflict { .. } => failures::outpaced("identity/version-conflict"),
        SaveRolesError::Store(failure) => failures::unwritten(failure.code(), failure),
        SaveRolesError::UserNotFound | SaveRolesError::Revoked => {
            StepError::fatal(error.code(), "the roles could not be saved").caused_by(error)
        },
    }
}
