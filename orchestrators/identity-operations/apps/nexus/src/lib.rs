//! The command line of Nexus on one machine, as a library: [`run`] is the whole program.
//!
//! A command is looked at as far as it can be before anything is touched ([`cli`], [`bulk::survey`]);
//! then the data directory is taken ([`data_dir`]), the house is put together from its adapters, the
//! work is done by the coordinators of `identity-operations`, and the answer is written for people
//! or as one JSON document ([`output`]).
//!
//! ```
//! use std::io;
//!
//! use nexus::{Exit, Surroundings};
//!
//! # let folder = tempfile::tempdir()?;
//! # let data = folder.path().join("nexus-data");
//! # let data = data.to_str().ok_or("a path")?;
//! let nexus = |arguments: &[&str]| {
//!     let arguments = [&["nexus", "--data", data], arguments].concat();
//!     nexus::run(arguments, &mut Surroundings::new(io::empty(), io::sink(), io::stderr()))
//! };
//! assert_eq!(nexus(&["tenant", "create", "acme", "--name", "Acme Ltd"]), Exit::Done);
//! let ada = ["register", "--tenant", "acme", "--email", "ada@example.org", "--name", "Ada"];
//! assert_eq!(nexus(&ada), Exit::Done); // a message with a link lies in the outbox
//! assert_eq!(nexus(&["user", "show", "ada@example.org"]), Exit::Rejected); // not proven yet
//! assert_eq!(nexus(&["audit", "verify"]), Exit::Done);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

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
