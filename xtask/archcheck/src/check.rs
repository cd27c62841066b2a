//! The way in: options, the check, and what may stop it.

use std::path::{Path, PathBuf};

use crate::report::Report;
use crate::rules_file::Rules;
use crate::{rules, workspace};

/// What to check, and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The `Cargo.toml` of the workspace or of one of its members. `None`: the current folder's.
    pub manifest: Option<PathBuf>,
    /// The rules file. `None`: `architecture.toml`, then `.config/architecture.toml`.
    pub rules: Option<PathBuf>,
    /// Warnings fail the check too.
    pub strict: bool,
    /// Today as `YYYY-MM-DD`, to know which waivers are out of date. `None`: all hold.
    pub today: Option<String>,
}

impl Options {
    /// Options for the workspace that `manifest` belongs to.
    pub fn for_manifest(manifest: impl Into<PathBuf>) -> Self {
        Self {
            manifest: Some(manifest.into()),
            ..Self::default()
        }
    }
}

/// Checks a workspace against its rules.
///
/// Calls `cargo metadata --no-deps --offline` once and reads manifests, lock file and sources.
/// Nothing is written and nothing is compiled.
///
/// # Errors
/// [`CheckError`] if the rules cannot be read or the workspace cannot be seen. Faults in the
/// workspace are not errors: they are in the [`Report`].
pub fn check(options: &Options) -> Result<Report, CheckError> {
    let workspace = workspace::load(options.manifest.as_deref())?;
    let rules = Rules::load(&workspace.root, options.rules.as_deref())?;
    rules::run(&workspace, &rules, options)
}

/// Panics with the report if the workspace of `manifest_folder` breaks its rules.
///
/// For a test: `archcheck::assert_clean(env!("CARGO_MANIFEST_DIR"))`. Warnings pass.
///
/// # Panics
/// If there is a fault, or the check cannot run.
#[expect(clippy::panic, reason = "an assertion fails by panicking")]
pub fn assert_clean(manifest_folder: impl AsRef<Path>) {
    let manifest = manifest_folder.as_ref().join("Cargo.toml");
    match check(&Options::for_manifest(manifest)) {
        Ok(report) if report.outcome().exit_code() == 0 => {},
        Ok(report) => panic!("\n{}", report.to_human(crate::Style::Plain)),
        Err(error) => panic!("the architecture could not be checked: {error}"),
    }
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// There is no rules file.
    #[error("no rules in {}: write .config/architecture.toml, or name a file with --config", root.display())]
    NoRules {
        /// The workspace root.
        root: PathBuf,
    },
    /// The rules file says something that this version does not understand.
    #[error("{rendered}")]
    BadRules {
        /// The rules file.
        path: String,
        /// The message with the place in the file.
        rendered: String,
    },
    /// `cargo metadata` failed.
    #[error("cargo cannot read the workspace: {message}")]
    Cargo {
        /// What cargo said.
        message: String,
    },
    /// A manifest or the lock file is not what cargo writes.
    #[error("{} cannot be read: {message}", path.display())]
    BadManifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A file or folder cannot be read.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A rule needs `Cargo.lock`, and there is none.
    #[error("deny-transitive needs Cargo.lock, and there is none: run `cargo generate-lockfile`")]
    NoLock,
}

impl CheckError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoRules { .. } => "archcheck/no-rules",
            Self::BadRules { .. } => "archcheck/bad-rules",
            Self::Cargo { .. } => "archcheck/cargo-failed",
            Self::BadManifest { .. } => "archcheck/bad-manifest",
            Self::Unreadable { .. } => "archcheck/unreadable",
            Self::NoLock => "archcheck/no-lock",
        }
    }

    /// 2 if the rules are at fault, 3 if the surroundings are.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::NoRules { .. } | Self::BadRules { .. } => 2,
            Self::Cargo { .. }
            | Self::BadManifest { .. }
            | Self::Unreadable { .. }
            | Self::NoLock => 3,
        }
    }
}
