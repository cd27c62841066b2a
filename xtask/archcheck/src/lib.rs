//! Holds the crates of a workspace to the layers they were given.
//!
//! The layers are data: `.config/architecture.toml` says which folders make up a layer, which
//! layers it may use, which third-party crates, and which paths its sources must not name. The
//! world is closed: what is not allowed is denied, and a rule that selects nothing is itself a
//! fault. [`check`] reads manifests, lock file and sources; it compiles nothing.
//!
//! As a test in a package of your own, so that `cargo test` holds the line:
//!
//! ```no_run
//! archcheck::assert_clean(env!("CARGO_MANIFEST_DIR"));
//! ```
//!
//! Or with the report in hand:
//!
//! ```
//! use archcheck::{Options, Outcome};
//!
//! let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
//! let report = archcheck::check(&Options::for_manifest(here))?;
//! for finding in &report.findings {
//!     assert!(!finding.fix.is_empty(), "every finding says what to do");
//! }
//! assert!(report.coverage.packages > 0);
//! # let _ = report.outcome() == Outcome::Clean;
//! # Ok::<(), archcheck::CheckError>(())
//! ```

mod check;
mod codes;
mod explanations;
mod finding;
mod render;
mod report;
mod rules;
mod rules_file;
mod source;
mod workspace;

pub use self::check::{CheckError, Options, assert_clean, check};
pub use self::codes::{Code, Explanation, UnknownCode};
pub use self::finding::{Finding, Severity, Site};
pub use self::report::{Coverage, Outcome, Report, Style};
pub use self::source::{PublicName, public_names};
