//! The registry of processes.

pub mod user_registration;
