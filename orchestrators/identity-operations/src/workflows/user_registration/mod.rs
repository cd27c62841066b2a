//! `user_registration`: a person becomes a user, a member of a tenant with roles, and is welcomed.
//!
//! The process holds ids only: who the person is stays in the registration attempt (ADR-0003).
//!
//! ```text
//! send_verification ─ wait verify_mailbox (24 h) ─┐        only if nobody vouches for the mailbox
//! create_user ─ join_tenant ─ grant_roles ─ activate_user ─ record_audit ─ send_welcome
//! ```
//!
//! | Step | Effect | Undo |
//! |---|---|---|
//! | `send_verification` | remembers the link and mails it | forgets the link, cancels the attempt |
//! | `create_user` | the attempt becomes a user who cannot sign in yet, or is tied to the user who has the address | withdraws the user, or cancels the attempt |
//! | `join_tenant` | admits the user to the tenant | removes the membership |
//! | `grant_roles` | grants the roles in the tenant | revokes those the user had not before |
//! | `activate_user` | lets the new user in | none: it is the pivot. From here others may rely on the user, so the process only goes forward |
//! | `record_audit` | brings the audit trail up to date with all of the above | none: the trail only grows |
//! | `send_welcome` | one message, at most one for each person and tenant | none: a sent message cannot be taken back |
//!
//! The attempt is opened before the process starts, so whichever step comes first must wipe it when the
//! process ends there. A rejected step is not undone; therefore `send_verification` and `create_user` never
//! answer "rejected", but "fatal".

mod attempt;
mod causes;
mod failures;
mod ports;
mod signals;
mod states;
mod steps;

use std::time::Duration;

use workflow::{
    Definition, Flow, InvalidDefinition, Otherwise, Workflow, days, exponential, hours, millis,
    minutes, seconds,
};

use self::steps::{
    ActivateUser, CreateUser, GrantRoles, JoinTenant, RecordAudit, SendVerification, SendWelcome,
};
pub use self::{
    ports::{InvalidLinkBase, LinkMaker, UserRegistrationPorts},
    signals::MailboxVerified,
    states::{
        Arrival, MailboxBasis, UserRegistrationInput, UserRegistrationOutput, UserRegistrationState,
    },
};

/// How long a person has to follow the link: as long as the attempt's own token lives.
pub const VERIFICATION_HOURS: u64 = 24;

/// One effect is given this long before its outcome counts as unknown.
const STEP_TIMEOUT: Duration = seconds(10);

/// The process, with the ports that its steps need.
#[derive(Debug)]
pub struct UserRegistration {
    ports: UserRegistrationPorts,
}

impl UserRegistration {
    /// The process on these ports.
    pub const fn new(ports: UserRegistrationPorts) -> Self {
        Self { ports }
    }
}

impl Workflow for UserRegistration {
    const NAME: &'static str = "user_registration";
    const VERSION: u32 = 1;

    type Input = UserRegistrationInput;
    type State = UserRegistrationState;
    type Output = UserRegistrationOutput;

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        let retry = exponential(millis(50), seconds(30)).attempts(8);
        flow.step("send_verification", SendVerification::new(&self.ports))
            .when(|input, _| input.mailbox == MailboxBasis::ToProve)
            .retry(retry)
            .timeout(STEP_TIMEOUT)
            .wait::<MailboxVerified>("verify_mailbox", |state, signal| {
                state.verified_at = Some(signal.at);
            })
            .until(hours(VERIFICATION_HOURS))
            .otherwise(Otherwise::Compensate)
            .when(|input, _| input.mailbox == MailboxBasis::ToProve)
            .step("create_user", CreateUser::new(&self.ports))
            .retry(retry)
            .timeout(STEP_TIMEOUT)
            .step("join_tenant", JoinTenant::new(&self.ports))
            .retry(retry)
            .timeout(STEP_TIMEOUT)
            .step("grant_roles", GrantRoles::new(&self.ports))
            .retry(retry)
            .timeout(STEP_TIMEOUT)
            .pivot("activate_user", ActivateUser::new(&self.ports))
            .retry(retry)
            .timeout(STEP_TIMEOUT)
            .step("record_audit", RecordAudit::new(&self.ports))
            .irrevocable("the trail only grows")
            .retry(
                exponential(millis(50), minutes(5))
                    .attempts(u32::MAX)
                    .within(days(365)),
            )
            .timeout(seconds(30))
            .step("send_welcome", SendWelcome::new(&self.ports))
            .irrevocable("a sent message cannot be taken back")
            .when(|_, state| state.arrival == Some(Arrival::Joined))
            .retry(exponential(millis(200), seconds(60)).attempts(10))
            .timeout(seconds(30))
            .returns(|_, state| UserRegistrationOutput {
                user: state.user,
                arrival: state.arrival,
            })
    }
}
