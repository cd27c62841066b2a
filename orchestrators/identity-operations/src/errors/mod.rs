//! What can go wrong, one enum per operation.

mod register;
mod tenancy;
mod unavailable;
mod verify;

pub use self::{
    register::RegisterError, tenancy::TenancyError, unavailable::Unavailable, verify::VerifyError,
};
