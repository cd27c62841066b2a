//! Why a command did not do what was asked, and how the process ends.

use std::error::Error;
use std::io;
use std::iter;
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use crate::bulk::FileError;
use crate::composition::database_behind;
use crate::data_dir::DataDirError;
use crate::output::grouped;

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
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// What lies behind it, for who runs nexus with `-v`.
    #[serde(skip)]
    pub causes: Vec<String>,
}

impl Failure {
    fn new(exit: Exit, code: impl AsRef<str>, message: impl Into<String>) -> Self {
        let code = code.as_ref().to_owned();
        Self {
            exit,
            code,
            message: message.into(),
            causes: Vec::new(),
        }
    }

    /// Keeps the sources of `error` as the causes. If a database behind it is full or damaged,
    /// says so instead.
    #[must_use]
    pub fn caused_by(mut self, error: &(dyn Error + 'static)) -> Self {
        if let Some((code, message)) = database_behind(error) {
            (self.exit, self.code, self.message) = (Exit::Environment, code.to_owned(), message);
        }
        let sources = iter::successors(error.source(), |error| (*error).source());
        self.causes.extend(sources.map(ToString::to_string));
        self
    }

    /// What was asked was refused.
    pub fn rejected(code: impl AsRef<str>, message: impl Into<String>) -> Self {
        Self::new(Exit::Rejected, code, message)
    }

    /// What was typed cannot be used.
    pub fn usage(code: impl AsRef<str>, message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, code, message)
    }

    /// The surroundings failed.
    pub fn environment(code: impl AsRef<str>, message: impl Into<String>) -> Self {
        Self::new(Exit::Environment, code, message)
    }

    /// The same failure of a run in which so many people were done before it came.
    #[must_use]
    pub(crate) fn after_people(mut self, people: u64) -> Self {
        if people > 0 {
            let people = grouped(people);
            let message = &mut self.message;
            message.push('\n');
            message.push_str(&people);
            message.push_str(" people were done before; run the same command again to go on");
        }
        self
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
        Self::environment(
            "nexus/system",
            format!("{what} ({}): try again", error.kind()),
        )
    }

    pub(crate) fn report_file(path: &Path, error: io::Error) -> Self {
        DataDirError::io(path, error).into()
    }
}

impl From<DataDirError> for Failure {
    fn from(error: DataDirError) -> Self {
        Self::environment(error.code(), error.to_string()).caused_by(&error)
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let exit = match error {
            FileError::Read { .. } => Exit::Environment,
            _ => Exit::Usage,
        };
        Self::new(exit, error.code(), error.to_string()).caused_by(&error)
    }
}
