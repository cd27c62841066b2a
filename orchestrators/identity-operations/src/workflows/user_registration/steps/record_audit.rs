//! `record_audit`: nobody is welcomed before the audit trail knows of everything that was done.

use std::sync::Arc;

use async_trait::async_trait;
use workflow::{Step, StepContext, StepError};

use crate::{
    listeners::RecordDomainEvents,
    workflows::user_registration::{
        UserRegistration, UserRegistrationInput, UserRegistrationPorts, UserRegistrationState,
    },
};

pub(in crate::workflows::user_registration) struct RecordAudit {
    trail: Arc<RecordDomainEvents>,
}

impl RecordAudit {
    pub(in crate::workflows::user_registration) fn new(ports: &UserRegistrationPorts) -> Self {
        Self {
            trail: Arc::clone(&ports.trail),
        }
    }
}

#[async_trait]
impl Step<UserRegistration> for RecordAudit {
    async fn run(
        &self,
        _cx: &StepContext,
        _input: &UserRegistrationInput,
        _state: &mut UserRegistrationState,
    ) -> Result<(), StepError> {
        self.trail.catch_up().await.map_err(|error| {
            // Records are deduplicated by event: repeating is always right.
            StepError::transient(
                error.code(),
                "the audit trail could not be brought up to date",
            )
            .caused_by(error)
        })
    }
}
