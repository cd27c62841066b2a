//! Holds the crates of a workspace to the layers they were given.
//!
//! The layers are data: `.config/architecture.toml` says which folders make up a layer, which
//! layers it may use, which third-party crates, and which paths its sources must not name. The
//! world is closed: what is not allowed is denied, and a rule that selects nothing is itself a
//! fault. [`check`](check()) reads manifests, lock file and sources; it compiles nothing.
//!
//! Quick start, on a workspace of two crates that must not know each other:
//!
//! ```
//! use archcheck::{Code, Options, Style};
//!
//! # let folder = tempfile::tempdir()?;
//! let write = |path: &str, text: &str| {
//!     let path = folder.path().join(path);
//!     std::fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
//!     std::fs::write(path, text)
//! };
//! write("Cargo.toml", "[workspace]\nmembers = ['crates/*']\nresolver = '3'")?;
//! write(".config/architecture.toml", "
//!     version = 1
//!     [layers.truth]
//!     packages = ['crates/*']
//!     independent = true
//!     may-use = {}
//!     third-party = { normal = [] }
//!     why = 'Each truth stands alone.'
//! ")?;
//! write("crates/tenant/src/lib.rs", "//! Tenants.")?;
//! write("crates/tenant/Cargo.toml", "[package]\nname = 'tenant'")?;
//! write("crates/identity/src/lib.rs", "//! Users.")?;
//! write("crates/identity/Cargo.toml", "[package]\nname = 'identity'")?;
//!
//! // In a test of your own workspace, this is all you need.
//! archcheck::assert_clean(folder.path());
//!
//! // Now `tenant` reaches for `identity`, in its tests only, for Windows only.
//! write("crates/tenant/Cargo.toml", "
//!     [package]
//!     name = 'tenant'
//!     [target.'cfg(windows)'.dev-dependencies]
//!     identity = { path = '../identity' }
//! ")?;
//! let report = archcheck::check(&Options::for_manifest(folder.path().join("Cargo.toml")))?;
//! assert_eq!(report.findings[0].code, Code::A003);
//! assert_eq!(report.findings[0].why, "Each truth stands alone.");
//! println!("{}", report.to_human(Style::Plain));
//! # Ok::<(), Box<dyn std::error::Error>>(())
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
