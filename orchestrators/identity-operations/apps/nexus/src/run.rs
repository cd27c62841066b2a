//! From what was typed to the end of the process.

use std::ffi::OsString;
use std::io;
use std::sync::Arc;

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
    A::Item: Into<OsString> + Clone,
{
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return explain(&error, surroundings),
    };
    if let Command::Completions { shell } = cli.command {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "nexus", &mut text);
        return written(surroundings.output().write_all(&text), Exit::Done);
    }
    log_to_stderr(cli.global.verbose);
    let (json, verbose) = (cli.global.json, cli.global.verbose);
    match answer(cli, surroundings) {
        Ok(answer) => {
            let result = answer.write(json, surroundings.output());
            written(result, answer.exit())
        },
        Err(failure) if json => written(
            write_failure_json(&failure, surroundings.output()),
            failure.exit,
        ),
        Err(failure) => written(write_failure(&failure, verbose, surroundings), failure.exit),
    }
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
fn explain(error: &clap::Error, surroundings: &mut Surroundings) -> Exit {
    let text = error.render();
    if error.use_stderr() {
        written(write!(surroundings.errors(), "{text}"), Exit::Usage)
    } else {
        written(write!(surroundings.output(), "{text}"), Exit::Done)
    }
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

/// The end of the process after the last thing was written.
fn written(result: io::Result<()>, exit: Exit) -> Exit {
    match result {
        Ok(()) => exit,
        // Whoever read the answer has read enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => exit,
        Err(_) => Exit::Environment,
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
