//! `nexus audit`: what happened, and whether the trail is whole.

use clap::{Args, Subcommand};

const SEARCH_HELP: &str = "\
Examples:
  nexus audit search --tenant acme --limit 20
  nexus audit search --tenant acme --action tenant.member.joined
  nexus audit search --platform --actor operator:cli --json";

const VERIFY_HELP: &str = "\
Every record of every log is read and hashed again, and the tree heads are compared. If a
record was changed, removed or moved, the answer names it and the exit code is 1.

Example:
  nexus audit verify";

/// What can be done with the audit trail.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Search the records of a tenant or of the platform
    #[command(after_help = SEARCH_HELP)]
    Search(Box<AuditSearch>),
    /// Verify the whole trail
    #[command(after_help = VERIFY_HELP)]
    Verify,
}

/// Which records to show.
#[derive(Debug, Args)]
pub struct AuditSearch {
    /// The log of this tenant
    #[arg(
        long,
        value_name = "SLUG",
        conflicts_with = "platform",
        required_unless_present = "platform"
    )]
    pub tenant: Option<String>,
    /// The log of the platform: what belongs to no tenant
    #[arg(long)]
    pub platform: bool,
    /// Only this action
    #[arg(long)]
    pub action: Option<String>,
    /// Only what this actor did
    #[arg(long)]
    pub actor: Option<String>,
    /// Only what was done to this target
    #[arg(long)]
    pub target: Option<String>,
    /// How many records at most
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=500))]
    pub limit: u16,
}
