//! A database that is gone from a finished data directory is never replaced by an empty one.

use std::collections::BTreeMap;
use std::fs;

use nexus::data_dir::Truth;

use crate::data_directory::{CREATE, LIST, said};
use crate::program::Nexus;

const VERIFY: [&str; 2] = ["audit", "verify"];

/// Every file of the data directory but the lock, with its content.
fn files(nexus: &Nexus) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(nexus.data())
        .unwrap()
        .map(|entry| entry.unwrap());
    entries
        .filter(|entry| entry.file_type().unwrap().is_file() && entry.file_name() != "lock")
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn a_database_that_is_missing_or_empty_is_refused_by_every_command() {
    let nexus = Nexus::with_acme();
    for truth in Truth::ALL {
        let path = nexus.data().join(truth.file_name());
        let content = fs::read(&path).unwrap();
        for problem in ["missing", "empty"] {
            if problem == "missing" {
                fs::remove_file(&path).unwrap();
            } else {
                fs::write(&path, "").unwrap();
            }
            let before = files(&nexus);
            for command in [&CREATE[..], &LIST, &VERIFY] {
                let expected = format!(
                    "error: ./nexus-data/{} is {problem}, so the data directory is damaged: restore \
                     the directory as a whole from a backup; nothing was changed\n",
                    truth.file_name()
                );
                assert_eq!(said(&nexus.run(command)), expected);
            }
            assert_eq!(files(&nexus), before, "{truth:?} {problem}");
        }
        fs::write(&path, content).unwrap();
    }
    assert_eq!(nexus.run(&CREATE).code, 0);
}

#[test]
fn a_directory_whose_databases_were_begun_and_not_finished_is_finished() {
    let nexus = Nexus::with_acme();
    // As whoever was killed leaves it: the format is not written, and a database is not there yet,
    // one is empty, the others are whole.
    for name in ["format", "operations.db"] {
        fs::remove_file(nexus.data().join(name)).unwrap();
    }
    nexus.file("nexus-data/workflow.db", "");
    insta::assert_snapshot!(said(&nexus.run(&LIST)), @"error: the data directory at ./nexus-data was begun and not finished: register somebody or create a tenant, which finishes it");
    assert_eq!(nexus.run(&CREATE).code, 0);
    assert_eq!(nexus.run(&LIST).code, 0);
}

#[test]
fn databases_beside_no_link_key_are_those_of_somebody_else() {
    let nexus = Nexus::new();
    fs::create_dir(nexus.data()).unwrap();
    nexus.file("nexus-data/audit.db", "the audits of another program");
    insta::assert_snapshot!(said(&nexus.run(&CREATE)), @"error: ./nexus-data holds files that are not of nexus: name an empty or a new directory with --data");
    assert_eq!(files(&nexus).len(), 1);
}
