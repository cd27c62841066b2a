//! The one directory in which everything lives, and its one owner at a time.
//!
//! ```text
//! nexus-data/
//!   format          the version of this layout
//!   lock            held by the process that owns the directory
//!   link.key        32 secret bytes
//!   identity.db  tenant.db  audit.db  notifier.db  workflow.db  operations.db
//!   outbox/         one .eml file for each message
//!   reports/        one .jsonl file for each bulk run that rejected rows
//! ```
//!
//! All of it is readable by the owner only. The format is written last, so a directory without it
//! was begun and not finished, and one with it has everything: what is missing there was lost.

mod databases;
mod durable;
mod error;
mod format;
mod link_key;
mod lock;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

pub use self::databases::Truth;
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
        format::check(root)?;
        databases::check(root)?;
        Ok(dir)
    }

    /// Takes the directory at `root`; makes it if it is not there or empty.
    ///
    /// `random` fills the link key of a new directory. A new directory is not finished until
    /// [`finish`](Self::finish) is called; killed before, the next call goes on where this was.
    ///
    /// # Errors
    /// [`DataDirError`] says what is wrong with it and what to do.
    pub fn open_or_create(
        root: &Path,
        random: impl FnOnce(&mut [u8]) -> io::Result<()>,
    ) -> Result<Self, DataDirError> {
        if !is_directory(root)? {
            durable::make_private_directory(root)
                .map_err(|source| DataDirError::not_made(root, source))?;
        }
        format::refuse_foreign(root)?;
        let dir = Self::take(root)?;
        if format::is_missing(root)? {
            dir.furnish(random)?;
        } else {
            format::check(root)?;
            databases::check(root)?;
        }
        Ok(dir)
    }

    /// Everything of a new directory but its format; what is there already is kept.
    fn furnish(
        &self,
        random: impl FnOnce(&mut [u8]) -> io::Result<()>,
    ) -> Result<(), DataDirError> {
        durable::make_private(&self.root).map_err(|source| DataDirError::io(&self.root, source))?;
        link_key::make(&self.root, random)?;
        for folder in [self.outbox(), self.reports()] {
            durable::make_private_directory(&folder)
                .map_err(|source| DataDirError::io(&folder, source))?;
        }
        Ok(())
    }

    /// Writes the format of a new directory: to be called when every database was opened once.
    /// From then on a database that is missing is a lost one. Does nothing if the format is there.
    ///
    /// # Errors
    /// [`DataDirError`] says what is wrong and what to do.
    pub fn finish(&self) -> Result<(), DataDirError> {
        if format::is_missing(&self.root)? {
            // The names of the databases are on disk before the format can be.
            durable::sync_directory(&self.root)
                .map_err(|source| DataDirError::io(&self.root, source))?;
            format::write(&self.root)?;
        }
        Ok(())
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

fn is_directory(path: &Path) -> Result<bool, DataDirError> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(true),
        Ok(_) => Err(DataDirError::NotADirectory {
            path: path.to_owned(),
        }),
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
            if path.is_symlink() {
                Err(DataDirError::DanglingLink {
                    path: path.to_owned(),
                })
            } else {
                Ok(false)
            }
        },
        Err(source) => Err(DataDirError::io(path, source)),
    }
}

fn is_empty(path: &Path) -> Result<bool, DataDirError> {
    let mut entries = fs::read_dir(path).map_err(|source| DataDirError::io(path, source))?;
    Ok(entries.next().is_none())
}
