//! `cargo xtask licences`: every package of the resolved tree comes under a licence we accept.

use std::fmt::Write as _;
use std::path::Path;

use cargo_metadata::{MetadataCommand, Package};
use serde::Deserialize;
use spdx::{Expression, LicenseItem, LicenseReq, ParseMode};

use super::{say, say_error, with_sources, workspace_root};

/// Where the accepted licences are listed.
const CONFIG: &str = ".config/licences.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    allow: Vec<String>,
}

/// Why nothing can be said about licences.
#[derive(Debug, thiserror::Error)]
enum LicencesError {
    #[error("{CONFIG} cannot be read")]
    Unreadable(#[source] std::io::Error),
    #[error("{CONFIG} says something unknown: {0}")]
    BadConfig(String),
    #[error("{CONFIG} allows `{name}`, which is no SPDX licence")]
    UnknownLicence { name: String },
    #[error("cargo cannot read the tree")]
    Cargo(#[source] cargo_metadata::Error),
}

impl LicencesError {
    const fn exit_code(&self) -> u8 {
        match self {
            Self::BadConfig(_) | Self::UnknownLicence { .. } => 2,
            Self::Unreadable(_) | Self::Cargo(_) => 3,
        }
    }
}

pub(super) fn run() -> u8 {
    match check(workspace_root()) {
        Ok((faults, count)) if faults.is_empty() => {
            say(&format!("licences: clean ({count} packages)\n"));
            0
        },
        Ok((faults, count)) => {
            say(&report(&faults, count));
            1
        },
        Err(error) => {
            say_error(&with_sources(&error));
            error.exit_code()
        },
    }
}

/// The faults, and how many packages were looked at.
fn check(root: &Path) -> Result<(Vec<String>, usize), LicencesError> {
    let text = std::fs::read_to_string(root.join(CONFIG)).map_err(LicencesError::Unreadable)?;
    let accepted = accepted(&text)?;
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .other_options(vec!["--locked".to_owned()])
        .exec()
        .map_err(LicencesError::Cargo)?;
    let mut packages: Vec<&Package> = metadata.packages.iter().collect();
    packages.sort_by_key(|package| (package.name.as_str(), &package.version));
    let faults = packages
        .iter()
        .filter_map(|package| {
            let fault = fault_of(package.license.as_deref(), &accepted)?;
            Some(format!("{} {}: {fault}", package.name, package.version))
        })
        .collect();
    Ok((faults, packages.len()))
}

fn accepted(text: &str) -> Result<Vec<LicenseReq>, LicencesError> {
    let config: Accepted = toml::from_str(text)
        .map_err(|error| LicencesError::BadConfig(error.message().to_owned()))?;
    config
        .allow
        .into_iter()
        .map(|name| {
            let mut requirements = Expression::parse(&name)
                .map(|it| {
                    it.requirements()
                        .map(|one| one.req.clone())
                        .collect::<Vec<_>>()
                })
                .unwrap_or_default();
            match (requirements.pop(), requirements.is_empty()) {
                (Some(one), true) => Ok(one),
                _ => Err(LicencesError::UnknownLicence { name }),
            }
        })
        .collect()
}

/// What is wrong with a package's `license` field, if anything.
fn fault_of(licence: Option<&str>, accepted: &[LicenseReq]) -> Option<String> {
    let Some(licence) = licence else {
        return Some("its manifest names no licence".to_owned());
    };
    // Many old manifests write `MIT/Apache-2.0`.
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
        return Some(format!("`{licence}` is no SPDX expression"));
    };
    let passes = expression.evaluate(|wanted| accepted.iter().any(|it| same(it, wanted)));
    (!passes).then(|| format!("`{licence}` is not accepted"))
}

/// `MIT` accepts `MIT`; `Apache-2.0 WITH x` accepts only itself.
fn same(accepted: &LicenseReq, wanted: &LicenseReq) -> bool {
    let name = |req: &LicenseReq| match &req.license {
        LicenseItem::Spdx { id, .. } => Some(id.name),
        LicenseItem::Other { .. } => None,
    };
    name(accepted).is_some()
        && name(accepted) == name(wanted)
        && accepted.addition == wanted.addition
}

fn report(faults: &[String], count: usize) -> String {
    let mut text = String::new();
    for fault in faults {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "error: {fault}");
    }
    let _ = writeln!(
        text,
        "\nlicences: {} of {count} packages come under terms that {CONFIG} does not list.\n\
         Replace the package, or, if the terms suit a MIT OR Apache-2.0 project, add them there.\n\
         `cargo tree --invert <package>` says who brings it.",
        faults.len()
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(licence: &str) -> Option<String> {
        let accepted = accepted("allow = ['MIT', 'Apache-2.0', 'Zlib']").unwrap();
        fault_of(Some(licence), &accepted)
    }

    #[test]
    fn one_way_through_an_expression_is_enough() {
        assert_eq!(judged("MIT OR GPL-3.0-only"), None);
        assert_eq!(judged("MIT/Apache-2.0"), None);
        assert_eq!(judged("(MIT OR GPL-2.0-only) AND Zlib"), None);
    }

    #[test]
    fn what_is_not_listed_is_refused() {
        insta::assert_snapshot!(judged("GPL-3.0-only").unwrap(), @"`GPL-3.0-only` is not accepted");
        insta::assert_snapshot!(judged("MIT AND OpenSSL").unwrap(), @"`MIT AND OpenSSL` is not accepted");
        insta::assert_snapshot!(judged("ask me").unwrap(), @"`ask me` is no SPDX expression");
        insta::assert_snapshot!(
            judged("Apache-2.0 WITH LLVM-exception").unwrap(),
            @"`Apache-2.0 WITH LLVM-exception` is not accepted"
        );
        assert_eq!(
            fault_of(None, &[]).unwrap(),
            "its manifest names no licence"
        );
    }

    #[test]
    fn the_list_itself_is_read_strictly() {
        insta::assert_snapshot!(accepted("allow = ['MITT']").unwrap_err(), @".config/licences.toml allows `MITT`, which is no SPDX licence");
        insta::assert_snapshot!(accepted("allow = ['MIT OR ISC']").unwrap_err(), @".config/licences.toml allows `MIT OR ISC`, which is no SPDX licence");
        insta::assert_snapshot!(accepted("alow = []").unwrap_err(), @".config/licences.toml says something unknown: unknown field `alow`, expected `allow`");
        let ours = std::fs::read_to_string(workspace_root().join(CONFIG)).unwrap();
        assert!(!accepted(&ours).unwrap().is_empty());
    }

    #[test]
    fn the_report_says_what_to_do() {
        insta::assert_snapshot!(report(&["left 1.0.0: `GPL-3.0-only` is not accepted".to_owned()], 9), @r"
        error: left 1.0.0: `GPL-3.0-only` is not accepted

        licences: 1 of 9 packages come under terms that .config/licences.toml does not list.
        Replace the package, or, if the terms suit a MIT OR Apache-2.0 project, add them there.
        `cargo tree --invert <package>` says who brings it.
        ");
    }
}
