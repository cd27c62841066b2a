//! A data directory that cannot be used gets a sentence that helps, and is left as it is.

use std::fs;
use std::path::Path;

use crate::program::{Nexus, Ran};

pub(crate) const LIST: [&str; 2] = ["tenant", "list"];
pub(crate) const CREATE: [&str; 3] = ["tenant", "create", "nova"];

/// What is said, after making sure that it is the surroundings that are to blame.
pub(crate) fn said(ran: &Ran) -> &str {
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{}", ran.err);
    &ran.err
}

#[test]
fn who_only_looks_makes_no_directory() {
    let nexus = Nexus::new();
    insta::assert_snapshot!(said(&nexus.run(&LIST)), @"error: there is no data directory at ./nexus-data: register somebody first, or name the right one with --data");
    assert!(!nexus.data().exists());
}

#[test]
fn the_directory_is_taken_from_the_option_or_the_environment() {
    let nexus = Nexus::new();
    assert_eq!(
        nexus
            .run(&["--data", "a/b", "tenant", "create", "acme"])
            .code,
        0
    );
    let ran = Ran::of(nexus.command(&LIST).env("NEXUS_DATA", "a/b"), "");
    insta::assert_snapshot!(ran.shown(), @"
    exit 0
      slug  status  members  name
      acme  active        0  acme
    ");
    assert!(!nexus.data().exists());
}

#[test]
fn a_file_in_its_place() {
    let nexus = Nexus::new();
    nexus.file("nexus-data", "not a directory");
    insta::assert_snapshot!(said(&nexus.run(&CREATE)), @"error: ./nexus-data is not a directory: name another one with --data");
}

#[test]
fn a_directory_of_somebody_else() {
    let nexus = Nexus::new();
    fs::create_dir(nexus.data()).unwrap();
    nexus.file("nexus-data/thesis.txt", "three years of work");
    insta::assert_snapshot!(said(&nexus.run(&CREATE)), @"error: ./nexus-data holds files that are not of nexus: name an empty or a new directory with --data");
    insta::assert_snapshot!(said(&nexus.run(&LIST)), @"error: ./nexus-data holds files that are not of nexus: name an empty or a new directory with --data");
}

#[test]
fn a_directory_that_was_begun_and_not_finished_is_finished() {
    let nexus = Nexus::new();
    fs::create_dir_all(nexus.data().join("outbox")).unwrap();
    nexus.file("nexus-data/link.tmp", "killed here");
    assert_eq!(nexus.run(&CREATE).code, 0);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_and_a_place_where_nothing_can_be_made() {
    let nexus = Nexus::new();
    std::os::unix::fs::symlink("gone", nexus.data()).unwrap();
    insta::assert_snapshot!(said(&nexus.run(&CREATE)), @"error: ./nexus-data is a link to something that is not there: make the directory it leads to, or name another one with --data");
    insta::assert_snapshot!(said(&nexus.run(&LIST)), @"error: ./nexus-data is a link to something that is not there: make the directory it leads to, or name another one with --data");
    let below = [&["--data", "./nexus-data/x"], &CREATE[..]].concat();
    insta::assert_snapshot!(said(&nexus.run(&below)), @"error: no directory can be made at ./nexus-data/x: name another one with --data, on a disk that takes new files");
    if cfg!(target_os = "linux") {
        let proc = [&["--data", "/proc/x"], &CREATE[..]].concat();
        insta::assert_snapshot!(said(&nexus.run(&proc)), @"error: no directory can be made at /proc/x: name another one with --data, on a disk that takes new files");
    }
}

#[test]
fn another_process_owns_it() {
    let nexus = Nexus::with_acme();
    let path = nexus.data().join("lock");
    let lock = fs::File::options()
        .read(true)
        .write(true)
        .open(&path)
        .unwrap();
    lock.try_lock().unwrap();
    fs::write(&path, "4711\n").unwrap();
    insta::assert_snapshot!(said(&nexus.run(&LIST)), @"error: ./nexus-data is in use by another nexus (process 4711): wait until it has ended, then run this again");
    insta::assert_snapshot!(said(&nexus.run(&CREATE)), @"error: ./nexus-data is in use by another nexus (process 4711): wait until it has ended, then run this again");
    drop(lock);
    assert_eq!(nexus.run(&LIST).code, 0);
}

#[test]
fn a_newer_nexus_wrote_it() {
    let nexus = Nexus::with_acme();
    nexus.file("nexus-data/format", "nexus-data 2\n");
    insta::assert_snapshot!(said(&nexus.run(&CREATE)), @"error: ./nexus-data was written by a newer nexus (format 2; this one knows up to 1): use the newer nexus");
}

#[test]
fn a_newer_nexus_wrote_one_of_its_files() {
    let nexus = Nexus::with_acme();
    // `user_version`, big-endian, at offset 60 of an SQLite file.
    change(&nexus.data().join("tenant.db"), |bytes| {
        bytes[60..64].copy_from_slice(&[0, 0, 3, 231]);
    });
    let err = said(&nexus.run(&CREATE)).replace(&*nexus.folder().to_string_lossy(), "[DIR]");
    insta::assert_snapshot!(err, @"error: [DIR]/nexus-data/tenant.db was written by a newer version (schema 999, this version knows 1): update this program");
}

#[test]
fn a_damaged_format_file() {
    let nexus = Nexus::with_acme();
    nexus.file("nexus-data/format", b"\xFF\x00");
    insta::assert_snapshot!(said(&nexus.run(&LIST)), @"error: ./nexus-data/format is damaged: it does not say which format the directory has; restore the directory from a backup");
}

#[test]
fn a_damaged_database() {
    let nexus = Nexus::with_acme();
    change(&nexus.data().join("identity.db"), |bytes| {
        bytes[..100].fill(b'x');
    });
    let err = said(&nexus.run(&LIST)).replace(&*nexus.folder().to_string_lossy(), "[DIR]");
    insta::assert_snapshot!(err, @"error: [DIR]/nexus-data/identity.db is damaged, or not the file that belongs there: restore the data directory from a backup");
}

#[test]
fn a_database_damaged_where_it_is_read_only_later() {
    let nexus = Nexus::with_acme();
    change(&nexus.data().join("tenant.db"), |bytes| {
        let page_len = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
        let place = bytes
            .windows(8)
            .position(|bytes| bytes == b"Acme Ltd")
            .unwrap();
        let page = place / page_len * page_len;
        bytes[page..page + page_len].fill(b'x');
    });
    insta::assert_snapshot!(said(&nexus.run(&LIST)), @"error: a database of the data directory is damaged: restore the data directory from a backup");
}

#[test]
fn the_database_of_another_truth() {
    let nexus = Nexus::with_acme();
    fs::copy(
        nexus.data().join("audit.db"),
        nexus.data().join("tenant.db"),
    )
    .unwrap();
    let err = said(&nexus.run(&LIST)).replace(&*nexus.folder().to_string_lossy(), "[DIR]");
    insta::assert_snapshot!(err, @"error: [DIR]/nexus-data/tenant.db is damaged, or not the file that belongs there: restore the data directory from a backup");
}

#[test]
fn a_link_key_that_is_gone_or_cut_short() {
    let nexus = Nexus::with_acme();
    let key = nexus.data().join("link.key");
    fs::write(&key, "short").unwrap();
    insta::assert_snapshot!(said(&nexus.run(&LIST)), @"error: ./nexus-data/link.key is damaged: it should hold 32 bytes; restore it from a backup");
    fs::remove_file(&key).unwrap();
    insta::assert_snapshot!(said(&nexus.run(&LIST)), @"error: ./nexus-data/link.key is missing: restore it from a backup, for links that were mailed need it");
}

fn change(path: &Path, edit: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    edit(&mut bytes);
    fs::write(path, bytes).unwrap();
}
