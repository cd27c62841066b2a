//! One file per process.

mod user_registration;
