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

/// An answer of any command.
pub(crate) trait AnyAnswer {
    /// Writes it for people, or as JSON.
    fn write(&self, json: bool, to: &mut dyn Write) -> io::Result<()>;
    /// How the process ends.
    fn exit(&self) -> Exit;
}

impl<A: Answer> AnyAnswer for A {
    fn write(&self, json: bool, to: &mut dyn Write) -> io::Result<()> {
        if json {
            write_json(self, to)?;
        } else {
            self.write_text(to)?;
        }
        to.flush()
    }

    fn exit(&self) -> Exit {
        Answer::exit(self)
    }
}

#[derive(Serialize)]
struct FailureDocument<'a> {
    error: &'a Failure,
}

/// Writes a failure where a program looks for the answer.
pub(crate) fn write_failure_json(failure: &Failure, to: &mut dyn Write) -> io::Result<()> {
    write_json(&FailureDocument { error: failure }, to)?;
    to.flush()
}

fn write_json(document: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, document)?;
    writeln!(to)
}
