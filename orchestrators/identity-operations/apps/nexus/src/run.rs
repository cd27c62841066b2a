//! From what was typed to the end of the process.

use std::ffi::OsString;
use std::io;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};
use tracing_subscriber::filter::LevelFilter;

use crate::cli::{Cli, Command};
use crate::commands::Task;
use crate::composition::House;
use crate::data_dir::DataDir;
use crate::failure::{Exit, Failure};
use crate::output::{AnyAnswer, write_failure_json};
use crate::surroundings::Surroundings;
use crate::system::System;

/// Runs one command, from its arguments (the first is the name of the program) to its end.
///
/// The answer goes to the output of `surroundings`, everything else to its errors. With `--json`
/// the output is one JSON document in every case, failures included.
pub fn run<A>(arguments: A, surroundings: &mut Surroundings) -> Exit
where
    A: IntoIterator,
    A::Item: Into<OsString>,
{
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return explain(&error, wants_json(&arguments), surroundings),
    };
    if let Command::Completions { shell } = cli.command {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "nexus", &mut text);
        return answered(write_all(&text, surroundings), Exit::Done, surroundings);
    }
    log_to_stderr(cli.global.verbose);
    let (json, verbose) = (cli.global.json, cli.global.verbose);
    match answer(cli, surroundings) {
        Ok(answer) => {
            let result = answer.write(json, surroundings.output());
            answered(result, answer.exit(), surroundings)
        },
        Err(failure) => fail(&failure, json, verbose, surroundings),
    }
}

/// Says why nothing was answered, where it is looked for.
fn fail(failure: &Failure, json: bool, verbose: u8, surroundings: &mut Surroundings) -> Exit {
    if json {
        let result = write_failure_json(failure, surroundings.output());
        return answered(result, failure.exit, surroundings);
    }
    // If nobody can be told, the exit code still tells.
    drop(write_failure(failure, verbose, surroundings));
    failure.exit
}

fn answer(cli: Cli, surroundings: &mut Surroundings) -> Result<Box<dyn AnyAnswer>, Failure> {
    let shows_progress = surroundings.shows_progress && !cli.global.json;
    let task = Task::prepare(cli.command, surroundings, shows_progress)?;
    let data = if task.makes_data() {
        DataDir::open_or_create(&cli.global.data, System::random)?
    } else {
        DataDir::open(&cli.global.data)?
    };
    let observer = surroundings.observer();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::system("no threads could be started", &error))?;
    runtime.block_on(async {
        let house = Arc::new(House::open(data, observer).await?);
        let answer = task.carry_out(&house).await;
        let closed = house.close().await;
        // What went wrong first is what the user must hear.
        let answer = answer?;
        closed.map(|()| answer)
    })
}

/// Explains what clap made of the arguments: help and version are answers, the rest is misuse.
fn explain(error: &clap::Error, json: bool, surroundings: &mut Surroundings) -> Exit {
    let text = error.render().to_string();
    if !error.use_stderr() {
        let result = write_all(text.as_bytes(), surroundings);
        return answered(result, Exit::Done, surroundings);
    }
    if json {
        return fail(&misuse(error.kind(), &text), true, 0, surroundings);
    }
    // If nobody can be told, the exit code still tells.
    drop(write!(surroundings.errors(), "{text}"));
    Exit::Usage
}

/// Whether `--json` was typed. Looked for by itself, for when the rest cannot be understood.
fn wants_json(arguments: &[OsString]) -> bool {
    let options = arguments.iter().skip(1).take_while(|word| *word != "--");
    options.into_iter().any(|word| word == "--json")
}

/// What clap says, without its heading and its usage lines.
fn misuse(kind: ErrorKind, text: &str) -> Failure {
    let said = match kind {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "a command is missing",
        _ => text.split("\n\nUsage:").next().unwrap_or(text),
    };
    let said = said.strip_prefix("error: ").unwrap_or(said);
    let lines = said
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("For more information"));
    let mut message = String::new();
    for line in lines.chain(["see --help"]) {
        if !message.is_empty() {
            message.push_str(if message.ends_with(':') { " " } else { "; " });
        }
        message.push_str(line);
    }
    Failure::usage("nexus/usage", message)
}

fn write_all(text: &[u8], surroundings: &mut Surroundings) -> io::Result<()> {
    let output = surroundings.output();
    output.write_all(text)?;
    output.flush()
}

fn write_failure(
    failure: &Failure,
    verbose: u8,
    surroundings: &mut Surroundings,
) -> io::Result<()> {
    let errors = surroundings.errors();
    writeln!(errors, "error: {failure}")?;
    if verbose > 0 {
        writeln!(errors, "  code: {}", failure.code)?;
        for cause in &failure.causes {
            writeln!(errors, "  caused by: {cause}")?;
        }
    }
    errors.flush()
}

/// The end of the process after the answer was written, or not.
fn answered(result: io::Result<()>, exit: Exit, surroundings: &mut Surroundings) -> Exit {
    match result {
        Ok(()) => exit,
        // Whoever read the answer has read enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => exit,
        Err(error) => {
            let failure = Failure::environment(
                "nexus/output",
                format!(
                    "the answer could not be written to standard output ({}): send it elsewhere; \
                     what the command did is not undone, and it can be run again",
                    error.kind()
                ),
            );
            fail(&failure, false, 0, surroundings)
        },
    }
}

/// Logs to standard error: warnings and worse once, everything twice.
fn log_to_stderr(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => LevelFilter::WARN,
        2 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let logging = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .try_init();
    // A second run in the same process keeps the logging of the first.
    drop(logging);
}
