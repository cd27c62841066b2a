//! The answer of a command: the same facts for people and for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::failure::{Exit, Failure};

/// What a command answers. As JSON it is one document, made by its `Serialize`.
pub trait Answer: Serialize {
    /// Writes it for people.
    ///
    /// # Errors
    /// What the stream said.
    fn write_text(&self, to: &mut dyn Write) -> io::Result<()>;

    /// How the process ends.
    fn exit(&self) -> Exit {
        Exit::Done
    }
}

/// Writes an answer, for people or as JSON.
pub(crate) fn write_answer(
    answer: &impl Answer,
    json: bool,
    to: &mut dyn Write,
) -> io::Result<Exit> {
    if json {
        serde_json::to_writer_pretty(&mut *to, answer)?;
        writeln!(to)?;
    } else {
        answer.write_text(to)?;
    }
    to.flush()?;
    Ok(answer.exit())
}

#[derive(Serialize)]
struct FailureDocument<'a> {
    error: &'a Failure,
}

/// Writes a failure: as JSON to the output, where a program looks, else to the errors.
pub(crate) fn write_failure_json(failure: &Failure, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, &FailureDocument { error: failure })?;
    writeln!(to)?;
    to.flush()
}
