//! Case 3: a hand in the real file is found, and what it did is named rightly.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::{Path, PathBuf};

use audit_logger::{
    Altered, Finding, HeadPart, LogId, LookupField, RecordDraft, Seq, Verifier, leaf_hash,
    ports::{AppendError, AuditLogRepository, AuditReader, Filter, PageRequest, ReadError},
    testing::samples::{at, draft, drafts, event, tenant_log},
};
use audit_logger_sqlite::AuditStore;
use sqlite_kit::rusqlite::{Connection, params};

const LOG: LogId = LogId::Platform;

struct File {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

/// A closed file with ten records of the platform and five of a tenant.
async fn file() -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.db");
    let store = AuditStore::open(&path).unwrap();
    store.append(&drafts(LOG, 0..10), at(0)).await.unwrap();
    store
        .append(&drafts(tenant_log(1), 10..15), at(1))
        .await
        .unwrap();
    store.close().await.unwrap();
    File {
        path,
        _folder: folder,
    }
}

/// Runs statements as somebody would who owns the file: without triggers, keys and checks.
fn tamper(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    let triggers: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%RAISE%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for trigger in triggers {
        connection
            .execute_batch(&format!("DROP TRIGGER {trigger}"))
            .unwrap();
    }
    connection
        .execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF")
        .unwrap();
    connection.execute_batch(sql).unwrap();
    assert!(
        connection.changes() > 0,
        "the edit changes something: {sql}"
    );
}

async fn findings(sql: &str) -> Vec<Finding> {
    let file = file().await;
    tamper(&file.path, sql);
    let store = AuditStore::open(&file.path).unwrap();
    Verifier::new()
        .verify(&store)
        .await
        .unwrap()
        .findings()
        .to_vec()
}

fn seq(n: u64) -> Seq {
    Seq::new(n)
}

/// The place of a record of the platform, whose log is the first of the file.
fn place(n: i64) -> i64 {
    (1 << 40) + n
}

