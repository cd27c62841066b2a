//! Nobody plants a password on somebody else's address.

use super::{RegistrationFacts, RegistrationRule};
use crate::{dtos::Mailbox, errors::RegisterError};

/// A password is given only together with a vouch (ADR-0008).
#[derive(Debug)]
pub struct PasswordComesWithAVouch;

impl RegistrationRule for PasswordComesWithAVouch {
    fn check(&self, facts: &RegistrationFacts<'_>) -> Result<(), RegisterError> {
        match (&facts.person.password, &facts.person.mailbox) {
            (Some(_), Mailbox::ToProve) => Err(RegisterError::PasswordWithoutVouch),
            (Some(_), Mailbox::Vouched { .. }) | (None, _) => Ok(()),
        }
    }
}
