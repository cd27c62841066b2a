//! `send_verification`: the person gets the link that proves the mailbox.

use std::sync::Arc;

use async_trait::async_trait;
use identity::ports::RegistrationRepository;
use notifier::{
    Category, Courier, MailAddress, Mailbox, MessageId, OneLine, RecipientRef, Request, Scope,
    Template, VerifyMailboxParams,
};
use tenant::ports::TenantDirectory;
use workflow::{Compensate, FailureClass, Step, StepContext, StepError};

use super::send_welcome::{unsendable, unsent};
use crate::{
    contracts::{VerificationLink, VerificationLinkRepository},
    workflows::user_registration::{
        LinkMaker, UserRegistration, UserRegistrationInput, UserRegistrationPorts,
        UserRegistrationState, attempt, causes, failures,
    },
};

pub(in crate::workflows::user_registration) struct SendVerification {
    registrations: Arc<dyn RegistrationRepository>,
    tenants: Arc<dyn TenantDirectory>,
    links: Arc<dyn VerificationLinkRepository>,
    link_maker: Arc<LinkMaker>,
    courier: Arc<Courier>,
}

impl SendVerification {
    pub(in crate::workflows::user_registration) fn new(ports: &UserRegistrationPorts) -> Self {
        Self {
            registrations: Arc::clone(&ports.registrations),
            tenants: Arc::clone(&ports.tenants),
            links: Arc::clone(&ports.links),
            link_maker: Arc::clone(&ports.link_maker),
            courier: Arc::clone(&ports.courier),
        }
    }

    async fn compose(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
    ) -> Result<Option<Request>, StepError> {
        let attempt = self
            .registrations
            .find(input.attempt)
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?
            .ok_or_else(|| failures::missing("the registration attempt is not there"))?
            .value;
        let tenant = self
            .tenants
            .find(input.tenant)
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?
            .ok_or_else(|| StepError::fatal("tenant/not-found", "there is no such tenant"))?
            .value;
        // Proven meanwhile: the mail has been read, and needs no second copy.
        let (Some(applicant), Some(expires_at)) = (attempt.applicant(), attempt.expires_at())
        else {
            return Ok(None);
        };
        let name = OneLine::parse(applicant.name.as_str()).map_err(unsendable)?;
        let address = MailAddress::parse(applicant.email.as_str()).map_err(unsendable)?;
        Ok(Some(Request {
            message_id: MessageId::from_uuid(cx.derived_id("verification")),
            scope: Scope::tenant(input.tenant.as_uuid()),
            recipient: RecipientRef::parse(&input.attempt.to_string()).map_err(unsendable)?,
            to: Mailbox::new(address).named(name.clone()),
            category: Category::Security,
            template: Template::VerifyMailbox(VerifyMailboxParams {
                display_name: name,
                tenant_name: OneLine::parse(tenant.name().as_str()).map_err(unsendable)?,
                link: self.link_maker.link(input.attempt).map_err(unsendable)?,
                expires_at,
            }),
        }))
    }
}

#[async_trait]
impl Step<UserRegistration> for SendVerification {
    async fn run(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        _state: &mut UserRegistrationState,
    ) -> Result<(), StepError> {
        let Some(request) = self.compose(cx, input).await? else {
            return Ok(());
        };
        let link = VerificationLink {
            token: self.link_maker.token(input.attempt).hash(),
            tenant: input.tenant,
            attempt: input.attempt,
            process: cx.instance(),
        };
        // The link is remembered before it is sent, or it could be followed before it works.
        self.links
            .put(&link)
            .await
            .map_err(|failure| failures::unwritten(failure.code(), failure))?;
        let cause = causes::notifier(cx, input, cx.key()).map_err(failures::bad_actor)?;
        self.courier
            .send(&cause, &request)
            .await
            .map(drop)
            .map_err(|error| undone_too(unsent(error)))
    }
}

#[async_trait]
impl Compensate<UserRegistration> for SendVerification {
    async fn compensate(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        _state: &mut UserRegistrationState,
    ) -> Result<(), StepError> {
        // The message itself cannot be taken back: it is made worthless instead.
        let token = self.link_maker.token(input.attempt).hash();
        self.links
            .forget(&token)
            .await
            .map_err(|failure| failures::unwritten(failure.code(), failure))?;
        attempt::cancel(&self.registrations, cx, input).await
    }
}

/// A refused message has taken no effect, but the remembered link and the attempt have: fatal rather than
/// rejected, so that this step's own undo wipes them.
fn undone_too(error: StepError) -> StepError {
    if error.class() == FailureClass::Rejected {
        StepError::fatal(error.code().to_owned(), error.message().to_owned()).caused_by(error)
    } else {
        error
    }
}
