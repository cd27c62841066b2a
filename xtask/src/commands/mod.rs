//! The commands, one file each. Each answers with its exit code.

mod check_architecture;
mod docs;
mod licences;

use std::io::Write as _;

use crate::arguments::{Command, HELP};

/// Runs one command and answers with its exit code.
pub(crate) fn run(command: Command) -> u8 {
    match command {
        Command::Help => {
            say(HELP);
            0
        },
        Command::CheckArchitecture(options) => check_architecture::run(options),
        Command::Explain(code) => {
            say(&check_architecture::explained(code));
            0
        },
        Command::Docs { check } => docs::run(check),
        Command::Licences => licences::run(),
    }
}

/// Writes to standard output. A reader that went away is no fault of ours.
pub(crate) fn say(text: &str) {
    drop(std::io::stdout().lock().write_all(text.as_bytes()));
}

/// Writes one message to standard error.
pub(crate) fn say_error(text: &str) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// The message with those of its sources.
pub(crate) fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

/// The root of this workspace, which the command was built in.
pub(crate) fn workspace_root() -> &'static std::path::Path {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
