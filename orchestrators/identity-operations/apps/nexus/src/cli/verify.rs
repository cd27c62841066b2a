//! `nexus verify`: the proof of a mailbox.

use clap::Args;

use super::register::Secrets;

const HELP: &str = "\
The token is in the message that was mailed to the address; each works once and for a day.
Running it again after it worked says so again and changes nothing.

Examples:
  nexus verify nxv_kM3q…
  nexus verify nxv_kM3q… --ask-password";

/// What `nexus verify` takes.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Verify {
    /// The token from the message
    #[arg(value_name = "TOKEN")]
    pub token: String,
    /// Where a password comes from.
    #[command(flatten)]
    pub secrets: Secrets,
}
