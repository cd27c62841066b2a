//! The command line of Nexus on one machine.

mod applicant;
pub mod bulk;
pub mod cli;
pub mod data_dir;
mod failure;
pub mod output;
mod surroundings;
pub mod system;

pub use self::applicant::Applicant;
pub use self::failure::{Exit, Failure};
pub use self::surroundings::Surroundings;
