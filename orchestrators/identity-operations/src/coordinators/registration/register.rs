//! `register`: check, open the attempt, run the process.

use identity::{Applicant, RegistrationAttempt, ports::OpenRegistrationError};
use tenant::{Tenant, TenantSlug};
use workflow::{
    CorrelationId, Instance, Outcome, RunError, Start, StartError, Status, ports::OpenError,
};

use super::{
    RegistrationCoordinator,
    ids::Try,
    outcome::{tell, unavailable},
};
use crate::{
    dtos::{Mailbox, Operator, RegisterPerson, Registration, RegistrationOutcome},
    errors::{RegisterError, Unavailable},
    rules::{RegistrationFacts, check_registration},
    workflows::user_registration::{MailboxBasis, UserRegistration, UserRegistrationInput},
};

/// How often a registration that was undone is begun anew before somebody should look into it.
const UNDONE_MAX: u32 = 100;

impl RegistrationCoordinator {
    /// Registers a person in a tenant, or goes on with a registration that was begun before.
    ///
    /// Repeating it is safe: a person is registered once, and told so once. A registration that was undone
    /// (because the tenant was suspended, or the link expired) is begun anew.
    ///
    /// # Errors
    /// [`RegisterError`]. Nothing was changed, or all that was done has been undone, except where the
    /// variant says otherwise.
    pub async fn register(
        &self,
        by: &Operator,
        person: RegisterPerson,
    ) -> Result<Registration, RegisterError> {
        let gave_password = person.password.is_some();
        let registration = self.find_or_begin(by, person).await?;
        if gave_password && self.has_no_password(&registration).await? {
            return Err(RegisterError::PasswordNotTaken {
                process: registration.process,
            });
        }
        Ok(registration)
    }

    /// Whether somebody who is there now has no password, so that one that was given was not taken.
    pub(super) async fn has_no_password(
        &self,
        registration: &Registration,
    ) -> Result<bool, Unavailable> {
        let user = match registration.outcome {
            RegistrationOutcome::Registered { user }
            | RegistrationOutcome::AlreadyThere { user } => user,
            RegistrationOutcome::AwaitingProof { .. } => return Ok(false),
        };
        let found = self.ports.people.find(user).await?;
        Ok(found.is_some_and(|stored| stored.value.password().is_none()))
    }

    async fn find_or_begin(
        &self,
        by: &Operator,
        person: RegisterPerson,
    ) -> Result<Registration, RegisterError> {
        let tenant = self.tenant(&person.tenant).await?;
        for undone_before in 0..UNDONE_MAX {
            let this = Try::of(
                &self.ports.link_maker,
                tenant.id(),
                &person.email,
                undone_before,
            )
            .map_err(unavailable)?;
            match self.standing(&this).await? {
                Some(instance) if instance.status() == Status::Compensated => {},
                Some(instance) => return self.go_on(&instance, &person).await,
                None => {
                    check_registration(&RegistrationFacts {
                        person: &person,
                        tenant: Some(&tenant),
                        passwords: &self.ports.passwords,
                    })?;
                    return self.begin(by, &tenant, this, person).await;
                },
            }
        }
        Err(RegisterError::UndoneTooOften { times: UNDONE_MAX })
    }

    /// Asks the rules that need no tenant, for callers who would make the tenant first: a request that cannot
    /// succeed is then refused before anything is changed. [`register`](Self::register) asks them all again.
    ///
    /// # Errors
    /// The first rule's error.
    pub fn precheck(&self, person: &RegisterPerson) -> Result<(), RegisterError> {
        check_registration(&RegistrationFacts {
            person,
            tenant: None,
            passwords: &self.ports.passwords,
        })
    }

    async fn tenant(&self, slug: &TenantSlug) -> Result<Tenant, RegisterError> {
        let found = self
            .ports
            .tenants
            .find_by_slug(slug)
            .await
            .map_err(Unavailable::from)?;
        found
            .map(|stored| stored.value)
            .ok_or(RegisterError::TenantUnknown)
    }

    async fn standing(&self, this: &Try) -> Result<Option<Instance>, Unavailable> {
        let journal = self.ports.engine.journal();
        let found = journal
            .find(this.scope, this.process)
            .await
            .map_err(unavailable)?;
        Ok(found.map(|recorded| recorded.instance))
    }

