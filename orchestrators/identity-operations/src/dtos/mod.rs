//! What crosses the border of this orchestrator.

mod operator;
mod person;
mod registration;

pub use self::{
    operator::{InvalidOperator, Operator},
    person::{MembershipOverview, PersonOverview},
    registration::{Mailbox, RegisterPerson, Registration, RegistrationOutcome},
};
