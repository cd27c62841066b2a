//! The command line: what was asked for, as a value.

use std::ffi::OsString;
use std::path::PathBuf;

use archcheck::Code;
use lexopt::prelude::*;

/// Shown by `cargo xtask help` and after wrong usage.
pub(crate) const HELP: &str = "\
The workspace's own commands.

Usage: cargo xtask <COMMAND> [OPTIONS]

Commands:
  check-architecture   Hold every crate to the layers in .config/architecture.toml
      --format <human|json>     How to print the report (default: human)
      --strict                  Warnings fail too
      --config <FILE>           Other rules
      --manifest-path <FILE>    Another workspace
      --explain <CODE>          Explain one rule, for example A003
  docs                 Write the generated documents
      --check                   Write nothing; fail if one is stale
  licences             Check the licence of every package in the tree
  help                 Show this text

Exit codes: 0 done, 1 faults found, 2 wrong usage or rules, 3 surroundings (cargo, files).

Examples:
  cargo xtask check-architecture
  cargo xtask check-architecture --explain A005
  cargo xtask docs --check
";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    CheckArchitecture(CheckArchitecture),
    Explain(Code),
    Docs { check: bool },
    Licences,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CheckArchitecture {
    pub(crate) json: bool,
    pub(crate) strict: bool,
    pub(crate) config: Option<PathBuf>,
    pub(crate) manifest: Option<PathBuf>,
}

pub(crate) fn parse(
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
) -> Result<Command, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let Some(first) = parser.next()? else {
        return Err("which command?".into());
    };
    match first {
        Short('h') | Long("help") => Ok(Command::Help),
        Value(name) => match name.to_str() {
            Some("help") => Ok(Command::Help),
            Some("check-architecture") => check_architecture(&mut parser),
            Some("docs") => docs(&mut parser),
            Some("licences") => nothing_more(&mut parser, Command::Licences),
            _ => Err(format!("there is no command `{}`", name.to_string_lossy()).into()),
        },
        other => Err(other.unexpected()),
    }
}

fn check_architecture(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = CheckArchitecture::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("format") => {
                options.json = parser.value()?.parse_with(|text| match text {
                    "human" => Ok(false),
                    "json" => Ok(true),
                    _ => Err("a format is `human` or `json`"),
                })?;
            },
            Long("strict") => options.strict = true,
            Long("config") => options.config = Some(parser.value()?.into()),
            Long("manifest-path") => options.manifest = Some(parser.value()?.into()),
            Long("explain") => {
                let code = parser.value()?.parse()?;
                return nothing_more(parser, Command::Explain(code));
            },
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::CheckArchitecture(options))
}

fn docs(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut check = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("check") => check = true,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Docs { check })
}

fn nothing_more(parser: &mut lexopt::Parser, command: Command) -> Result<Command, lexopt::Error> {
    match parser.next()? {
        None => Ok(command),
        Some(Short('h') | Long("help")) => Ok(Command::Help),
        Some(other) => Err(other.unexpected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(line: &str) -> String {
        parse(line.split_whitespace()).unwrap_err().to_string()
    }

    #[test]
    fn commands_are_read_with_their_options() {
        assert_eq!(
            parse(["docs", "--check"]).unwrap(),
            Command::Docs { check: true }
        );
        assert_eq!(parse(["licences"]).unwrap(), Command::Licences);
        assert_eq!(
            parse(["check-architecture", "--explain", "a003"]).unwrap(),
            Command::Explain(Code::A003)
        );
        let wanted = CheckArchitecture {
            json: true,
            strict: true,
            ..CheckArchitecture::default()
        };
        assert_eq!(
            parse(["check-architecture", "--format=json", "--strict"]).unwrap(),
            Command::CheckArchitecture(wanted)
        );
    }

    #[test]
    fn wrong_usage_is_named() {
        insta::assert_snapshot!(refused(""), @"which command?");
        insta::assert_snapshot!(refused("paint"), @"there is no command `paint`");
        insta::assert_snapshot!(refused("docs --chekc"), @"invalid option '--chekc'");
        insta::assert_snapshot!(refused("check-architecture --format xml"), @"cannot parse argument \"xml\": a format is `human` or `json`");
        insta::assert_snapshot!(refused("licences now"), @r#"unexpected argument "now""#);
    }
}
