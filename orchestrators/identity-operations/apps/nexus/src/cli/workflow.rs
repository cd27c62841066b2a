//! `nexus workflow`: what processes did, what they wait for, and sending a parked one on its way.

use clap::{Subcommand, ValueEnum};

const LIST_HELP: &str = "\
Examples:
  nexus workflow list
  nexus workflow list --status parked --json";

const SHOW_HELP: &str = "\
Example:
  nexus workflow show wfi_0198c5de6f1c7c3e9d0c5a1b2c3d4e5f";

const RETRY_HELP: &str = "\
Example:
  nexus workflow retry wfi_0198c5de6f1c7c3e9d0c5a1b2c3d4e5f --reason \"the disk has room again\"";

/// What can be done with processes.
#[derive(Debug, Subcommand)]
pub enum WorkflowCommand {
    /// List processes
    #[command(after_help = LIST_HELP)]
    List {
        /// Only those in this status
        #[arg(long)]
        status: Option<ProcessStatus>,
        /// How many at most
        #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=500))]
        limit: u16,
    },
    /// Show a process as a timeline: steps, attempts, waits, errors, undo
    #[command(after_help = SHOW_HELP)]
    Show {
        /// The id of the process, as `workflow list` and `register` print it
        id: String,
    },
    /// Send a parked process on its way again, from where it stands
    #[command(after_help = RETRY_HELP)]
    Retry {
        /// The id of the process, as `workflow list --status parked` prints it
        id: String,
        /// Why it may go on now; kept in its history
        #[arg(long)]
        reason: String,
    },
}

/// How far a process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProcessStatus {
    /// Has something to do, now or after a pause
    Running,
    /// Waits for a signal or for time to pass
    Waiting,
    /// Takes back what was done
    Compensating,
    /// Finished
    Completed,
    /// Taken back
    Compensated,
    /// Waits for an operator
    Parked,
}
