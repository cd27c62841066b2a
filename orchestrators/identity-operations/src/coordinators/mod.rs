//! What is synchronous and holds no state: take a request, check, call, answer.

mod registration;
mod tenancy;

pub use self::{
    registration::{RegistrationCoordinator, RegistrationPorts},
    tenancy::TenantCoordinator,
};
