//! Workspaces from one string: `//- path` starts a file, the base workspace fills in the rest.
//!
//! `//- path package:name` puts the usual head of a manifest before the text.
//! `//- path more` adds to the file of the base workspace.
//! `//- path without` takes the file of the base workspace away.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use archcheck::{CheckError, Code, Options, Report, Style};

/// What a case expects of its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Findings of this code and of no other.
    Fires,
    /// No finding at all, where a careless rule would have one.
    Silent,
}

const BASE: &str = r#"
//- Cargo.toml
[workspace]
resolver = "3"
members = ["crates/*", "crates/*/adapters/*", "orchestrators/*", "orchestrators/*/apps/*"]

[workspace.package]
version = "0.1.0"
edition = "2024"
rust-version = "1.95"
license = "MIT"

[workspace.lints]

[workspace.dependencies]
identity = { path = "crates/identity" }
identity-sqlite = { path = "crates/identity/adapters/sqlite" }
operations = { path = "orchestrators/operations" }
rusqlite = "0.41"
serde = "1"
sqlite-kit = { path = "crates/sqlite-kit" }
tenant = { path = "crates/tenant" }
tokio = "1"
//- .config/architecture.toml
version = 1
inherit = ["lints", "edition", "rust-version", "license", "dependencies"]
first-line-doc = true

[layers.atomic]
packages = ["crates/*", "!crates/*-kit"]
independent = true
may-use = { normal = [], dev = [], build = [] }
third-party = { normal = ["serde"], dev = ["*"], deny-transitive = ["tokio"] }
forbid-paths = ["std::fs", "std::env", "std::time::SystemTime::now", "tokio"]
why = "Each truth stands alone; composition lives in orchestrators."
fix = "Move the shared idea to an orchestrator DTO, or ask for it through a port."

[layers.orchestrator]
packages = ["orchestrators/*"]
may-use = { normal = ["atomic"] }
third-party = { dev = ["*"] }

[layers.adapter]
packages = ["crates/*/adapters/*"]
may-use = { normal = ["parent", "kit"], dev = ["parent"] }
third-party = { normal = ["rusqlite"] }

[layers.kit]
packages = ["crates/*-kit"]
may-use = {}
third-party = { normal = ["rusqlite"] }

[layers.app]
packages = ["orchestrators/*/apps/*"]
may-use = { normal = ["atomic", "orchestrator", "adapter", "kit"], dev = ["adapter"] }
third-party = { normal = ["*"] }
//- Cargo.lock
version = 4

[[package]]
name = "identity"
version = "0.1.0"
dependencies = ["serde"]

[[package]]
name = "serde"
version = "1.0.0"
//- crates/identity/Cargo.toml package:identity
[dependencies]
serde.workspace = true
//- crates/tenant/Cargo.toml package:tenant
//- crates/sqlite-kit/Cargo.toml package:sqlite-kit
[dependencies]
rusqlite.workspace = true
//- crates/identity/adapters/sqlite/Cargo.toml package:identity-sqlite
[dependencies]
identity.workspace = true
rusqlite.workspace = true
sqlite-kit.workspace = true
//- orchestrators/operations/Cargo.toml package:operations
[dependencies]
identity.workspace = true
tenant.workspace = true
//- orchestrators/operations/apps/nexus/Cargo.toml package:nexus
[dependencies]
identity-sqlite.workspace = true
operations.workspace = true
"#;

/// Runs the check on a case.
pub(crate) fn check(text: &str) -> Report {
    try_check(text, None).unwrap_or_else(|error| panic!("no report: {error}"))
}

/// Runs the check on a case, on a day.
pub(crate) fn try_check(text: &str, today: Option<&str>) -> Result<Report, CheckError> {
    let folder = tempfile::tempdir().unwrap();
    // The system may reach the folder through a link; cargo answers with the real path.
    let root = folder.path().canonicalize().unwrap();
    write(&root, text);
    let options = Options {
        today: today.map(str::to_owned),
        ..Options::for_manifest(root.join("Cargo.toml"))
    };
    archcheck::check(&options)
}

/// Asserts that a case says what it promises.
pub(crate) fn judge(verdict: Verdict, code: Code, text: &str) {
    let report =
        try_check(text, Some("2026-06-01")).unwrap_or_else(|error| panic!("no report: {error}"));
    let found: BTreeSet<Code> = report.findings.iter().map(|it| it.code).collect();
    let wanted = match verdict {
        Verdict::Fires => BTreeSet::from([code]),
        Verdict::Silent => BTreeSet::new(),
    };
    assert_eq!(found, wanted, "\n{}", report.to_human(Style::Plain));
}

fn write(root: &Path, text: &str) {
    let mut files = parse(BTreeMap::new(), BASE);
    files = parse(files, text);
    for (path, text) in &files {
        let Some(text) = text else { continue };
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        // Cargo refuses a package without a target.
        let source = path.with_file_name("src").join("lib.rs");
        let is_member = text.contains("[package]");
        if is_member && !source.exists() {
            std::fs::create_dir_all(source.parent().unwrap()).unwrap();
            std::fs::write(source, "//! A crate.\n").unwrap();
        }
    }
}

type Files = BTreeMap<String, Option<String>>;

fn parse(mut files: Files, text: &str) -> Files {
    let mut current = String::new();
    for line in text.lines() {
        let Some(header) = line.strip_prefix("//- ") else {
            if let Some(Some(text)) = files.get_mut(&current) {
                text.push_str(line);
                text.push('\n');
            }
            continue;
        };
        let (path, attribute) = header.split_once(' ').unwrap_or((header, ""));
        path.clone_into(&mut current);
        let text = match (attribute, attribute.strip_prefix("package:")) {
            ("without", _) => None,
            ("more", _) => files.remove(path).flatten(),
            (_, Some(name)) => Some(head(name)),
            _ => Some(String::new()),
        };
        files.insert(current.clone(), text);
    }
    files
}

fn head(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion.workspace = true\nedition.workspace = true\n\
         rust-version.workspace = true\nlicense.workspace = true\n\n[lints]\nworkspace = true\n\n"
    )
}
