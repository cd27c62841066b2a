//! What a write may rely on, shown on real files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use proptest::prelude::*;
use sqlite_kit::{Database, DatabaseError, Schema, WriteTx, outbox};
use uuid::Uuid;

const SCHEMA: Schema = Schema {
    name: "notes",
    application_id: i32::from_be_bytes(*b"Note"),
    migrations: &["CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT"],
};

fn open(folder: &Path) -> Database {
    Database::open(&folder.join("notes.db"), &SCHEMA).unwrap()
}

fn insert(tx: &WriteTx<'_>, id: u32) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO note (id) VALUES (?1)")?
        .execute([id])
        .map(drop)
}

fn insert_text(tx: &WriteTx<'_>, id: u32, text: &str) -> rusqlite::Result<Result<usize, ()>> {
    tx.execute("INSERT INTO note VALUES (?1, ?2)", (id, text))
        .map(Ok)
}

async fn stored(database: &Database) -> Vec<u32> {
    database
        .read(|connection| {
            connection
                .prepare_cached("SELECT id FROM note ORDER BY id")?
                .query_map([], |row| row.get(0))?
                .collect()
        })
        .await
        .unwrap()
}

fn event(id: u32) -> outbox::OutboxRow<'static> {
    outbox::OutboxRow {
        id: Uuid::from_u128(id.into()),
        kind: "note.written",
        occurred_at: 1_700_000_000_000_000,
        actor: "operator:cli",
        correlation: Uuid::from_u128(7),
        causation: Uuid::from_u128(8),
        payload: "{}",
    }
}

async fn twenty_turns(database: Database, caller: u32) {
    for turn in 0..20 {
        let id = caller * 20 + turn;
        let write = move |tx: &WriteTx<'_>| {
            insert(tx, id)?;
            outbox::append(tx, &event(id)).map(Ok::<_, ()>)
        };
        let position = database.write(write).await.unwrap().unwrap();
        let seen = database.read(outbox::head).await.unwrap();
        assert!(seen >= position, "a read sees what was answered before it");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_callers_at_once_and_the_file_opened_again_hold_everything_answered() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(folder.path());
    let callers: Vec<_> = (0..64_u32)
        .map(|caller| tokio::spawn(twenty_turns(database.clone(), caller)))
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
    drop(database);

    let database = open(folder.path());
    assert_eq!(stored(&database).await, (0..1_280).collect::<Vec<_>>());
    let positions: Vec<u64> = database
        .read(|connection| outbox::read_after(connection, 0, 2_000))
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.position)
        .collect();
    assert_eq!(
        positions,
        (1..=1_280).collect::<Vec<_>>(),
        "positions are dense"
    );
    assert_eq!(
        database.integrity_check().await.unwrap(),
        Vec::<String>::new()
    );
}

/// How one write ends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Ending {
    Keep,
    Refuse,
    RefuseLate,
    Fail,
    Panic,
}

fn ending() -> impl Strategy<Value = Ending> {
    prop_oneof![
        8 => Just(Ending::Keep),
        2 => Just(Ending::Refuse),
        1 => Just(Ending::RefuseLate),
        1 => Just(Ending::Fail),
        1 => Just(Ending::Panic),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever ends badly leaves nothing, and what shares its commit is kept.
    #[test]
    fn what_is_answered_is_what_is_stored(
        writes in proptest::collection::vec((ending(), any::<bool>()), 1..40)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let database = open(folder.path());
            let mut answers = Vec::new();
            for (id, (ending, repeatable)) in (0..).zip(writes.iter().copied()) {
                let database = database.clone();
                let work = move |tx: &WriteTx<'_>| end(tx, id, ending);
                answers.push(tokio::spawn(async move {
                    if repeatable {
                        database.write_repeatable(work).await
                    } else {
                        database.write(work).await
                    }
                }));
            }
            let mut kept = Vec::new();
            for ((id, (ending, _)), answer) in (0..).zip(&writes).zip(answers) {
                match (ending, answer.await.unwrap()) {
                    (Ending::Keep, Ok(Ok(()))) => kept.push(id),
                    (Ending::Refuse | Ending::RefuseLate, Ok(Err("refused")))
                    | (Ending::Fail, Err(DatabaseError::Sqlite(_)))
                    | (Ending::Panic, Err(DatabaseError::Panicked)) => {},
                    (ending, answer) => panic!("{ending:?} was answered {answer:?}"),
                }
            }
            assert_eq!(stored(&database).await, kept);
            let head = database.read(outbox::head).await.unwrap();
            assert_eq!(usize::try_from(head).unwrap(), kept.len(), "undone writes give positions back");
        });
    }
}

