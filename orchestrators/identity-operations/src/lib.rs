//! The flow of people through `identity`, `tenant`, `audit-logger` and `notifier`.
//!
//! Nothing here is a truth: each of those crates owns one, and knows no other. This crate moves people
//! through them, in ways that survive a crash at any instruction.
//!
//! - [`coordinators::RegistrationCoordinator`] takes a request, checks it, and starts or continues a process.
//! - [`workflows::user_registration`] is that process, step by step, each with its undo.
//! - [`listeners::RecordDomainEvents`] turns every domain event into exactly one audit record.
//! - [`IdentityOperations::assemble`] puts it all together; [`contracts`] is what an app must bring beside the truths' own adapters.
//!
//! `docs/getting-started.md` shows a whole composition.

#![warn(clippy::arithmetic_side_effects, clippy::as_conversions)]

mod assembly;

pub mod contracts;
pub mod coordinators;
pub mod data_providers;
pub mod dtos;
pub mod errors;
pub mod listeners;
pub mod rules;
#[cfg(feature = "testing")]
pub mod testing;
pub mod workflows;

pub use self::assembly::{IdentityOperations, Ports, Run};
