//! `send_welcome`: one message, at most one for each person and tenant.

use std::{error::Error, sync::Arc};

use async_trait::async_trait;
use identity::ports::UserDirectory;
use notifier::{
    Advice, Category, Courier, MailAddress, Mailbox, MessageId, OneLine, RecipientRef, Request,
    Scope, SendError, Template, WelcomeParams,
};
use tenant::ports::TenantDirectory;
use uuid::Uuid;
use workflow::{Step, StepContext, StepError};

use crate::workflows::user_registration::{
    UserRegistration, UserRegistrationInput, UserRegistrationPorts, UserRegistrationState, causes,
    failures,
};

pub(in crate::workflows::user_registration) struct SendWelcome {
    people: Arc<dyn UserDirectory>,
    tenants: Arc<dyn TenantDirectory>,
    courier: Arc<Courier>,
}

impl SendWelcome {
    pub(in crate::workflows::user_registration) fn new(ports: &UserRegistrationPorts) -> Self {
        Self {
            people: Arc::clone(&ports.people),
            tenants: Arc::clone(&ports.tenants),
            courier: Arc::clone(&ports.courier),
        }
    }

    async fn compose(
        &self,
        input: &UserRegistrationInput,
        state: &UserRegistrationState,
    ) -> Result<Request, StepError> {
        let id = state
            .user
            .ok_or_else(|| failures::missing("the user is not known"))?;
        let user = self
            .people
            .find(id)
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?
            .ok_or_else(|| failures::missing("the user is not there"))?
            .value;
        let tenant = self
            .tenants
            .find(input.tenant)
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?
            .ok_or_else(|| failures::missing("the tenant is not there"))?
            .value;
        let (Some(name), Some(email)) = (user.name(), user.email()) else {
            return Err(failures::missing("the user has been erased"));
        };
        let name = OneLine::parse(name.as_str()).map_err(unsendable)?;
        let address = MailAddress::parse(email.as_str()).map_err(unsendable)?;
        Ok(Request {
            message_id: MessageId::from_uuid(welcome_id(input.tenant.as_uuid(), id.as_uuid())),
            scope: Scope::tenant(input.tenant.as_uuid()),
            recipient: RecipientRef::parse(&id.to_string()).map_err(unsendable)?,
            to: Mailbox::new(address).named(name.clone()),
            category: Category::Transactional,
            template: Template::Welcome(WelcomeParams {
                display_name: name,
                tenant_name: OneLine::parse(tenant.name().as_str()).map_err(unsendable)?,
            }),
        })
    }
}

/// The id of the one welcome of this person in this tenant, whichever process sends it (`UUIDv5`,
/// RFC 9562 section 5.5).
fn welcome_id(tenant: Uuid, user: Uuid) -> Uuid {
    Uuid::new_v5(&tenant, format!("welcome/{user}").as_bytes())
}

#[async_trait]
impl Step<UserRegistration> for SendWelcome {
    async fn run(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        state: &mut UserRegistrationState,
    ) -> Result<(), StepError> {
        let request = self.compose(input, state).await?;
        // The message's id is the key too: another process of the same person repeats this very write.
        let cause = causes::notifier(cx, input, request.message_id.as_uuid())
            .map_err(failures::bad_actor)?;
        self.courier
            .send(&cause, &request)
            .await
            .map(drop)
            .map_err(unsent)
    }
}

/// Something that one truth accepts and `notifier` does not.
pub(super) fn unsendable(error: impl Error + Send + Sync + 'static) -> StepError {
    StepError::fatal(
        "identity-operations/unsendable",
        "the message cannot be written",
    )
    .caused_by(error)
}

/// What the engine does about a message that was not sent.
pub(super) fn unsent(error: SendError) -> StepError {
    let code = error.code();
    let failure = match (error.advice(), error.surely_not_sent()) {
        (Advice::RepeatAfter(wait), true) => {
            StepError::transient(code, "the message was not delivered this time").retry_after(wait)
        },
        (Advice::RepeatAfter(wait), false) => {
            StepError::unknown(code, "nobody knows yet whether the message was delivered")
                .retry_after(wait)
        },
        (Advice::GiveUp, true) => StepError::rejected(code, "the message will not be delivered"),
        (Advice::GiveUp, false) => {
            StepError::fatal(code, "nobody can know whether the message was delivered")
        },
    };
    failure.caused_by(error)
}
