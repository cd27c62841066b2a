//! The sample files, and what their README says of them.

use std::path::{Path, PathBuf};

use crate::program::Nexus;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples")
}

/// The lines of rejected rows, as the table under `heading` of the README lists them.
fn rejected_lines(heading: &str) -> Vec<u64> {
    let readme = std::fs::read_to_string(examples().join("README.md")).unwrap();
    let (_, section) = readme.split_once(heading).expect("the heading");
    let section = section.split("\n## ").next().unwrap_or_default();
    section
        .lines()
        .filter_map(|line| line.split('|').nth(1)?.trim().parse().ok())
        .collect()
}

#[test]
fn the_csv_sample_comes_to_what_its_readme_says_and_twice_doubles_nothing() {
    let nexus = Nexus::new();
    let file = examples().join("people.csv");
    let register = ["register", "--from", file.to_str().unwrap()];

    let first = nexus.json(&register);
    let counts = ["registered", "already_there", "awaiting_proof", "rejected"];
    assert_eq!(
        counts.map(|count| first[count].as_u64().unwrap()),
        [958, 2, 15, 25]
    );
    let lines: Vec<_> = first["rejections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, rejected_lines("## `people.csv`"));
    assert_eq!(first["audit"]["verdict"], "verified");
    let messages = nexus.messages().len();
    assert_eq!(
        messages,
        958 + 15,
        "one welcome for each, one link for who must prove"
    );

    let second = nexus.json(&register);
    assert_eq!(
        counts.map(|count| second[count].as_u64().unwrap()),
        [0, 960, 15, 25]
    );
    assert_eq!(second["rejections"], first["rejections"]);
    assert_eq!(
        second["audit"], first["audit"],
        "nothing happened, so nothing is recorded"
    );
    assert_eq!(nexus.messages().len(), messages);

    let tenants = nexus.json(&["tenant", "list"]);
    let tenants = tenants["tenants"].as_array().unwrap();
    assert_eq!(tenants.len(), 7);
    let members: u64 = tenants
        .iter()
        .map(|tenant| tenant["members"].as_u64().unwrap())
        .sum();
    assert_eq!(members, 958);
}

#[test]
fn the_jsonl_sample_comes_to_what_its_readme_says() {
    let nexus = Nexus::new();
    let file = examples().join("people.jsonl");
    let summary = nexus.json(&["register", "--from", file.to_str().unwrap()]);
    let counts = ["registered", "already_there", "awaiting_proof", "rejected"];
    assert_eq!(
        counts.map(|count| summary[count].as_u64().unwrap()),
        [16, 1, 1, 2]
    );
    let lines: Vec<_> = summary["rejections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, rejected_lines("## `people.jsonl`"));
}
