//! What can go wrong in a folder, and what it means for a message.

use std::{io, path::PathBuf};

use notifier::{FailureCode, ports::TransportError};

/// Why a folder cannot take messages. Nothing was changed in it.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such folder.
    #[error("there is no folder {}: create it first", path.display())]
    FolderMissing {
        /// The folder that was named.
        path: PathBuf,
    },
    /// There is something else under that name.
    #[error("{} is not a folder: name another one", path.display())]
    NotAFolder {
        /// What was named.
        path: PathBuf,
    },
    /// No file can be written in it.
    #[error("the folder {} is read-only: allow writing in it, or name another one", path.display())]
    FolderReadOnly {
        /// The folder that was named.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("the disk of the folder {} is full: make room", path.display())]
    DiskFull {
        /// The folder that was named.
        path: PathBuf,
    },
    /// The system refused for another reason.
    #[error("the folder {} cannot be used", path.display())]
    Io {
        /// The folder that was named.
        path: PathBuf,
        /// The system's own error.
        source: io::Error,
    },
}

impl OpenError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FolderMissing { .. } => "notifier-eml/folder-missing",
            Self::NotAFolder { .. } => "notifier-eml/not-a-folder",
            Self::FolderReadOnly { .. } => "notifier-eml/folder-read-only",
            Self::DiskFull { .. } => "notifier-eml/disk-full",
            Self::Io { .. } => "notifier-eml/io",
        }
    }

    pub(crate) fn of(source: io::Error, path: PathBuf) -> Self {
        match Trouble::of(source.kind()) {
            Trouble::FolderMissing => Self::FolderMissing { path },
            Trouble::NotAFolder => Self::NotAFolder { path },
            Trouble::FolderReadOnly => Self::FolderReadOnly { path },
            Trouble::DiskFull => Self::DiskFull { path },
            Trouble::Other => Self::Io { path, source },
        }
    }
}

/// The kinds of trouble that mean different things to do.
enum Trouble {
    FolderMissing,
    NotAFolder,
    FolderReadOnly,
    DiskFull,
    Other,
}

impl Trouble {
    const fn of(kind: io::ErrorKind) -> Self {
        match kind {
            io::ErrorKind::NotFound => Self::FolderMissing,
            io::ErrorKind::NotADirectory => Self::NotAFolder,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::FolderReadOnly
            },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Other,
        }
    }
}

/// The message is surely not there. A folder that is gone or read-only is not the message's fault.
pub(crate) fn not_written(error: io::Error) -> TransportError {
    let (code, misconfigured) = match Trouble::of(error.kind()) {
        Trouble::FolderMissing => ("notifier-eml/folder-missing", true),
        Trouble::NotAFolder => ("notifier-eml/not-a-folder", true),
        Trouble::FolderReadOnly => ("notifier-eml/folder-read-only", true),
        Trouble::DiskFull => ("notifier-eml/disk-full", false),
        Trouble::Other => ("notifier-eml/io", false),
    };
    let (code, source) = (FailureCode::new(code), Some(error.into()));
    if misconfigured {
        TransportError::Misconfigured { code, source }
    } else {
        TransportError::Transient {
            code,
            retry_after: None,
            source,
        }
    }
}

/// The message is there, and nobody knows whether it survives a loss of power.
pub(crate) fn not_settled(error: io::Error) -> TransportError {
    TransportError::Unknown {
        code: FailureCode::new("notifier-eml/folder-not-synced"),
        source: Some(error.into()),
    }
}

/// The writing thread took the message and ended without an answer.
pub(crate) fn no_answer() -> TransportError {
    TransportError::Unknown {
        code: FailureCode::new("notifier-eml/no-answer"),
        source: None,
    }
}

/// The writing thread has ended: the message was not taken.
pub(crate) fn closed() -> TransportError {
    TransportError::Misconfigured {
        code: FailureCode::new("notifier-eml/closed"),
        source: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a kind of trouble means for a message, in one line.
    fn meaning(kind: io::ErrorKind) -> String {
        not_written(kind.into()).to_string()
    }

    #[test]
    fn trouble_in_the_folder_is_told_from_trouble_with_the_message() {
        let kinds = [
            io::ErrorKind::NotFound,
            io::ErrorKind::NotADirectory,
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::ReadOnlyFilesystem,
            io::ErrorKind::StorageFull,
            io::ErrorKind::QuotaExceeded,
            io::ErrorKind::Other,
        ];
        insta::assert_snapshot!(kinds.map(meaning).join("\n"), @"
        the transport is not set up to deliver anything (notifier-eml/folder-missing)
        the transport is not set up to deliver anything (notifier-eml/not-a-folder)
        the transport is not set up to deliver anything (notifier-eml/folder-read-only)
        the transport is not set up to deliver anything (notifier-eml/folder-read-only)
        the message cannot be delivered now (notifier-eml/disk-full)
        the message cannot be delivered now (notifier-eml/disk-full)
        the message cannot be delivered now (notifier-eml/io)
        ");
    }

    #[test]
    fn what_cannot_be_opened_says_what_to_do() {
        let kinds = [
            io::ErrorKind::NotFound,
            io::ErrorKind::NotADirectory,
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::StorageFull,
            io::ErrorKind::Other,
        ];
        let texts = kinds.map(|kind| OpenError::of(kind.into(), "outbox".into()).to_string());
        insta::assert_snapshot!(texts.join("\n"), @"
        there is no folder outbox: create it first
        outbox is not a folder: name another one
        the folder outbox is read-only: allow writing in it, or name another one
        the disk of the folder outbox is full: make room
        the folder outbox cannot be used
        ");
    }
}
