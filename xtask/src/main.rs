//! The workspace's own commands: `cargo xtask help` lists them.

mod arguments;
mod commands;

use std::process::ExitCode;

/// Ends with 0 (done), 1 (faults found), 2 (wrong usage or configuration) or 3 (surroundings).
fn main() -> ExitCode {
    let command = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => {
            commands::say_error(&format!("{error}\n\n{}", arguments::HELP));
            return ExitCode::from(2);
        },
    };
    ExitCode::from(commands::run(command))
}
