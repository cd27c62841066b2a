//! What bulk registration costs: `cargo bench -p nexus` prints it.
//!
//! Everything is measured on the program itself, as a user starts it, with the disk's own rate taken in the
//! same run. `-- --quick` takes a tenth of the people; `-- --report` puts the table into
//! `docs/performance.md`.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark ends with its first surprise, and its answer is what it prints"
)]

mod disk;
mod hashing;
mod machine;
mod people;
mod program;
mod report;

use std::{env, path::Path};

use self::{
    disk::Disk,
    machine::Machine,
    people::Passwords,
    program::{Program, Run},
    report::{Findings, Sizes},
};

/// Where the table is kept.
const DOCUMENT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../../docs/performance.md"
);

/// How often the runs are repeated whose median is told.
const REPEATS: usize = 3;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let asked = |option: &str| arguments.iter().any(|argument| argument == option);
    let sizes = if asked("--quick") {
        Sizes::QUICK
    } else {
        Sizes::FULL
    };
    // Beside what cargo builds, so on a disk; kept to the end, for a file system that has just deleted
    // many files is slow to make new ones.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder to work in");
    let program = Program::in_folder(folder.path());
    let findings = measure(sizes, &program, &Disk::in_folder(folder.path()));
    let table = findings.to_string();
    println!("{table}");
    if asked("--report") {
        report::put(Path::new(DOCUMENT), &table);
    }
}

fn measure(sizes: Sizes, program: &Program<'_>, disk: &Disk<'_>) -> Findings {
    let machine = Machine::here();
    told("the disk");
    let (syncs, commits) = (disk.syncs_per_second(), disk.commits_per_second());
    told("many at once");
    let many = (0..REPEATS)
        .map(|_| program.register(sizes.many, 64, Passwords::None))
        .collect();
    told("one at a time");
    let single = program.register(sizes.single, 1, Passwords::None);
    told("with passwords");
    let hashed = (0..REPEATS).map(|_| with_passwords(sizes, program));
    let hashed = hashed.collect();
    told("a small file");
    let small = program.register(sizes.small, 64, Passwords::None);
    told("a large file");
    let large = program.register(sizes.large, 64, Passwords::None);
    Findings {
        machine,
        syncs,
        commits,
        many,
        single,
        hashed,
        small,
        large,
    }
}

/// Hashes a second alone, before and after; and people a second between them.
fn with_passwords(sizes: Sizes, program: &Program<'_>) -> (f64, Run) {
    let before = hashing::hashes_per_second(sizes.hashed);
    let run = program.register(sizes.hashed, 64, Passwords::Each);
    let after = hashing::hashes_per_second(sizes.hashed);
    (f64::midpoint(before, after), run)
}

fn told(what: &str) {
    eprintln!("measuring: {what}");
}
