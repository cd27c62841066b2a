//! The checker on this very workspace, broken on purpose: each fault must be found under its code.
//!
//! A mutation that nobody notices means that a rule in `.config/architecture.toml` holds nothing.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::path::Path;

use archcheck::{Code, Options};

/// One fault: the file, how it changes, and the codes that must appear.
struct Mutation {
    file: &'static str,
    change: Change,
    codes: &'static [Code],
}

enum Change {
    /// A line into the table, which is made if it is missing.
    Into(&'static str, &'static str),
    /// Text at the end.
    Append(&'static str),
    /// Text at the beginning.
    Prepend(&'static str),
    /// The first of these for the second.
    Replace(&'static str, &'static str),
    /// A new file.
    Create(&'static str),
}

use Change::{Append, Create, Into, Prepend, Replace};

const TENANT: &str = "crates/tenant/Cargo.toml";
const TENANT_SQLITE: &str = "crates/tenant/adapters/sqlite/Cargo.toml";
const TENANT_SOURCE: &str = "crates/tenant/src/lib.rs";
const OPERATIONS: &str = "orchestrators/identity-operations/Cargo.toml";
const OPERATIONS_SOURCE: &str = "orchestrators/identity-operations/src/lib.rs";
const RULES: &str = ".config/architecture.toml";
const NORMAL: &str = "[dependencies]";
const DEV: &str = "[dev-dependencies]";
const BUILD: &str = "[build-dependencies]";
const WINDOWS: &str = "[target.'cfg(windows)'.dependencies]";
const IDENTITY: &str = "identity.workspace = true";

const fn of(file: &'static str, change: Change, codes: &'static [Code]) -> Mutation {
    Mutation {
        file,
        change,
        codes,
    }
}

const MUTATIONS: &[Mutation] = &[
    // Two truths meet, in each way there is.
    of(TENANT, Into(NORMAL, IDENTITY), &[Code::A003]),
    of(TENANT, Into(DEV, IDENTITY), &[Code::A003]),
    of(TENANT, Into(BUILD, IDENTITY), &[Code::A003]),
    of(TENANT, Into(WINDOWS, IDENTITY), &[Code::A003]),
    of(
        TENANT,
        Into(NORMAL, "identity = { workspace = true, optional = true }"),
        &[Code::A003],
    ),
    of(
        TENANT,
        Into(
            NORMAL,
            "ident = { package = \"identity\", path = \"../identity\" }",
        ),
        &[Code::A003, Code::A010],
    ),
    // Arrows that point the wrong way.
    of(
        TENANT,
        Into(NORMAL, "sqlite-kit.workspace = true"),
        &[Code::A002],
    ),
    of(
        TENANT,
        Into(NORMAL, "notifier-eml.workspace = true"),
        &[Code::A009],
    ),
    of(
        OPERATIONS,
        Into(NORMAL, "identity-sqlite.workspace = true"),
        &[Code::A009],
    ),
    of(
        OPERATIONS,
        Into(DEV, "notifier-eml.workspace = true"),
        &[Code::A009],
    ),
    of(TENANT_SQLITE, Into(NORMAL, IDENTITY), &[Code::A008]),
    of(
        TENANT_SQLITE,
        Into(DEV, "identity-sqlite.workspace = true"),
        &[Code::A008],
    ),
    of(
        "crates/sqlite-kit/Cargo.toml",
        Into(NORMAL, IDENTITY),
        &[Code::A002],
    ),
    of("xtask/Cargo.toml", Into(NORMAL, IDENTITY), &[Code::A002]),
    of(
        "crates/audit-logger/Cargo.toml",
        Into(DEV, "audit-logger-sqlite.workspace = true"),
        &[Code::A006, Code::A009],
    ),
    // What comes from outside.
    of(
        TENANT,
        Into(NORMAL, "rusqlite.workspace = true"),
        &[Code::A004],
    ),
    of(TENANT, Into(BUILD, "uuid.workspace = true"), &[Code::A004]),
    of(
        "Cargo.lock",
        Append(
            "\n[[package]]\nname = \"chrono\"\nversion = \"9.9.9\"\ndependencies = [\"rusqlite\"]\n\n\
                [[package]]\nname = \"tenant\"\nversion = \"9.9.9\"\ndependencies = [\"chrono 9.9.9\"]\n",
        ),
        &[Code::A005],
    ),
    of(
        "xtask/Cargo.toml",
        Into(DEV, "left = { git = \"https://example.org/left\" }"),
        &[Code::A007, Code::A010],
    ),
    of(
        "Cargo.toml",
        Append("\n[patch.crates-io]\nserde = { git = \"https://example.org/serde\" }\n"),
        &[Code::A007],
    ),
    // Packages.
    of(
        "crates/stray/Cargo.toml",
        Create("[package]\nname = \"stray\"\n[workspace]\n"),
        &[Code::A001],
    ),
    of(
        TENANT,
        Replace("edition.workspace = true", "edition = \"2021\""),
        &[Code::A010],
    ),
    of(
        TENANT,
        Replace("[lints]\nworkspace = true", ""),
        &[Code::A010],
    ),
    // Sources.
    of(
        TENANT_SOURCE,
        Append("\nfn _f() -> bool { std::fs::exists(\"x\").is_ok() }\n"),
        &[Code::A101],
    ),
    of(
        TENANT_SOURCE,
        Append("\nuse std::{env as e};\n"),
        &[Code::A101],
    ),
    of(
        TENANT_SOURCE,
        Append("\ntype T = std::time::SystemTime;\nfn _f() { T::now(); }\n"),
        &[Code::A101],
    ),
    of(
        TENANT_SOURCE,
        Append("\nfn _f() { <std::time::SystemTime>::now(); }\n"),
        &[Code::A101],
    ),
    of(
        TENANT_SOURCE,
        Append("\ntype U = uuid::Uuid;\nfn _f() { U::now_v7(); }\n"),
        &[Code::A101],
    ),
    of(
        TENANT_SOURCE,
        Append("\nfn _f() { <uuid::Uuid>::now_v7(); }\n"),
        &[Code::A101],
    ),
    of(
        TENANT_SOURCE,
        Append("\nfn _f() -> bool { std::time::UNIX_EPOCH.elapsed().is_ok() }\n"),
        &[Code::A101],
    ),
    of(
        TENANT_SOURCE,
        Append("\nfn _f() -> bool { std::path::Path::new(\"x\").exists() }\n"),
        &[Code::A101],
    ),
    of(
        TENANT_SOURCE,
        Append("\nuse std::time::Instant;\n"),
        &[Code::A101],
    ),
    of(
        TENANT_SOURCE,
        Append("\nfn _f() { chrono::offset::Utc::now(); }\n"),
        &[Code::A101],
    ),
    of(
        OPERATIONS_SOURCE,
        Append("\ntype T = std::time::SystemTime;\n"),
        &[Code::A101],
    ),
    of(
        OPERATIONS_SOURCE,
        Append("\nfn _f() -> bool { std::path::Path::new(\"x\").exists() }\n"),
        &[Code::A101],
    ),
    of(
        OPERATIONS_SOURCE,
        Append("\nfn _f() -> bool { std::time::UNIX_EPOCH.elapsed().is_ok() }\n"),
        &[Code::A101],
    ),
    of(
        OPERATIONS_SOURCE,
        Append("\nfn _f(at: std::time::Instant) { at.elapsed(); }\n"),
        &[Code::A101],
    ),
    of(
        TENANT_SOURCE,
        Append("\n#[cfg_attr(unix, path = \"../../identity/src/lib.rs\")]\nmod stolen;\n"),
        &[Code::A102],
    ),
    of(
        TENANT_SOURCE,
        Append("\n#[path = \"../../identity/src/lib.rs\"]\nmod stolen;\n"),
        &[Code::A102],
    ),
    of(
        TENANT_SOURCE,
        Append("\npub use serde::*;\n"),
        &[Code::A103],
    ),
    of(TENANT_SOURCE, Prepend("\n"), &[Code::A105]),
    of(
        "crates/workflow/src/lib.rs",
        Append("\npub use std::time::SystemTime;\n"),
        &[Code::A101],
    ),
    // The rules themselves.
    of(
        RULES,
        Replace(
            "packages = [\"crates/*-kit\"]",
            "packages = [\"crates/*-kits\"]",
        ),
        &[Code::A001, Code::A301],
    ),
    of(
        RULES,
        Replace("normal = [\"atomic\"]", "normal = [\"atomik\"]"),
        &[Code::A002, Code::A301],
    ),
    of(
        RULES,
        Replace("package = \"tenant\"", "package = \"tennant\""),
        &[Code::A004, Code::A301],
    ),
    of(
        RULES,
        Replace(
            "only-with-feature = \"runtime\"",
            "only-with-feature = \"runtim\"",
        ),
        &[Code::A004, Code::A301],
    ),
    of(
        RULES,
        Append(
            "\n[[waiver]]\ncode = \"A003\"\nfrom = \"tenant\"\nto = \"identity\"\nuntil = \"2999-12-31\"\nreason = \"none\"\n",
        ),
        &[Code::A302],
    ),
];

#[test]
fn every_mutation_of_this_workspace_is_found_under_its_code() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    copy(
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap(),
        &root,
    );
    // The workspace as it is may have faults of its own; what counts is what a mutation adds.
    let before = findings(&root);
    let mut survivors = Vec::new();
    for (number, mutation) in MUTATIONS.iter().enumerate() {
        let path = root.join(mutation.file);
        let original = std::fs::read_to_string(&path).ok();
        apply(&path, original.as_deref(), &mutation.change);
        let found: BTreeSet<Code> = findings(&root).difference(&before).map(|it| it.0).collect();
        let wanted: BTreeSet<Code> = mutation.codes.iter().copied().collect();
        if found != wanted {
            survivors.push(format!(
                "{number} ({}): wanted {wanted:?}, found {found:?}",
                mutation.file
            ));
        }
        match original {
            Some(text) => std::fs::write(&path, text).unwrap(),
            None => std::fs::remove_dir_all(path.parent().unwrap()).unwrap(),
        }
    }
    assert!(survivors.is_empty(), "\n{}", survivors.join("\n"));
}

fn findings(root: &Path) -> BTreeSet<(Code, String)> {
    match archcheck::check(&Options::for_manifest(root.join("Cargo.toml"))) {
        Ok(report) => report
            .findings
            .into_iter()
            .map(|it| (it.code, it.message))
            .collect(),
        Err(error) => panic!("{error}"),
    }
}

fn apply(path: &Path, original: Option<&str>, change: &Change) {
    let text = original.unwrap_or_default();
    let changed = match change {
        Into(table, line) if text.contains(table) => {
            text.replacen(table, &format!("{table}\n{line}"), 1)
        },
        Into(table, line) => format!("{text}\n{table}\n{line}\n"),
        Append(more) => format!("{text}{more}"),
        Prepend(more) => format!("{more}{text}"),
        Replace(old, new) => {
            assert!(text.contains(old), "{} has no {old:?}", path.display());
            text.replacen(old, new, 1)
        },
        Create(new) => (*new).to_owned(),
    };
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, changed).unwrap();
}

/// Manifests, crate roots, the lock and the rules. The other sources would only cost time: what
/// counts is what a mutation adds.
fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let (source, target) = (entry.path(), to.join(&name));
        if entry.file_type().unwrap().is_dir() {
            if name == ".config" || !(name.starts_with('.') || name == "target") {
                copy(&source, &target);
            }
        } else if is_needed(&source, &name) {
            std::fs::create_dir_all(to).unwrap();
            std::fs::copy(&source, &target).unwrap();
        }
    }
}

fn is_needed(path: &Path, name: &str) -> bool {
    let has = |extension: &str| path.extension().is_some_and(|it| it == extension);
    let in_src = path.components().any(|it| it.as_os_str() == "src");
    has("toml") || has("lock") || (has("rs") && (!in_src || name == "lib.rs" || name == "main.rs"))
}
