//! The one directory in which everything lives, and its one owner at a time.
//!
//! ```text
//! nexus-data/
//!   format          the version of this layout
//!   lock            held by the process that owns the directory
//!   link.key        32 secret bytes, readable by the owner only
//!   identity.db  tenant.db  audit.db  notifier.db  workflow.db  operations.db
//!   outbox/         one .eml file for each message
//!   reports/        one .jsonl file for each bulk run that rejected rows
//! ```

mod durable;
mod error;
mod format;
mod link_key;
mod lock;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

pub use self::error::DataDirError;
use self::lock::Lock;

/// A data directory that this process owns until the value is dropped.
#[derive(Debug)]
pub struct DataDir {
    root: PathBuf,
    _lock: Lock,
}

impl DataDir {
    /// Takes the directory at `root`, which must be there.
    ///
    /// # Errors
    /// [`DataDirError`] says what is wrong with it and what to do. Nothing was changed.
    pub fn open(root: &Path) -> Result<Self, DataDirError> {
        if !is_directory(root)? || is_empty(root)? {
            return Err(DataDirError::Missing {
                path: root.to_owned(),
            });
        }
        let dir = Self::take(root)?;
        format::check(&dir.root)?;
        Ok(dir)
    }

    /// Takes the directory at `root`; makes it if it is not there or empty.
    ///
    /// `random` fills the link key of a new directory. Killed in the middle, the next call
    /// finishes what was begun: the format file is written last.
    ///
    /// # Errors
    /// [`DataDirError`] says what is wrong with it and what to do.
    pub fn open_or_create(
        root: &Path,
        random: impl FnOnce(&mut [u8]) -> io::Result<()>,
    ) -> Result<Self, DataDirError> {
        if !is_directory(root)? {
            durable::make_private_directory(root)
                .map_err(|source| DataDirError::io(root, source))?;
        }
        format::refuse_foreign(root)?;
        let dir = Self::take(root)?;
        if format::is_missing(root)? {
            link_key::make(root, random)?;
            for folder in [dir.outbox(), dir.reports()] {
                durable::make_private_directory(&folder)
                    .map_err(|source| DataDirError::io(&folder, source))?;
            }
            format::write(root)?;
        }
        format::check(root)?;
        Ok(dir)
    }

    fn take(root: &Path) -> Result<Self, DataDirError> {
        let lock = Lock::take(root)?;
        Ok(Self {
            root: root.to_owned(),
            _lock: lock,
        })
    }

    /// The directory itself, as it was given.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The file of one truth's database, for example `identity.db`.
    pub fn database(&self, truth: Truth) -> PathBuf {
        self.root.join(truth.file_name())
    }

    /// Where messages are written.
    pub fn outbox(&self) -> PathBuf {
        self.root.join("outbox")
    }

    /// Where the rejected rows of bulk runs are written.
    pub fn reports(&self) -> PathBuf {
        self.root.join("reports")
    }

    /// The key from which verification links are derived.
    ///
    /// # Errors
    /// [`DataDirError::LinkKey`] if it is missing, damaged, or readable by others.
    pub fn link_key(&self) -> Result<Zeroizing<[u8; 32]>, DataDirError> {
        link_key::read(&self.root)
    }
}

/// What has a database file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// People, their registrations and roles.
    Identity,
    /// Tenants and memberships.
    Tenant,
    /// The audit trail.
    Audit,
    /// Messages.
    Notifier,
    /// Processes.
    Workflow,
    /// The orchestrator's own cursors.
    Operations,
}

impl Truth {
    /// The name of its file in the data directory.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Identity => "identity.db",
            Self::Tenant => "tenant.db",
            Self::Audit => "audit.db",
            Self::Notifier => "notifier.db",
            Self::Workflow => "workflow.db",
            Self::Operations => "operations.db",
        }
    }
}

fn is_directory(path: &Path) -> Result<bool, DataDirError> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(true),
        Ok(_) => Err(DataDirError::NotADirectory {
            path: path.to_owned(),
        }),
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(DataDirError::io(path, source)),
    }
}

fn is_empty(path: &Path) -> Result<bool, DataDirError> {
    let mut entries = fs::read_dir(path).map_err(|source| DataDirError::io(path, source))?;
    Ok(entries.next().is_none())
}
