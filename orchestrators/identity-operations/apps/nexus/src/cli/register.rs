//! `nexus register`: one person by options, or many from a file.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

const USAGE: &str = "\
nexus register --from <FILE> [OPTIONS]
       nexus register --tenant <SLUG> --email <ADDRESS> --name <NAME> [OPTIONS]";

const HELP: &str = "\
Without --vouch the person must prove the mailbox: the message with the link is written into
the data directory, and no user exists until `nexus verify TOKEN` is run. Whoever proves the
mailbox sets the password then; only who vouches for an address may set one here.

A file has a line for each person. CSV begins with a header: tenant, email and name, and if
wanted roles (separated by `;`, else member), vouch (the reason) and password. JSON Lines has
one object a line with the same keys; roles may be an array. Rows that cannot be used are
listed with line, column and reason; the others are registered.

Examples:
  nexus register --from people.csv
  nexus register --from people.jsonl --vouch \"HR onboarding list, autumn intake\"
  nexus register --tenant acme --email ada@example.org --name \"Ada Lovelace\"
  nexus register --tenant acme --email ada@example.org --name \"Ada Lovelace\" \\
      --role member --role admin --vouch \"met in person\" --ask-password";

/// What `nexus register` takes.
#[derive(Debug, Args)]
#[command(after_help = HELP, override_usage = USAGE)]
pub struct Register {
    /// Register everybody in this file, CSV or JSON Lines
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tenant", "email", "name", "role", "password_stdin", "ask_password"])]
    pub from: Option<PathBuf>,
    /// How the file is written, if its name does not tell
    #[arg(long, requires = "from", value_name = "FORMAT")]
    pub format: Option<FileFormat>,
    /// Reject rows whose tenant does not exist, instead of creating it
    #[arg(long, requires = "from")]
    pub existing_tenants_only: bool,
    /// How many people to register at once
    #[arg(
        long,
        requires = "from",
        value_name = "N",
        default_value_t = 64,
        value_parser = clap::value_parser!(u16).range(1..=1024)
    )]
    pub concurrency: u16,
    /// The tenant to join
    #[arg(long, value_name = "SLUG", required_unless_present = "from")]
    pub tenant: Option<String>,
    /// The person's e-mail address
    #[arg(long, value_name = "ADDRESS", required_unless_present = "from")]
    pub email: Option<String>,
    /// The person's name
    #[arg(long, required_unless_present = "from")]
    pub name: Option<String>,
    /// A role in the tenant, more than once if need be [default: member]
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,
    /// Vouch for the address: no proof is asked, this reason is kept, for ever
    #[arg(long, value_name = "REASON")]
    pub vouch: Option<String>,
    /// Where a password comes from.
    #[command(flatten)]
    pub secrets: Secrets,
}

/// Where a password comes from. Never from an argument, which other processes could read.
#[derive(Debug, Clone, Copy, Args)]
#[group(multiple = false)]
pub struct Secrets {
    /// Read the password from the first line of standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Ask for the password, hidden, at the terminal
    #[arg(long)]
    pub ask_password: bool,
}

/// How a file of people is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// Comma-separated values with a header line (RFC 4180), UTF-8
    Csv,
    /// JSON Lines: one object a line, UTF-8
    Jsonl,
}