    /// Goes on with a process that is there already.
    async fn go_on(
        &self,
        instance: &Instance,
        person: &RegisterPerson,
    ) -> Result<Registration, RegisterError> {
        let begun: UserRegistrationInput = instance.input().decode().map_err(unavailable)?;
        let process = instance.id();
        // Who is there already needs neither link nor vouch any more.
        if begun.mailbox != basis(&person.mailbox) && instance.status() != Status::Completed {
            return Err(match instance.wake_at() {
                Some(until) if instance.status() == Status::Waiting => {
                    RegisterError::AwaitsProof { process, until }
                },
                _ => RegisterError::VouchDiffers,
            });
        }
        if begun.roles != sorted_roles(person) {
            return Err(RegisterError::RolesDiffer);
        }
        let (outcome, was_settled) =
            if matches!(instance.status(), Status::Completed | Status::Parked) {
                (Outcome::of(instance).map_err(unavailable)?, true)
            } else {
                (self.drive(process).await?, false)
            };
        tell(process, outcome, was_settled)
    }

    async fn begin(
        &self,
        by: &Operator,
        tenant: &Tenant,
        this: Try,
        person: RegisterPerson,
    ) -> Result<Registration, RegisterError> {
        let input = UserRegistrationInput {
            attempt: this.attempt,
            tenant: tenant.id(),
            roles: sorted_roles(&person),
            mailbox: basis(&person.mailbox),
            requested_by: by.in_identity().clone(),
        };
        self.open_attempt(by, &this, person).await?;
        let start = Start {
            scope: this.scope,
            key: this.key,
            correlation: CorrelationId::from_uuid(this.attempt.as_uuid()),
            input,
        };
        match self.ports.engine.run::<UserRegistration>(start).await {
            Ok(ran) => tell(ran.id, ran.outcome, false),
            // The same person from another request, between our look and our start.
            Err(RunError::Start(StartError::Open(OpenError::KeyReused { .. }))) => {
                Err(RegisterError::RolesDiffer)
            },
            Err(error) => Err(unavailable(error).into()),
        }
    }

    /// Opens the attempt that holds who the person is, so that the journal need not.
    async fn open_attempt(
        &self,
        by: &Operator,
        this: &Try,
        person: RegisterPerson,
    ) -> Result<(), RegisterError> {
        let now = self.ports.clock.now();
        let mailbox = match person.mailbox {
            Mailbox::ToProve => {
                let token = self.ports.link_maker.token(this.attempt);
                identity::Mailbox::to_prove(token.hash(), now)
            },
            Mailbox::Vouched { reason } => identity::Mailbox::Vouched(identity::Vouch {
                by: by.in_identity().clone(),
                reason,
            }),
        };
        let password = match person.password {
            Some(password) => Some(
                self.ports
                    .hashing
                    .hash(password)
                    .await
                    .map_err(Unavailable::from)?,
            ),
            None => None,
        };
        let applicant = Applicant {
            email: person.email,
            name: person.name,
            password,
        };
        let change = RegistrationAttempt::open(this.attempt, applicant, mailbox, now)?;
        let cause = identity::ports::Cause {
            key: identity::ports::IdempotencyKey::from_uuid(Try::write_key(this.attempt, "open")),
            actor: by.in_identity().clone(),
            correlation: identity::ports::CorrelationId::from_uuid(this.process.as_uuid()),
            at: now,
        };
        match self.ports.registrations.open(&cause, change).await {
            Ok(_) => Ok(()),
            Err(OpenRegistrationError::Store(failure)) => Err(Unavailable::from(failure).into()),
            Err(
                error @ (OpenRegistrationError::AttemptExists | OpenRegistrationError::Revoked),
            ) => Err(Unavailable::new("the store of people", error.code(), error).into()),
        }
    }
}

/// The roles as the process keeps them: sorted, so that their order makes no other request.
fn sorted_roles(person: &RegisterPerson) -> Vec<identity::RoleName> {
    let mut roles: Vec<_> = person.roles.iter().cloned().collect();
    roles.sort();
    roles
}

const fn basis(mailbox: &Mailbox) -> MailboxBasis {
    match mailbox {
        Mailbox::ToProve => MailboxBasis::ToProve,
        Mailbox::Vouched { .. } => MailboxBasis::Vouched,
    }
}
