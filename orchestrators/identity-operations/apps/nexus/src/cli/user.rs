//! `nexus user`: the people who are registered.

use clap::Subcommand;

const LIST_HELP: &str = "\
Examples:
  nexus user list
  nexus user list --tenant acme --limit 500 --json";

const SHOW_HELP: &str = "\
Examples:
  nexus user show ada@example.org
  nexus user show usr_0198c5de6f1c7c3e9d0c5a1b2c3d4e5f";

/// What can be done with people.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// List people
    #[command(after_help = LIST_HELP)]
    List {
        /// Only members of this tenant
        #[arg(long, value_name = "SLUG")]
        tenant: Option<String>,
        /// How many at most
        #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=500))]
        limit: u16,
    },
    /// Show a person: state, tenants, roles
    #[command(after_help = SHOW_HELP)]
    Show {
        /// The e-mail address, or the id
        #[arg(value_name = "EMAIL|ID")]
        who: String,
    },
}