#[tokio::test]
async fn an_untouched_file_verifies() {
    let file = file().await;
    let store = AuditStore::open(&file.path).unwrap();
    assert!(Verifier::new().verify(&store).await.unwrap().is_verified());
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn an_edited_body() {
    let edit = format!(
        "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'anonymous', 'operator!') AS BLOB)
         WHERE place = {}",
        place(4)
    );
    let expected = Finding::LeafMismatch {
        log: LOG,
        seq: seq(4),
        altered: Altered::Body,
    };
    assert_eq!(findings(&edit).await, [expected]);
}

#[tokio::test]
async fn an_edited_leaf() {
    let expected = Finding::LeafMismatch {
        log: LOG,
        seq: seq(4),
        altered: Altered::Leaf,
    };
    for leaf in ["zeroblob(32)", "x'00'"] {
        let edit = format!("UPDATE entry SET leaf = {leaf} WHERE place = {}", place(4));
        assert_eq!(findings(&edit).await, [expected], "{leaf}");
    }
}

#[tokio::test]
async fn deleted_records() {
    let missing = |first, count| Finding::Missing {
        log: LOG,
        first: seq(first),
        count,
    };
    for (first, count) in [(0, 1), (4, 2), (9, 1), (0, 10)] {
        let edit = format!(
            "DELETE FROM entry WHERE place >= {0} AND place < {0} + {count}",
            place(first)
        );
        let expected = missing(u64::try_from(first).unwrap(), count);
        assert_eq!(findings(&edit).await, [expected], "{count} from {first}");
    }
}

#[tokio::test]
async fn an_edited_head() {
    let root = findings("UPDATE log SET root = zeroblob(32) WHERE log_no = 1").await;
    assert!(
        matches!(root[..], [Finding::RootMismatch { log: LOG, .. }]),
        "{root:?}"
    );
    let part = |part| [Finding::HeadMismatch { log: LOG, part }];
    let frontier = findings("UPDATE log SET frontier = zeroblob(64) WHERE log_no = 1").await;
    assert_eq!(frontier, part(HeadPart::Frontier));
    let time = findings("UPDATE log SET recorded_at = 1 WHERE log_no = 1").await;
    assert_eq!(time, part(HeadPart::RecordedAt));
    let larger = findings("UPDATE log SET size = 11 WHERE log_no = 1").await;
    let missing = Finding::Missing {
        log: LOG,
        first: seq(10),
        count: 1,
    };
    assert_eq!(
        larger,
        [
            missing,
            Finding::TotalMismatch {
                expected: 15,
                found: 16
            }
        ]
    );
}

#[tokio::test]
async fn a_tenant_wiped_out() {
    let total = [Finding::TotalMismatch {
        expected: 15,
        found: 10,
    }];
    assert_eq!(
        findings("DELETE FROM entry WHERE place >> 40 = 2; DELETE FROM log WHERE log_no = 2").await,
        total
    );
    let strays = (10..15).map(|n| Finding::Stray { event_id: event(n) });
    assert_eq!(
        findings("UPDATE log SET tenant = x'0102' WHERE log_no = 2").await,
        strays.chain(total).collect::<Vec<_>>(),
        "a log that has no name is none"
    );
    let edited = findings("UPDATE trail SET total = 14").await;
    assert_eq!(
        edited,
        [Finding::TotalMismatch {
            expected: 14,
            found: 15
        }]
    );
}

#[tokio::test]
async fn a_log_given_to_another_tenant() {
    let found = findings("UPDATE log SET tenant = zeroblob(16) WHERE log_no = 2").await;
    assert_eq!(found.len(), 5, "{found:?}");
    assert!(
        found.iter().all(|f| matches!(f, Finding::Misplaced { .. })),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_record_smuggled_in_beyond_the_end() {
    let edit = format!(
        "INSERT INTO entry SELECT place + 500, randomblob(16), leaf, body, action, actor,
         correlation, recorded_at FROM entry WHERE place = {}",
        place(9)
    );
    let expected = Finding::Unexpected {
        log: LOG,
        seq: seq(509),
    };
    assert_eq!(findings(&edit).await, [expected]);
}

#[tokio::test]
async fn every_column_that_searches_go_by() {
    let at_four = place(4);
    let cases = [
        ("event_id = zeroblob(16)", LookupField::EventId),
        ("event_id = x'00'", LookupField::EventId),
        ("action = 'tenant.member.left'", LookupField::Action),
        ("actor = 'operator:cli'", LookupField::Actor),
        ("correlation = zeroblob(16)", LookupField::Correlation),
        ("recorded_at = recorded_at + 1", LookupField::RecordedAt),
        (
            "recorded_at = -9223372036854775808",
            LookupField::RecordedAt,
        ),
    ];
    let mismatch = |field| {
        [Finding::LookupMismatch {
            log: LOG,
            seq: seq(4),
            field,
        }]
    };
    for (edit, field) in cases {
        let edit = format!("UPDATE entry SET {edit} WHERE place = {at_four}");
        assert_eq!(findings(&edit).await, mismatch(field), "{edit}");
    }
    let targets = mismatch(LookupField::Targets);
    for edit in [
        format!("DELETE FROM entry_target WHERE place = {at_four}"),
        format!("INSERT INTO entry_target VALUES ({at_four}, 'user', 'nobody')"),
        format!("UPDATE entry_target SET id = 'nobody' WHERE place = {at_four}"),
    ] {
        assert_eq!(findings(&edit).await, targets, "{edit}");
    }
}

#[tokio::test]
async fn a_search_shows_no_record_under_what_it_does_not_say() {
    let file = file().await;
    tamper(
        &file.path,
        &format!(
            "UPDATE entry SET action = 'tenant.member.left' WHERE place = {}; 
             UPDATE entry SET event_id = zeroblob(16) WHERE place = {};",
            place(4),
            place(5)
        ),
    );
    let store = AuditStore::open(&file.path).unwrap();
    let action = audit_logger::Action::parse("tenant.member.left").ok();
    let filter = Filter {
        action,
        ..Filter::default()
    };
    let page = store.page(LOG, &filter, &PageRequest::default()).await;
    let moved = |n, field| Finding::LookupMismatch {
        log: LOG,
        seq: seq(n),
        field,
    };
    assert!(
        matches!(page, Err(ReadError::Tampered(f)) if f == moved(4, LookupField::Action)),
        "{page:?}"
    );
    let nil = audit_logger::EventId::from_uuid(uuid::Uuid::nil());
    let found = store.find(LOG, nil).await;
    assert!(
        matches!(found, Err(ReadError::Tampered(f)) if f == moved(5, LookupField::EventId)),
        "{found:?}"
    );
    assert!(
        store.find(LOG, event(6)).await.unwrap().is_some(),
        "the others are shown"
    );
}

/// The fence against mistakes: whoever has the file open as it is can only append.
#[tokio::test]
async fn triggers_refuse_whatever_is_not_appending() {
    let file = file().await;
    let connection = Connection::open(&file.path).unwrap();
    for sql in [
        "UPDATE entry SET action = 'a.b.c'",
        "DELETE FROM entry",
        "UPDATE entry_target SET id = 'x'",
        "DELETE FROM entry_target",
        "UPDATE log SET size = size - 1",
        "UPDATE log SET root = zeroblob(32)",
        "UPDATE log SET tenant = zeroblob(16), size = size + 1 WHERE log_no = 2",
        "DELETE FROM log",
        "UPDATE trail SET total = 0",
        "DELETE FROM trail",
        "INSERT OR REPLACE INTO trail VALUES (1, 0)",
        "INSERT OR REPLACE INTO log SELECT log_no, tenant, 0, root, frontier, 0 FROM log",
        "INSERT OR REPLACE INTO entry SELECT place, event_id, leaf, x'', action, actor, correlation, recorded_at FROM entry",
        "INSERT OR REPLACE INTO entry SELECT place + 99, event_id, leaf, body, action, actor, correlation, recorded_at FROM entry",
        "INSERT INTO entry SELECT place + 99, event_id, leaf, body, action, actor, correlation, recorded_at FROM entry LIMIT 1",
    ] {
        assert!(connection.execute_batch(sql).is_err(), "{sql}");
    }
}

/// Somebody knows what will be told next, and puts it where the head does not see it.
async fn smuggled(place: i64) -> (File, RecordDraft) {
    let file = file().await;
    let next = draft(LOG, 50);
    let seq = Seq::new(u64::try_from(place & ((1 << 40) - 1)).unwrap());
    let body = next.canonical().body(seq, at(1));
    let event_id = *next.event_id().as_uuid().as_bytes();
    // Not even a trigger stands in the way.
    Connection::open(&file.path)
        .unwrap()
        .execute(
            "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, 'x', 'y', x'00', ?5)",
            params![
                place,
                event_id,
                leaf_hash(body.as_bytes()).as_bytes(),
                body.as_bytes(),
                at(1).timestamp_micros()
            ],
        )
        .unwrap();
    (file, next)
}

#[tokio::test]
async fn a_record_smuggled_in_behind_the_head_is_named_and_never_answered_as_appended() {
    let stray = Finding::Stray {
        event_id: event(50),
    };
    let beyond = |log, n| Finding::Unexpected { log, seq: seq(n) };
    let cases = [
        ((99 << 40) + 10, stray),
        ((3 << 40) - (1 << 40) * 4, stray),
        (7, stray),
        (i64::MAX, stray),
        (place(10), beyond(LOG, 10)),
        (place(700), beyond(LOG, 700)),
        ((2 << 40) + 9, beyond(tenant_log(1), 9)),
    ];
    for (place, expected) in cases {
        let (file, next) = smuggled(place).await;
        let store = AuditStore::open(&file.path).unwrap();
        let answer = store.append(std::slice::from_ref(&next), at(3)).await;
        assert!(
            matches!(answer, Err(AppendError::Damaged { log: LOG })),
            "{place}: {answer:?}"
        );
        assert_eq!(store.head(LOG).await.unwrap().size, 10, "{place}");
        let verdict = Verifier::new().verify(&store).await.unwrap();
        assert_eq!(verdict.findings(), [expected], "{place}");
        let shown = store.find(LOG, next.event_id()).await;
        assert!(!matches!(shown, Ok(Some(_))), "{place}: {shown:?}");
    }
}

#[tokio::test]
async fn a_place_that_is_taken_already_is_damage_and_no_failure_of_the_store() {
    let (file, _) = smuggled(place(10)).await;
    let store = AuditStore::open(&file.path).unwrap();
    let answer = store.append(&[draft(LOG, 51)], at(3)).await;
    assert!(
        matches!(answer, Err(AppendError::Damaged { log: LOG })),
        "{answer:?}"
    );
    let shown = store.at(LOG, seq(10)).await;
    assert!(
        matches!(shown, Err(ReadError::Tampered(Finding::Unexpected { .. }))),
        "{shown:?}"
    );
    let other = store.append(&[draft(tenant_log(1), 52)], at(3)).await;
    assert_eq!(other.unwrap()[0].seq, seq(5), "other logs go on");
}
