//! A password is long enough and not one that anyone would try.

use super::{RegistrationFacts, RegistrationRule};
use crate::errors::RegisterError;

/// The password satisfies the policy, with name, address and tenant as words that do not count.
#[derive(Debug)]
pub struct PasswordIsStrong;

impl RegistrationRule for PasswordIsStrong {
    fn check(&self, facts: &RegistrationFacts<'_>) -> Result<(), RegisterError> {
        let Some(password) = &facts.person.password else {
            return Ok(());
        };
        let context = [
            facts.person.name.as_str(),
            facts.person.email.as_str(),
            facts.tenant.name().as_str(),
            facts.tenant.slug().as_str(),
        ];
        Ok(facts.passwords.check(password, context)?)
    }
}
