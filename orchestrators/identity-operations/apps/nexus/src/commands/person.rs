//! `nexus register` for one person, and `nexus verify`.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use identity::Password;
use identity_operations::dtos::{Mailbox, RegisterPerson, Registration, RegistrationOutcome};
use identity_operations::errors::{RegisterError, VerifyError};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::applicant::{Applicant, password_needs_vouch};
use crate::bulk::{Place, Row};
use crate::cli::Register;
use crate::composition::House;
use crate::failure::Failure;
use crate::output::{Answer, moment};

/// Parses what was typed. Nothing is changed.
pub(crate) fn parse(
    options: &Register,
    password: Option<Zeroizing<String>>,
) -> Result<Applicant, Failure> {
    let row = Row {
        place: Place { row: 1, line: 1 },
        tenant: options.tenant.clone().unwrap_or_default(),
        email: options.email.clone().unwrap_or_default(),
        name: options.name.clone().unwrap_or_default(),
        roles: options.role.clone(),
        vouch: options.vouch.clone(),
        password,
    };
    Applicant::parse(&row, None).map_err(|problems| {
        let code = problems
            .first()
            .map_or("nexus/unusable", |problem| problem.code.as_str());
        let sentences = problems.iter().map(|problem| match problem.column {
            Some(column) => format!("{column}: {}", problem.message),
            None => problem.message.clone(),
        });
        Failure::usage(code, sentences.collect::<Vec<_>>().join("\n"))
    })
}

/// Refuses before a password is asked for (ADR-0008).
pub(crate) fn refuse_password_without_vouch(options: &Register) -> Result<(), Failure> {
    let asked = options.secrets.password_stdin || options.secrets.ask_password;
    if asked && options.vouch.is_none() {
        let problem = password_needs_vouch();
        return Err(Failure::usage(problem.code, problem.message));
    }
    Ok(())
}

/// Registers one person.
pub(crate) async fn register(house: &House, person: Applicant) -> Result<OnePerson, Failure> {
    let registering = house.registrations.register(&house.operator, person.into());
    recorded(house, registering.await.map_err(Failure::from)).await
}

/// Proves a mailbox.
pub(crate) async fn verify(
    house: &House,
    token: &str,
    password: Option<Zeroizing<String>>,
) -> Result<OnePerson, Failure> {
    let password = password
        .map(|text| Password::parse(&text))
        .transpose()
        .map_err(|error| Failure::usage(error.code(), error.to_string()))?;
    let verifying = house.registrations.verify(token, password);
    recorded(house, verifying.await.map_err(Failure::from)).await
}

/// Brings the trail up to date whatever became of the registration: one that was undone has done
/// things too. What went wrong first is what the user hears.
async fn recorded(
    house: &House,
    registration: Result<Registration, Failure>,
) -> Result<OnePerson, Failure> {
    let caught_up = house.catch_up().await;
    let registration = registration?;
    caught_up?;
    Ok(OnePerson::new(house, &registration))
}

impl From<Applicant> for RegisterPerson {
    fn from(person: Applicant) -> Self {
        Self {
            tenant: person.tenant,
            email: person.email,
            name: person.name,
            roles: person.roles,
            mailbox: person
                .vouch
                .map_or(Mailbox::ToProve, |reason| Mailbox::Vouched { reason }),
            password: person.password,
        }
    }
}

impl From<RegisterError> for Failure {
    fn from(error: RegisterError) -> Self {
        let failure = if error.is_environment() {
            Self::environment(error.code(), error.to_string())
        } else {
            Self::rejected(error.code(), error.to_string())
        };
        failure.caused_by(&error)
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        let failure = if error.is_environment() {
            Self::environment(error.code(), error.to_string())
        } else {
            Self::rejected(error.code(), error.to_string())
        };
        failure.caused_by(&error)
    }
}

/// What became of one registration.
#[derive(Debug, Serialize)]
pub(crate) struct OnePerson {
    /// `registered`, `already_there` or `awaiting_proof`.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<DateTime<Utc>>,
    process: String,
    outbox: std::path::PathBuf,
}

impl OnePerson {
    fn new(house: &House, registration: &Registration) -> Self {
        let (outcome, user, expires_at) = match registration.outcome {
            RegistrationOutcome::Registered { user } => ("registered", Some(user), None),
            RegistrationOutcome::AlreadyThere { user } => ("already_there", Some(user), None),
            RegistrationOutcome::AwaitingProof { expires_at } => {
                ("awaiting_proof", None, expires_at)
            },
        };
        Self {
            outcome,
            user: user.map(|user| user.to_string()),
            expires_at,
            process: registration.process.to_string(),
            outbox: house.data.outbox(),
        }
    }
}

impl Answer for OnePerson {
    fn write_text(&self, to: &mut dyn Write) -> io::Result<()> {
        match self.outcome {
            "registered" => writeln!(to, "Registered.")?,
            "already_there" => writeln!(to, "Was registered before; nothing was changed.")?,
            _ => writeln!(
                to,
                "Awaiting proof: no user exists until the mailbox is proven."
            )?,
        }
        if let Some(user) = &self.user {
            writeln!(to, "  user      {user}")?;
        }
        if let Some(expires_at) = self.expires_at {
            writeln!(to, "  until     {}", moment(expires_at))?;
        }
        writeln!(to, "  process   {}", self.process)?;
        if self.outcome != "already_there" {
            writeln!(to, "  messages  {}", self.outbox.display())?;
        }
        if self.outcome == "awaiting_proof" {
            writeln!(to, "\nThe message holds the link: nexus verify TOKEN")?;
        }
        Ok(())
    }
}
