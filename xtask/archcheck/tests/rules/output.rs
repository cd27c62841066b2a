//! What people and machines read.

use archcheck::Style;

const TENANT_KNOWS_IDENTITY: &str = r#"
//- .config/architecture.toml
version = 1

[layers.atomic]
packages = ["crates/identity", "crates/tenant"]
independent = true
may-use = {}
third-party = { normal = ["serde"] }
why = "Each truth stands alone; composition lives in orchestrators."
fix = "Move the shared idea to an orchestrator DTO, or ask for it through a port."

[layers.rest]
packages = ["**", "!crates/identity", "!crates/tenant"]
may-use = { normal = ["atomic", "rest"] }
third-party = { normal = ["*"] }
//- crates/tenant/Cargo.toml package:tenant
[dependencies]
ident = { package = "identity", path = "../identity" }
"#;

#[test]
fn a_fault_looks_like_one_of_rustc() {
    let report = crate::fixture::check(TENANT_KNOWS_IDENTITY);
    insta::assert_snapshot!(report.to_human(Style::Plain), @r#"
    error[A003]: `tenant` must not depend on `identity`: members of layer `atomic` are independent
      --> crates/tenant/Cargo.toml:12:1
       |
    12 | ident = { package = "identity", path = "../identity" }
       | ^^^^^ normal dependency, renamed
       |
      ::: .config/architecture.toml:5:1
       |
     5 | independent = true
       | ------------------ rule declared here
       |
       = why: Each truth stands alone; composition lives in orchestrators.
       = fix: Move the shared idea to an orchestrator DTO, or ask for it through a port.

    architecture: 1 error, 0 warnings (6 packages, 7 dependencies between them; lock: 2 packages; source: 6 files; api: not run)
    "#);
}

#[test]
fn a_chain_and_a_circle_are_printed() {
    let report = crate::fixture::check(
        r#"
//- Cargo.lock
version = 4
[[package]]
name = "identity"
version = "0.1.0"
dependencies = ["serde"]
[[package]]
name = "serde"
version = "1.0.0"
dependencies = ["between"]
[[package]]
name = "between"
version = "1.0.0"
dependencies = ["tokio"]
[[package]]
name = "tokio"
version = "1.0.0"
//- orchestrators/operations/Cargo.toml package:operations
[dependencies]
identity.workspace = true
[dev-dependencies]
nexus.workspace = true
//- Cargo.toml more
nexus = { path = "orchestrators/operations/apps/nexus" }
"#,
    );
    insta::assert_snapshot!(report.to_human(Style::Plain), @r#"
    error[A005]: `identity` must not reach `tokio`
      --> crates/identity/Cargo.toml:12:1
       |
    12 | serde.workspace = true
       | ^^^^^ normal dependency
       |
      ::: .config/architecture.toml:9:69
       |
     9 | third-party = { normal = ["serde"], dev = ["*"], deny-transitive = ["tokio"] }
       |                                                                     ------- denied here
       |
       = note: the chain: identity -> serde -> between -> tokio
       = why: Each truth stands alone; composition lives in orchestrators.
       = fix: Replace the crate at the start of the chain, or switch off its feature that brings the denied crate.

    error[A002]: `operations` must not depend on `nexus`: layer `orchestrator` may not use layer `app` (dev)
      --> orchestrators/operations/Cargo.toml:14:1
       |
    14 | nexus.workspace = true
       | ^^^^^ dev dependency
       |
      ::: .config/architecture.toml:16:1
       |
    16 | may-use = { normal = ["atomic"] }
       | --------------------------------- allows no dev dependency on a layer
       |
       = why: An arrow that is not drawn is not allowed, else the layers are a picture and no fact.
       = fix: Turn the dependency round through a port, or move the code to the layer that may have it.

    error[A006]: 2 packages depend on each other in a circle
      --> orchestrators/operations/Cargo.toml:14:1
       |
    14 | nexus.workspace = true
       | ^^^^^ dev dependency
       |
       = note: the circle: operations -> nexus -> operations
       = why: Packages in a circle are one package in several folders.
       = fix: Cut `operations` -> `nexus`, usually by moving what both need below both.

    architecture: 3 errors, 0 warnings (6 packages, 6 dependencies between them; lock: 4 packages; source: 6 files; api: not run)
    "#);
}

#[test]
fn a_source_fault_points_into_the_source() {
    let report = crate::fixture::check(
        r#"
//- crates/tenant/src/lib.rs
//! A crate.
use std::time::SystemTime;

/// Now.
pub fn now() -> SystemTime {
    SystemTime::now()
}
"#,
    );
    insta::assert_snapshot!(report.to_human(Style::Plain), @r#"
    error[A101]: `tenant` must not use `std::time::SystemTime::now`
      --> crates/tenant/src/lib.rs:6:5
       |
     6 |     SystemTime::now()
       |     ^^^^^^^^^^^^^^^
       |
      ::: .config/architecture.toml:10:40
       |
    10 | forbid-paths = ["std::fs", "std::env", "std::time::SystemTime::now", "tokio"]
       |                                        ---------------------------- forbidden here
       |
       = why: Each truth stands alone; composition lives in orchestrators.
       = fix: Take the value as a parameter, or ask for it through a port.

    architecture: 1 error, 0 warnings (6 packages, 6 dependencies between them; lock: 2 packages; source: 6 files; api: not run)
    "#);
}

#[test]
fn a_clean_report_says_what_was_looked_at() {
    insta::assert_snapshot!(crate::fixture::check("").to_human(Style::Plain), @"architecture: clean (6 packages, 6 dependencies between them; lock: 2 packages; source: 6 files; api: not run)");
}

#[test]
fn machines_read_json() {
    let report = crate::fixture::check(TENANT_KNOWS_IDENTITY);
    insta::assert_snapshot!(report.to_json(), @r#"
    {
      "version": 1,
      "exit_code": 1,
      "coverage": {
        "packages": 6,
        "edges": 7,
        "locked": 2,
        "sources": 6
      },
      "findings": [
        {
          "code": "A003",
          "severity": "error",
          "message": "`tenant` must not depend on `identity`: members of layer `atomic` are independent",
          "from": "tenant",
          "to": "identity",
          "site": {
            "file": "crates/tenant/Cargo.toml",
            "line": 12,
            "column": 1,
            "label": "normal dependency, renamed"
          },
          "rule": {
            "file": ".config/architecture.toml",
            "line": 5,
            "column": 1,
            "label": "rule declared here"
          },
          "notes": [],
          "why": "Each truth stands alone; composition lives in orchestrators.",
          "fix": "Move the shared idea to an orchestrator DTO, or ask for it through a port."
        }
      ]
    }
    "#);
}

#[test]
fn output_does_not_depend_on_the_run() {
    let first = crate::fixture::check(TENANT_KNOWS_IDENTITY);
    let second = crate::fixture::check(TENANT_KNOWS_IDENTITY);
    assert_eq!(first.to_human(Style::Plain), second.to_human(Style::Plain));
    assert_eq!(first.to_json(), second.to_json());
}
