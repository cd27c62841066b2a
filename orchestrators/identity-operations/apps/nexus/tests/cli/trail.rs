//! The audit trail as it is searched and verified, whole and not.

use std::fs;

use sqlite_kit::rusqlite::Connection;

use crate::inspection::lived_in;

#[test]
fn the_audit_trail_is_searched_by_what_it_shows() {
    let nexus = lived_in();
    let all = nexus.json(&["audit", "search", "--tenant", "acme", "--limit", "500"]);
    let records = all["records"].as_array().unwrap();
    assert!(!records.is_empty());
    for record in records {
        for (option, value) in [
            ("--action", record["action"].as_str().unwrap()),
            ("--actor", record["actor"].as_str().unwrap()),
            ("--target", record["targets"][0].as_str().unwrap()),
        ] {
            let found = nexus.json(&["audit", "search", "--tenant", "acme", option, value]);
            assert!(
                found["records"].as_array().unwrap().contains(record),
                "{option} {value}"
            );
        }
    }
    let none = nexus.run(&["audit", "search", "--platform", "--actor", "service:nobody"]);
    insta::assert_snapshot!(none.shown(), @"
    exit 0
    No record of the log platform fits.
    ");
    insta::assert_snapshot!(
        nexus.run(&["audit", "search", "--platform", "--actor", "Ada"]).shown(), @"
    exit 2
    error: no actor is written like this: write operator:cli, service:NAME, system:NAME, user:ID or anonymous
    ");
}

#[test]
fn the_trail_verifies_and_an_edited_one_does_not() {
    let nexus = lived_in();
    let verdict = nexus.json(&["audit", "verify"]);
    assert_eq!(verdict["verdict"], "verified");
    assert_eq!(verdict["heads"].as_array().unwrap().len(), 2);

    // Somebody edits the file behind nexus' back: the last place where a role was granted.
    let path = nexus.data().join("audit.db");
    let mut bytes = fs::read(&path).unwrap();
    let place = bytes
        .windows(15)
        .rposition(|bytes| bytes == b"\"identity.role.")
        .unwrap();
    bytes[place + 1] = b'x';
    fs::write(&path, bytes).unwrap();

    let ran = nexus.run(&["audit", "verify"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.starts_with("The audit trail was tampered with.\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("audit-logger/leaf-mismatch"),
        "{}",
        ran.out
    );
    assert_eq!(nexus.json(&["audit", "verify"])["verdict"], "tampered");
    assert_eq!(
        nexus.run(&["register", "--from", "people.csv"]).code,
        1,
        "a summary tells, too"
    );
}

/// Who rewrites a head keeps the next records out. The verdict must come all the same.
#[test]
fn a_trail_that_takes_no_records_is_verified_all_the_same() {
    let nexus = lived_in();
    let trail = Connection::open(nexus.data().join("audit.db")).unwrap();
    trail
        .execute_batch("DROP TRIGGER log_only_grows; UPDATE log SET root = zeroblob(32);")
        .unwrap();
    drop(trail);
    // It is done, and its event cannot be recorded.
    let pending = nexus.run(&["tenant", "suspend", "acme", "--reason", "admin"]);
    assert_eq!(pending.code, 3, "{}", pending.shown());

    let ran = nexus.run(&["audit", "verify"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert!(
        ran.out.starts_with("The audit trail was tampered with.\n"),
        "{}",
        ran.out
    );
    for expected in [
        "audit-logger/root-mismatch",
        "\nIt could not be brought up to date: ",
        "audit-logger/log-damaged",
    ] {
        assert!(ran.out.contains(expected), "{expected}: {}", ran.out);
    }
    let verdict = nexus.json(&["audit", "verify"]);
    assert_eq!(verdict["verdict"], "tampered");
    assert!(verdict["behind"]["code"].is_string(), "{verdict}");
}

#[test]
fn an_older_copy_of_the_trail_verifies_and_cannot_be_brought_up_to_date() {
    let nexus = lived_in();
    let trail = nexus.data().join("audit.db");
    let older = fs::read(&trail).unwrap();
    assert_eq!(nexus.run(&["tenant", "create", "nova"]).code, 0);
    fs::write(&trail, older).unwrap();

    let ran = nexus.run(&["audit", "verify"]);
    assert_eq!((ran.code, ran.err.as_str()), (3, ""));
    insta::assert_snapshot!(ran.shown(), @"
    exit 3
    The audit trail is verified: [N] records in 2 logs.
    It could not be brought up to date: the audit trail lacks the record of event 5 of tenant, which it had: put back the newest copy of the trail; a lost one cannot be made anew (identity-operations/trail-replaced)
    ");
    assert_eq!(nexus.json(&["audit", "verify"])["verdict"], "verified");
    let ran = nexus.run(&["register", "--from", "people.csv"]);
    assert_eq!(ran.code, 3, "a summary tells, too: {}", ran.shown());
    assert!(
        ran.out.contains("  audit     NOT UP TO DATE; "),
        "{}",
        ran.shown()
    );
}

#[test]
fn an_index_that_hides_records_is_named_though_every_record_is_whole() {
    let nexus = lived_in();
    let path = nexus.data().join("audit.db");
    let mut bytes = fs::read(&path).unwrap();
    // A leaf page of an index begins with 10; the records themselves lie in tables (SQLite file format, 1.6).
    let page = bytes
        .chunks_mut(4_096)
        .find(|page| page[0] == 10 && page.windows(20).any(|text| text == b"tenant.member.joined"))
        .unwrap();
    let place = page
        .windows(20)
        .position(|text| text == b"tenant.member.joined")
        .unwrap();
    page[place + 19] = b'x';
    fs::write(&path, bytes).unwrap();

    let ran = nexus.run(&["audit", "verify"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("nexus/trail-file-damaged"), "{}", ran.out);
}
