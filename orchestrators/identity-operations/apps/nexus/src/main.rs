//! Nexus on one machine: register people, watch processes, verify the audit trail.

use std::process::ExitCode;

use nexus::Surroundings;

fn main() -> ExitCode {
    nexus::run(std::env::args_os(), &mut Surroundings::of_process()).into()
}
