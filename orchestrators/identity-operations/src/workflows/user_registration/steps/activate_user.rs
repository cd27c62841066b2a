//! `activate_user`: the user whom this process made is let in.

use std::sync::Arc;

use async_trait::async_trait;
use identity::{
    UserState,
    ports::{UpdateUserError, UserDirectory, UserRepository},
};
use workflow::{Step, StepContext, StepError};

use super::create_user::CreateUser;
use crate::workflows::user_registration::{
    UserRegistration, UserRegistrationInput, UserRegistrationPorts, UserRegistrationState, causes,
    failures,
};

pub(in crate::workflows::user_registration) struct ActivateUser {
    users: Arc<dyn UserRepository>,
    people: Arc<dyn UserDirectory>,
}

impl ActivateUser {
    pub(in crate::workflows::user_registration) fn new(ports: &UserRegistrationPorts) -> Self {
        Self {
            users: Arc::clone(&ports.users),
            people: Arc::clone(&ports.people),
        }
    }
}

#[async_trait]
impl Step<UserRegistration> for ActivateUser {
    async fn run(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        state: &mut UserRegistrationState,
    ) -> Result<(), StepError> {
        let id = state
            .user
            .ok_or_else(|| failures::missing("the user is not known"))?;
        // A user who was there before is no business of this process.
        if id != CreateUser::user_id(cx) {
            return Ok(());
        }
        let stored = self
            .people
            .find(id)
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?
            .ok_or_else(|| failures::missing("the user is not there"))?;
        // An earlier run of this step let the user in; what happened since is others' decision.
        if stored.value.state() != UserState::PendingActivation {
            return Ok(());
        }
        let change = stored.value.confirm(cx.now()).map_err(|error| {
            StepError::fatal(error.code(), "the user cannot be let in").caused_by(error)
        })?;
        let cause = causes::identity(cx, input, cx.key());
        match self.users.update(&cause, stored.version, change).await {
            Ok(_) => Ok(()),
            Err(UpdateUserError::VersionConflict { .. }) => {
                Err(failures::outpaced("identity/version-conflict"))
            },
            Err(UpdateUserError::Store(failure)) => {
                Err(failures::unwritten(failure.code(), failure))
            },
            Err(error @ (UpdateUserError::NotFound | UpdateUserError::Revoked)) => {
                Err(StepError::fatal(error.code(), "the user cannot be let in").caused_by(error))
            },
        }
    }
}
