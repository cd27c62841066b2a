//! `nexus tenant`: the organisations people belong to.

use clap::{Args, Subcommand, ValueEnum};

const CREATE_HELP: &str = "\
Example:
  nexus tenant create acme --name \"Acme Ltd\"";

const SUSPEND_HELP: &str = "\
Nobody can be registered in a suspended tenant until it is resumed.

Example:
  nexus tenant suspend acme --reason billing";

const RESUME_HELP: &str = "\
Only clearing the reason it was suspended for resumes a tenant: a paid bill does not excuse
an abuse. `nexus tenant show` tells the reason.

Example:
  nexus tenant resume acme --cleared billing";

/// What can be done with tenants.
#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// Create a tenant and make it active
    #[command(after_help = CREATE_HELP)]
    Create(TenantCreate),
    /// List tenants
    List {
        /// How many at most
        #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=500))]
        limit: u16,
    },
    /// Show a tenant
    Show {
        /// The slug of the tenant
        slug: String,
    },
    /// Suspend a tenant
    #[command(after_help = SUSPEND_HELP)]
    Suspend {
        /// The slug of the tenant
        slug: String,
        /// Why
        #[arg(long)]
        reason: Suspension,
    },
    /// Resume a suspended tenant
    #[command(after_help = RESUME_HELP)]
    Resume {
        /// The slug of the tenant
        slug: String,
        /// The reason that is cleared
        #[arg(long, value_name = "REASON")]
        cleared: Suspension,
    },
}

/// Why a tenant is suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Suspension {
    /// Something is not paid
    Billing,
    /// The tenant harms others
    Abuse,
    /// An administrator decided so
    Admin,
}

/// Which tenant to create.
#[derive(Debug, Args)]
pub struct TenantCreate {
    /// Its short, unique, unchanging name: 3 to 63 of a-z, 0-9 and hyphens
    pub slug: String,
    /// Its full name [default: the slug]
    #[arg(long)]
    pub name: Option<String>,
}
