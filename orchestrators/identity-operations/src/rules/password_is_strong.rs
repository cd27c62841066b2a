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
        let person = [facts.person.name.as_str(), facts.person.email.as_str()];
        let tenant = facts
            .tenant
            .map(|tenant| [tenant.name().as_str(), tenant.slug().as_str()]);
        let context = person.into_iter().chain(tenant.into_iter().flatten());
        Ok(facts.passwords.check(password, context)?)
    }
}
