//! Who may look into a data directory, and one that may not be written.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use crate::data_directory::{CREATE, LIST, said};
use crate::program::{Nexus, Ran};

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

#[test]
fn secrets_are_for_the_owner_only() {
    let nexus = Nexus::with_acme();
    assert_eq!(mode(&nexus.data()), 0o700);
    assert_eq!(mode(&nexus.data().join("link.key")), 0o600);
    set_mode(&nexus.data().join("link.key"), 0o644);
    insta::assert_snapshot!(said(&nexus.run(&LIST)), @"error: ./nexus-data/link.key can be read by other people of this computer: take that right from them (chmod 600)");
}

#[test]
fn what_nexus_makes_is_for_the_owner_only_in_a_directory_that_was_open_to_all() {
    let nexus = Nexus::new();
    fs::create_dir(nexus.data()).unwrap();
    set_mode(&nexus.data(), 0o755);
    nexus.file(
        "people.csv",
        "tenant,email,name\nacme,ada@example.org,Ada\nacme,bea.example.org,Bea\n",
    );
    let ran = nexus.run(&["register", "--from", "people.csv"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(mode(&nexus.data()), 0o700);
    let mut files = Vec::new();
    for entry in fs::read_dir(nexus.data()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        files.push(format!("{:o} {name}", mode(&path)));
    }
    files.sort();
    insta::assert_snapshot!(files.join("\n"), @"
    600 audit.db
    600 format
    600 identity.db
    600 link.key
    600 lock
    600 notifier.db
    600 operations.db
    600 tenant.db
    600 workflow.db
    700 outbox
    700 reports
    ");
}

/// Rights do not bind the superuser, so then the command runs as nobody.
fn unprivileged(nexus: &Nexus, arguments: &[&str]) -> Command {
    let mut command = nexus.command(arguments);
    if fs::metadata(nexus.folder()).unwrap().uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
    command
}

#[test]
fn a_folder_that_is_read_only() {
    let nexus = Nexus::new();
    set_mode(nexus.folder(), 0o555);
    let ran = Ran::of(&mut unprivileged(&nexus, &CREATE), "");
    set_mode(nexus.folder(), 0o755);
    insta::assert_snapshot!(said(&ran), @"error: ./nexus-data cannot be written: give yourself the right to write it, or name another data directory with --data");
    assert!(!nexus.data().exists());
}

#[test]
fn a_data_directory_that_is_read_only() {
    let nexus = Nexus::with_acme();
    set_mode(nexus.folder(), 0o755);
    set_mode(&nexus.data(), 0o555);
    set_mode(&nexus.data().join("lock"), 0o444);
    let ran = Ran::of(&mut unprivileged(&nexus, &CREATE), "");
    set_mode(&nexus.data(), 0o755);
    insta::assert_snapshot!(said(&ran), @"error: ./nexus-data cannot be written: give yourself the right to write it, or name another data directory with --data");
}
