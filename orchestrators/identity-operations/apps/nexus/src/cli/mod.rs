//! What can be typed: the commands, their options and their help.

mod audit;
mod register;
mod tenant;
mod user;
mod verify;
mod workflow;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::Shell;

pub use self::audit::{AuditCommand, AuditSearch};
pub use self::register::{FileFormat, Register, Secrets};
pub use self::tenant::{Suspension, TenantCommand, TenantCreate};
pub use self::user::UserCommand;
pub use self::verify::Verify;
pub use self::workflow::{ProcessStatus, WorkflowCommand};

const EXAMPLES: &str = "\
Examples:
  nexus register --from people.csv --vouch \"HR onboarding list\"
  nexus tenant create acme --name \"Acme Ltd\"
  nexus register --tenant acme --email ada@example.org --name \"Ada Lovelace\"
  nexus verify nxv_kM3q…
  nexus workflow list --status waiting
  nexus audit verify

Exit codes:
  0  done
  1  some of it was rejected; the rest is done
  2  the command or its file cannot be used; nothing was changed
  3  the surroundings failed: the data directory, the disk, a lock";

/// People, tenants, messages and the audit trail, and the processes that span them.
///
/// Everything lives in one data directory, which is made when it is first needed. Killed at any
/// instant, nexus goes on where it was: run the same command again.
#[derive(Debug, Parser)]
#[command(
    name = "nexus",
    version,
    after_help = EXAMPLES,
    arg_required_else_help = true,
    subcommand_required = true,
    max_term_width = 100
)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// The data directory; made if it is not there
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "NEXUS_DATA",
        hide_env_values = true,
        default_value = "./nexus-data",
        help_heading = "Global options"
    )]
    pub data: PathBuf,
    /// Answer with one JSON document
    #[arg(long, global = true, help_heading = "Global options")]
    pub json: bool,
    /// Say more on standard error; twice for still more
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = "Global options")]
    pub verbose: u8,
}

/// What nexus can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Register one person, or everybody in a file
    Register(Box<Register>),
    /// Prove a mailbox with the token that was mailed to it
    Verify(Verify),
    /// Look at processes: what they did, what they wait for
    #[command(subcommand)]
    Workflow(WorkflowCommand),
    /// Search and verify the audit trail
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Create tenants, look at them, suspend and resume them
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Look at people
    #[command(subcommand)]
    User(UserCommand),
    /// Print the completions of a shell
    #[command(after_help = "\
Example:
  nexus completions bash > ~/.local/share/bash-completion/completions/nexus")]
    Completions {
        /// Which shell
        shell: Shell,
    },
}
