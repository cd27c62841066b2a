//! `record_audit`: nobody is welcomed before the audit trail knows of everything that was done.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use workflow::{Step, StepContext, StepError, minutes};

use crate::{
    listeners::RecordDomainEvents,
    workflows::user_registration::{
        UserRegistration, UserRegistrationInput, UserRegistrationPorts, UserRegistrationState,
    },
};

/// Longer than a driver is patient: while the trail waits to be mended, nobody waits for it in a command.
const LASTING_WAIT: Duration = minutes(1);

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
            let lasting = error.is_lasting();
            // Records are deduplicated by event: repeating is always right.
            let failure = StepError::transient(
                error.code(),
                "the audit trail could not be brought up to date",
            )
            .caused_by(error);
            if lasting {
                failure.retry_after(LASTING_WAIT)
            } else {
                failure
            }
        })
    }
}
