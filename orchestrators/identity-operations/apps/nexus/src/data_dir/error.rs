//! Why a data directory cannot be used, and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why a data directory cannot be used, and what to do. Nothing in it was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataDirError {
    /// There is nothing to look at yet.
    #[error("there is no data directory at {}: register somebody first, or name the right one with --data", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// It was begun, and whoever made it was killed.
    #[error("the data directory at {} was begun and not finished: register somebody or create a tenant, which finishes it", path.display())]
    Unfinished {
        /// The directory.
        path: PathBuf,
    },
    /// The path is a link that leads nowhere.
    #[error("{} is a link to something that is not there: make the directory it leads to, or name another one with --data", path.display())]
    DanglingLink {
        /// The link.
        path: PathBuf,
    },
    /// No directory can be made there.
    #[error("no directory can be made at {}: name another one with --data, on a disk that takes new files", path.display())]
    NotMade {
        /// The directory that was to be made.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The path is a file.
    #[error("{} is not a directory: name another one with --data", path.display())]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// The directory holds something else.
    #[error("{} holds files that are not of nexus: name an empty or a new directory with --data", path.display())]
    Foreign {
        /// The directory.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error("{} cannot be written: give yourself the right to write it, or name another data directory with --data", path.display())]
    ReadOnly {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another process owns it.
    #[error("{} is in use by another nexus{}: wait until it has ended, then run this again", path.display(), owner(*process))]
    Locked {
        /// The directory.
        path: PathBuf,
        /// The process that owns it, where it could be read.
        process: Option<u32>,
    },
    /// A newer nexus wrote it.
    #[error("{} was written by a newer nexus (format {found}; this one knows up to {known}): use the newer nexus", path.display())]
    Newer {
        /// The directory.
        path: PathBuf,
        /// The format found.
        found: u32,
        /// The newest format this program knows.
        known: u32,
    },
    /// The format file says nothing that can be understood.
    #[error("{} is damaged: it does not say which format the directory has; restore the directory from a backup", path.display())]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// A database that was there is gone.
    #[error("{} is {problem}, so the data directory is damaged: restore the directory as a whole from a backup; nothing was changed", path.display())]
    LostDatabase {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The link key cannot be used.
    #[error("{} {problem}", path.display())]
    LinkKey {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        problem: &'static str,
    },
    /// The disk is full.
    #[error("the disk of {} is full: make room, then run this again", path.display())]
    Full {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Something else failed.
    #[error("{} cannot be used ({}): check the path and the disk, or name another one with --data", path.display(), source.kind())]
    Io {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl DataDirError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "nexus/data-missing",
            Self::Unfinished { .. } => "nexus/data-unfinished",
            Self::DanglingLink { .. } => "nexus/data-dangling-link",
            Self::NotMade { .. } => "nexus/data-not-made",
            Self::NotADirectory { .. } => "nexus/data-not-a-directory",
            Self::Foreign { .. } => "nexus/data-foreign",
            Self::ReadOnly { .. } => "nexus/data-read-only",
            Self::Locked { .. } => "nexus/data-locked",
            Self::Newer { .. } => "nexus/data-newer",
            Self::Format { .. } => "nexus/data-format",
            Self::LostDatabase { .. } => "nexus/database-lost",
            Self::LinkKey { .. } => "nexus/link-key",
            Self::Full { .. } => "nexus/disk-full",
            Self::Io { .. } => "nexus/data-io",
        }
    }

    /// The kind error for a directory that the system did not make.
    pub(crate) fn not_made(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            // A link that leads nowhere on the way, or a place such as /proc.
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound => Self::NotMade {
                path: path.to_owned(),
                source,
            },
            _ => Self::io(path, source),
        }
    }

    /// The kind error for what the system said about `path`.
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { path, source }
            },
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full { path, source },
            io::ErrorKind::NotADirectory => Self::NotADirectory { path },
            _ => Self::Io { path, source },
        }
    }
}

fn owner(process: Option<u32>) -> String {
    process.map_or_else(String::new, |id| format!(" (process {id})"))
}
