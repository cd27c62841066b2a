//! Why a command did not do what was asked, and how the process ends.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use crate::bulk::FileError;
use crate::data_dir::DataDirError;

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: everything was done.
    Done,
    /// 1: something was rejected; the rest is done.
    Rejected,
    /// 2: the command or its file cannot be used; nothing was changed.
    Usage,
    /// 3: the surroundings failed.
    Environment,
}

impl Exit {
    /// The number a shell sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Rejected => 1,
            Self::Usage => 2,
            Self::Environment => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command did not do what was asked: one sentence, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// How the process ends.
    #[serde(skip)]
    pub exit: Exit,
    /// The stable code.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl Failure {
    /// What was asked was refused.
    pub fn rejected(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit: Exit::Rejected, code, message: message.into() }
    }

    /// What was typed cannot be used.
    pub fn usage(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, code, message: message.into() }
    }

    /// The surroundings failed.
    pub fn environment(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit: Exit::Environment, code, message: message.into() }
    }

    /// A fault of nexus itself.
    pub fn internal(what: &'static str) -> Self {
        Self::environment(
            "nexus/internal",
            format!("{what}: this is a fault of nexus; run the same command again, it goes on"),
        )
    }

    /// The operating system did not do something that every command needs.
    pub(crate) fn system(what: &'static str, error: &io::Error) -> Self {
        Self::environment("nexus/system", format!("{what} ({}): try again", error.kind()))
    }

    pub(crate) fn report_file(path: &Path, error: io::Error) -> Self {
        DataDirError::io(path, error).into()
    }
}

impl From<DataDirError> for Failure {
    fn from(error: DataDirError) -> Self {
        Self::environment(error.code(), error.to_string())
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let exit = match error {
            FileError::Read { .. } => Exit::Environment,
            _ => Exit::Usage,
        };
        Self { exit, code: error.code(), message: error.to_string() }
    }
}
