//! Nobody joins a tenant that does not run.

use tenant::Tenant;

use super::{RegistrationFacts, RegistrationRule};
use crate::errors::RegisterError;

/// The tenant is active or on trial.
///
/// Asked early so that the caller gets a plain answer; `tenant` itself asks again in the commit that
/// admits the person.
#[derive(Debug)]
pub struct TenantIsOperational;

impl RegistrationRule for TenantIsOperational {
    fn check(&self, facts: &RegistrationFacts<'_>) -> Result<(), RegisterError> {
        match facts.tenant.map(Tenant::operational) {
            None | Some(Ok(_)) => Ok(()),
            Some(Err(refused)) => Err(RegisterError::TenantNotOperational {
                status: refused.status,
            }),
        }
    }
}
