//! `verify`: a person has followed the link.

use identity::{
    MailboxVerification, Password, ProveError, RegistrationAttempt, SecretToken,
    ports::{Stored, UpdateRegistrationError},
};
use workflow::{DedupKey, InstanceId, Outcome, Scope, Status};

use super::{
    RegistrationCoordinator,
    ids::Try,
    outcome::{tell, unavailable},
};
use crate::{
    contracts::VerificationLink,
    dtos::Registration,
    errors::{RegisterError, Unavailable, VerifyError},
    workflows::user_registration::{MailboxVerified, UserRegistrationOutput},
};

/// How often the proof is tried again when somebody else changes the attempt at the same time.
const PROVE_TRIES_MAX: u32 = 4;

/// In whose name a proof is recorded: whoever holds the link, which is all that is known.
const LINK_HOLDER: &str = "person:link-holder";

impl RegistrationCoordinator {
    /// Takes the token of a link, or the whole link, records the proof, and sees the registration through.
    ///
    /// With a `password`, the person chooses it with the proof. Following a link twice is no error.
    ///
    /// # Errors
    /// [`VerifyError::Invalid`] for every link that proves nothing, whatever the reason;
    /// [`VerifyError::PasswordWeak`] before anything is changed; the others as they say.
    pub async fn verify(
        &self,
        link: &str,
        password: Option<Password>,
    ) -> Result<Registration, VerifyError> {
        let token = SecretToken::parse(token_in(link)).map_err(|_| VerifyError::Invalid)?;
        let link = self
            .ports
            .links
            .find(&token.hash())
            .await
            .map_err(Unavailable::from)?
            .ok_or(VerifyError::Invalid)?;
        let gave_password = password.is_some();
        let was_settled = self.prove(&token, &link, password).await?;
        self.tell_process(&link).await?;
        let outcome = self.drive(link.process).await?;
        let registration = match tell(link.process, outcome, was_settled) {
            // The deadline was quicker than the proof.
            Err(RegisterError::Undone { reason, .. }) if reason == "workflow/deadline-passed" => {
                return Err(VerifyError::Invalid);
            },
            other => other?,
        };
        if gave_password && self.has_no_password(&registration).await? {
            let process = registration.process;
            return Err(RegisterError::PasswordNotTaken { process }.into());
        }
        Ok(registration)
    }

    /// Records the proof; says whether the registration had ended before.
    async fn prove(
        &self,
        token: &SecretToken<MailboxVerification>,
        link: &VerificationLink,
        password: Option<Password>,
    ) -> Result<bool, VerifyError> {
        let mut hash = None;
        let mut password = password;
        for _ in 0..PROVE_TRIES_MAX {
            let stored = self.attempt(link).await?;
            if let Some(password) = password.take() {
                self.check_password(&stored.value, &password)?;
                let hashed = self
                    .ports
                    .hashing
                    .hash(password)
                    .await
                    .map_err(Unavailable::from)?;
                hash = Some(hashed);
            }
            let now = self.ports.clock.now();
            let proven = match hash.clone() {
                Some(hash) => stored.value.prove_with_password(token, hash, now),
                None => stored.value.prove(token, now),
            };
            let change = match proven {
                Ok(outcome) => outcome.into_change(),
                Err(ProveError::Closed { .. }) if stored.value.user().is_some() => return Ok(true),
                Err(ProveError::WrongToken | ProveError::Expired | ProveError::Closed { .. }) => {
                    return Err(VerifyError::Invalid);
                },
            };
            let Some(change) = change else {
                return Ok(false);
            };
            let cause = identity::ports::Cause {
                key: identity::ports::IdempotencyKey::from_uuid(Try::write_key(
                    link.attempt,
                    "prove",
                )),
                actor: identity::ports::ActorRef::parse(LINK_HOLDER).map_err(unavailable)?,
                correlation: identity::ports::CorrelationId::from_uuid(link.process.as_uuid()),
                at: now,
            };
            match self
                .ports
                .registrations
                .update(&cause, stored.version, change)
                .await
            {
                Ok(_) => return Ok(false),
                Err(UpdateRegistrationError::VersionConflict { .. }) => {},
                Err(UpdateRegistrationError::NotFound | UpdateRegistrationError::Revoked) => {
                    return Err(VerifyError::Invalid);
                },
                Err(UpdateRegistrationError::Store(failure)) => {
                    return Err(Unavailable::from(failure).into());
                },
            }
        }
        Err(RegisterError::UnderWay {
            process: link.process,
        }
        .into())
    }

    async fn attempt(
        &self,
        link: &VerificationLink,
    ) -> Result<Stored<RegistrationAttempt>, VerifyError> {
        let found = self
            .ports
            .registrations
            .find(link.attempt)
            .await
            .map_err(Unavailable::from)?;
        found.ok_or(VerifyError::Invalid)
    }

    fn check_password(
        &self,
        attempt: &RegistrationAttempt,
        password: &Password,
    ) -> Result<(), VerifyError> {
        let context = attempt
            .applicant()
            .map(|person| [person.name.as_str(), person.email.as_str()]);
        Ok(self
            .ports
            .passwords
            .check(password, context.into_iter().flatten())?)
    }

    async fn tell_process(&self, link: &VerificationLink) -> Result<(), VerifyError> {
        let scope = Scope::Tenant(link.tenant.as_uuid());
        let key = DedupKey::parse("link").map_err(unavailable)?;
        let signal = MailboxVerified {
            at: self.ports.clock.now(),
        };
        // Whatever the answer, the process says itself how it stands: accepted, told before, or too late.
        self.ports
            .engine
            .signal(scope, link.process, key, &signal)
            .await
            .map(drop)
            .map_err(|error| unavailable(error).into())
    }

    /// Drives a process until it rests.
    pub(super) async fn drive(
        &self,
        process: InstanceId,
    ) -> Result<Outcome<UserRegistrationOutput>, Unavailable> {
        self.ports
            .engine
            .run_to_rest(process)
            .await
            .map_err(unavailable)?;
        let journal = self.ports.engine.journal();
        let recorded = journal.find_anywhere(process).await.map_err(unavailable)?;
        let Some(recorded) = recorded else {
            return Ok(Outcome::Elsewhere);
        };
        // Somebody else has it, so where it stands now is not where it rests.
        if recorded.lease.is_some() && recorded.instance.status() == Status::Running {
            return Ok(Outcome::Elsewhere);
        }
        Outcome::of(&recorded.instance).map_err(unavailable)
    }
}

/// The token at the end of a link, or the text itself if it is no link.
fn token_in(link: &str) -> &str {
    link.trim()
        .rsplit(['#', '/', '=', '?'])
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::token_in;

    #[test]
    fn a_token_is_found_in_a_link_and_by_itself() {
        for text in [
            "nxv_abc-_1",
            " nxv_abc-_1\n",
            "https://id.example.org/verify#nxv_abc-_1",
            "https://id.example.org/verify/nxv_abc-_1",
            "https://id.example.org/verify?token=nxv_abc-_1",
        ] {
            assert_eq!(token_in(text), "nxv_abc-_1");
        }
    }
}
