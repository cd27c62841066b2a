//! What the process was given: its streams, and whether somebody watches.

use std::fmt;
use std::io::{self, BufRead, BufReader, IsTerminal as _, Read, Write};
use std::sync::Arc;

use workflow::ports::Observer;
use zeroize::Zeroizing;

use crate::cli::Secrets;
use crate::failure::Failure;

/// The most bytes of a password line: four times what a password may have.
const PASSWORD_LINE_BYTES_MAX: u64 = 4096;

/// The streams of a run. A test gives its own.
pub struct Surroundings {
    input: Box<dyn BufRead + Send>,
    output: Box<dyn Write + Send>,
    errors: Box<dyn Write + Send>,
    observer: Option<Arc<dyn Observer>>,
    /// Whether a progress bar makes sense: standard error is a terminal.
    pub shows_progress: bool,
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings")
            .field("shows_progress", &self.shows_progress)
            .finish_non_exhaustive()
    }
}

impl Surroundings {
    /// Those of this process.
    pub fn of_process() -> Self {
        Self {
            input: Box::new(BufReader::new(io::stdin())),
            output: Box::new(io::stdout()),
            errors: Box::new(io::stderr()),
            observer: None,
            shows_progress: io::stderr().is_terminal(),
        }
    }

    /// Streams that somebody chose; no progress bar.
    pub fn new(
        input: impl Read + Send + 'static,
        output: impl Write + Send + 'static,
        errors: impl Write + Send + 'static,
    ) -> Self {
        Self {
            input: Box::new(BufReader::new(input)),
            output: Box::new(output),
            errors: Box::new(errors),
            observer: None,
            shows_progress: false,
        }
    }

    /// Where the answer goes.
    pub fn output(&mut self) -> &mut (dyn Write + Send) {
        &mut self.output
    }

    /// Where everything goes that is not the answer.
    pub fn errors(&mut self) -> &mut (dyn Write + Send) {
        &mut self.errors
    }

    /// Puts somebody at each boundary of each process: a test that breaks nexus there.
    #[must_use]
    pub fn with_observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    pub(crate) fn observer(&self) -> Option<Arc<dyn Observer>> {
        self.observer.clone()
    }

    /// The password, from where the options say; none if they say nothing.
    pub(crate) fn read_password(
        &mut self,
        secrets: Secrets,
    ) -> Result<Option<Zeroizing<String>>, Failure> {
        if secrets.password_stdin {
            self.read_password_line().map(Some)
        } else if secrets.ask_password {
            ask_password().map(Some)
        } else {
            Ok(None)
        }
    }

    /// The first line of the input.
    fn read_password_line(&mut self) -> Result<Zeroizing<String>, Failure> {
        let unusable = |problem: &str| Failure::usage("nexus/password-input", problem);
        let mut line = Zeroizing::new(Vec::with_capacity(256));
        (&mut self.input)
            .take(PASSWORD_LINE_BYTES_MAX)
            .read_until(b'\n', &mut line)
            .map_err(|error| Failure::system("standard input could not be read", &error))?;
        let text = std::str::from_utf8(&line).map_err(|_| {
            unusable("the password on standard input is not UTF-8: write it in UTF-8")
        })?;
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        if text.is_empty() {
            return Err(unusable(
                "there is no password on standard input: write it on one line",
            ));
        }
        Ok(Zeroizing::new(text.to_owned()))
    }
}

/// Asks at the terminal, whatever the streams are, and does not show what is typed.
fn ask_password() -> Result<Zeroizing<String>, Failure> {
    let ask = |prompt| {
        rpassword::prompt_password(prompt)
            .map(Zeroizing::new)
            .map_err(|_| {
                Failure::usage(
                    "nexus/no-terminal",
                    "there is no terminal to ask for the password at: use --password-stdin",
                )
            })
    };
    let first = ask("Password: ")?;
    if ask("Again: ")? == first {
        Ok(first)
    } else {
        Err(Failure::usage(
            "nexus/passwords-differ",
            "the two passwords differ: type them again",
        ))
    }
}
