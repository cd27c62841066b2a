//! The rules file itself: A301, A302, and what stops the check.

use archcheck::{CheckError, Outcome, Style};

crate::cases! {
    Fires A301 a_selector_that_selects_nothing_is_named r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**", "crate/*"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
"#
    Fires A301 a_layer_that_does_not_exist_is_named r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"], dev = ["al"] }
third-party = { normal = ["*"] }
"#
    Fires A301 a_permit_for_nobody_is_named r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
[[permit]]
package = "tennant"
third-party = ["serde"]
reason = "x"
[[permit]]
package = "tenant"
third-party = ["serdee"]
paths = ["std::fs"]
reason = " "
"#
    Fires A301 an_allowance_that_nobody_uses_is_a_warning r#"
//- crates/identity/Cargo.toml package:identity
"#
    Silent A301 a_selector_may_take_away r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**", "!crates/tenant"]
may-use = { normal = ["all", "truth"] }
third-party = { normal = ["*"] }
[layers.truth]
packages = ["crates/tenant"]
may-use = {}
third-party = {}
"#
    Fires A302 a_waiver_for_nothing_is_stale r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
[[waiver]]
code = "A003"
from = "tenant"
to = "identity"
until = "2027-01-01"
reason = "x"
"#
    Fires A302 a_waiver_must_be_well_formed r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
[[waiver]]
code = "A003"
from = "tenant"
to = "identity"
until = "soon"
reason = "x"
"#
    Silent A302 a_waiver_in_date_takes_its_finding_away r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
[[waiver]]
code = "A002"
from = "tenant"
to = "sqlite-kit"
until = "2026-06-01"
reason = "Until the store has moved."
//- crates/tenant/Cargo.toml package:tenant
[dev-dependencies]
sqlite-kit.workspace = true
"#
}

#[test]
fn a_waiver_that_has_ended_waives_nothing() {
    let case = r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
[[waiver]]
code = "A002"
from = "tenant"
to = "sqlite-kit"
until = "2026-06-01"
reason = "Until the store has moved."
//- crates/tenant/Cargo.toml package:tenant
[dev-dependencies]
sqlite-kit.workspace = true
"#;
    let report = crate::fixture::try_check(case, Some("2026-06-02")).unwrap();
    let messages: Vec<String> = report
        .findings
        .iter()
        .map(|it| format!("{}: {}", it.code, it.message))
        .collect();
    insta::assert_snapshot!(messages.join("\n"), @r"
    A002: `tenant` must not depend on `sqlite-kit`: layer `all` may not use layer `all` (dev)
    A302: this waiver ended on 2026-06-01
    ");
    assert_eq!(report.outcome(), Outcome::Violations);
}

#[test]
fn an_unused_allowance_fails_only_when_strict() {
    let report = crate::fixture::check("//- crates/identity/Cargo.toml package:identity\n");
    assert_eq!(report.outcome(), Outcome::Clean);
    assert!(report.to_human(Style::Plain).contains("warning[A301]"));
}

#[test]
fn a_fault_of_the_rules_outweighs_violations() {
    let case = r#"
//- crates/tenant/src/user.rs
use std::fmt;
//- .config/architecture.toml
version = 1
first-line-doc = true
[layers.all]
packages = ["**", "crate/*"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
"#;
    assert_eq!(crate::fixture::check(case).outcome(), Outcome::RulesAtFault);
}

fn stopped(case: &str) -> CheckError {
    match crate::fixture::try_check(case, None) {
        Ok(report) => panic!("{}", report.to_human(Style::Plain)),
        Err(error) => error,
    }
}

#[test]
fn an_unknown_key_is_an_error_with_its_place() {
    let error = stopped("//- .config/architecture.toml\nversion = 1\n[layers.all]\npakages = []\n");
    insta::assert_snapshot!(error, @r"
    error[rules]: unknown field `pakages`, expected one of `packages`, `independent`, `may-use`, `third-party`, `forbid-paths`, `why`, `fix`
     --> .config/architecture.toml:3:1
      |
    3 | pakages = []
      | ^^^^^^^
    ");
    assert_eq!(error.exit_code(), 2);
}

#[test]
fn a_newer_version_and_a_bad_glob_are_errors_with_their_place() {
    let all = "[layers.all]\npackages = ['/crates']\nmay-use = {}\nthird-party = {}\n";
    insta::assert_snapshot!(stopped(&format!("//- .config/architecture.toml\nversion = 2\n{all}")), @r"
    error[rules]: this checker reads version 1
     --> .config/architecture.toml:1:11
      |
    1 | version = 2
      |           ^
    ");
    insta::assert_snapshot!(stopped(&format!("//- .config/architecture.toml\nversion = 1\n{all}")), @r"
    error[rules]: a glob is a path relative to the workspace, with `/` between its parts
     --> .config/architecture.toml:3:13
      |
    3 | packages = ['/crates']
      |             ^^^^^^^^^
    ");
}

#[test]
fn without_rules_nothing_is_claimed() {
    let error = stopped("//- .config/architecture.toml without\n");
    assert_eq!((error.code(), error.exit_code()), ("archcheck/no-rules", 2));
}

#[test]
fn without_a_lock_file_chains_are_not_claimed() {
    let error = stopped("//- Cargo.lock without\n");
    assert_eq!((error.code(), error.exit_code()), ("archcheck/no-lock", 3));
}

#[test]
fn a_workspace_that_cargo_cannot_read_is_no_clean_one() {
    let error = stopped("//- crates/tenant/Cargo.toml\n[package]\nname = 1\n");
    assert_eq!(
        (error.code(), error.exit_code()),
        ("archcheck/cargo-failed", 3)
    );
}