fn end(tx: &WriteTx<'_>, id: u32, ending: Ending) -> rusqlite::Result<Result<(), &'static str>> {
    if ending == Ending::Refuse {
        return Ok(Err("refused"));
    }
    insert(tx, id)?;
    outbox::append(tx, &event(id))?;
    match ending {
        Ending::Keep => Ok(Ok(())),
        Ending::Refuse | Ending::RefuseLate => Ok(Err("refused")),
        Ending::Fail => insert(tx, id).map(Ok),
        // Without a message on the terminal.
        Ending::Panic => std::panic::resume_unwind(Box::new("boom")),
    }
}

#[tokio::test]
async fn a_panic_in_a_read_is_contained_and_the_reader_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(folder.path());
    for _ in 0..4 {
        let broken = database
            .read(|connection| -> rusqlite::Result<()> {
                let _one: i64 = connection.query_row("SELECT 1", [], |row| row.get(0))?;
                std::panic::resume_unwind(Box::new("boom"))
            })
            .await;
        assert_eq!(broken.unwrap_err().code(), "sqlite-kit/panicked");
    }
    assert_eq!(stored(&database).await, Vec::<u32>::new());
}

#[tokio::test]
async fn a_read_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(folder.path());
    let refused = database
        .read(|connection| connection.execute("INSERT INTO note (id) VALUES (1)", []))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "sqlite-kit/read-only");
}

#[tokio::test]
async fn a_full_file_refuses_what_does_not_fit_and_takes_what_does() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(folder.path());
    database
        .write(|tx| {
            let pages: u32 = tx.pragma_query_value(None, "page_count", |row| row.get(0))?;
            tx.pragma_update_and_check(None, "max_page_count", pages + 8, |_| Ok(Ok::<(), ()>(())))
        })
        .await
        .unwrap()
        .unwrap();
    // Some large, some small, at once: an answer must say what became of each.
    let writes: Vec<_> = (0..40_u32)
        .map(|id| {
            let database = database.clone();
            let text = "x".repeat(if id % 4 == 1 { 200_000 } else { 10 });
            tokio::spawn(async move { database.write(move |tx| insert_text(tx, id, &text)).await })
        })
        .collect();
    let mut answered = Vec::new();
    for (id, write) in (0..).zip(writes) {
        match write.await.unwrap() {
            Ok(answer) => {
                answer.unwrap();
                answered.push(id);
            },
            Err(error) => assert_eq!(error.code(), "sqlite-kit/full"),
        }
    }
    assert_eq!(stored(&database).await, answered);
    assert!(
        !answered.iter().any(|id| id % 4 == 1),
        "none of the large ones fits"
    );
    database
        .write(|tx| insert(tx, 100).map(Ok::<_, ()>))
        .await
        .unwrap()
        .unwrap();
    drop(database);
    let again = open(folder.path());
    answered.push(100);
    assert_eq!(stored(&again).await, answered);
}

#[tokio::test]
async fn closing_carries_out_what_was_accepted_and_leaves_one_tidy_file() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(folder.path());
    let writes: Vec<_> = (0..50)
        .map(|id| {
            let database = database.clone();
            tokio::spawn(async move {
                database
                    .write(move |tx| insert(tx, id).map(Ok::<_, ()>))
                    .await
            })
        })
        .collect();
    tokio::task::yield_now().await;
    let clone = database.clone();
    database.close().await.unwrap();
    let mut answered = Vec::new();
    for (id, write) in (0..).zip(writes) {
        match write.await.unwrap() {
            Ok(answer) => {
                answer.unwrap();
                answered.push(id);
            },
            Err(error) => assert_eq!(error.code(), "sqlite-kit/closed"),
        }
    }
    assert_eq!(
        clone.read(|_| Ok(())).await.unwrap_err().code(),
        "sqlite-kit/closed"
    );
    let files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files, ["notes.db"], "the log is gone");
    assert_eq!(stored(&open(folder.path())).await, answered);
}
