//! What a request must satisfy before anything is done: one constraint a file, composable.
//!
//! A rule looks at facts and says no with the error that the caller gets. It changes nothing and asks
//! nobody.

mod password_comes_with_a_vouch;
mod password_is_strong;
mod tenant_is_operational;

use identity::PasswordPolicy;
use tenant::Tenant;

use crate::{dtos::RegisterPerson, errors::RegisterError};

pub use self::{
    password_comes_with_a_vouch::PasswordComesWithAVouch, password_is_strong::PasswordIsStrong,
    tenant_is_operational::TenantIsOperational,
};

/// What the rules of a registration look at.
#[derive(Debug)]
pub struct RegistrationFacts<'a> {
    /// The request.
    pub person: &'a RegisterPerson,
    /// The tenant it names; `None` where that is not known yet, and rules about it have nothing to say.
    pub tenant: Option<&'a Tenant>,
    /// Which passwords may be chosen.
    pub passwords: &'a PasswordPolicy,
}

/// One constraint on a registration.
pub trait RegistrationRule: Send + Sync {
    /// Whether the facts satisfy it.
    ///
    /// # Errors
    /// The error that the caller of the registration gets.
    fn check(&self, facts: &RegistrationFacts<'_>) -> Result<(), RegisterError>;
}

/// Every rule of a registration, in the order in which they are asked.
pub const REGISTRATION_RULES: &[&dyn RegistrationRule] = &[
    &TenantIsOperational,
    &PasswordComesWithAVouch,
    &PasswordIsStrong,
];

/// Asks every rule; the first no counts.
///
/// # Errors
/// The first rule's error.
pub fn check_registration(facts: &RegistrationFacts<'_>) -> Result<(), RegisterError> {
    REGISTRATION_RULES
        .iter()
        .try_for_each(|rule| rule.check(facts))
}
