//! The command line of Nexus on one machine, as a library: [`run`] is the whole program.

pub mod bulk;
pub mod cli;
pub mod data_dir;
pub mod output;
pub mod system;

mod applicant;
mod commands;
mod composition;
mod failure;
mod run;
mod surroundings;

pub use self::applicant::Applicant;
pub use self::failure::{Exit, Failure};
pub use self::run::run;
pub use self::surroundings::Surroundings;
