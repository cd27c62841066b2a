//! Tests that need a failing device, a full queue or no patience: what cannot be seen from outside.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    time::Duration,
};

use rusqlite::{Connection, ffi};

use crate::{Database, DatabaseError, OpenError, Schema, WriteTx};

const SCHEMA: Schema = Schema {
    name: "notes",
    application_id: i32::from_be_bytes(*b"Note"),
    migrations: &["CREATE TABLE note (id INTEGER PRIMARY KEY) STRICT"],
};

const PATIENCE: Duration = Duration::from_secs(5);

type Outcome = Result<Result<(), ()>, DatabaseError>;

fn insert(tx: &WriteTx<'_>, id: u32) -> rusqlite::Result<Result<(), ()>> {
    tx.prepare_cached("INSERT INTO note VALUES (?1)")?
        .execute([id])
        .map(|_| Ok(()))
}

fn insert_or_refuse(tx: &WriteTx<'_>, id: u32, refuse: bool) -> rusqlite::Result<Result<(), ()>> {
    let written = insert(tx, id)?;
    Ok(if refuse { Err(()) } else { written })
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

/// Holds the writer inside a write, so that others queue up behind it.
async fn hold(database: &Database) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Outcome>) {
    let (release, gate) = mpsc::channel::<()>();
    let (started, held) = tokio::sync::oneshot::channel();
    let database = database.clone();
    let holder = tokio::spawn(async move {
        database
            .write(move |_| {
                started.send(()).unwrap();
                gate.recv().unwrap();
                Ok(Ok(()))
            })
            .await
    });
    held.await.unwrap();
    (release, holder)
}

#[tokio::test]
async fn writes_that_wait_together_share_one_commit() {
    static COMMITS: AtomicU32 = AtomicU32::new(0);
    fn counted(connection: &Connection) -> rusqlite::Result<()> {
        COMMITS.fetch_add(1, Ordering::SeqCst);
        connection.execute_batch("COMMIT")
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    let database = Database::open_patiently(&path, &SCHEMA, PATIENCE, |writer| {
        writer.with_commit(counted)
    })
    .unwrap();

    let (release, holder) = hold(&database).await;
    let writes: Vec<_> = (0..64)
        .map(|id| {
            let database = database.clone();
            tokio::spawn(async move { database.write(move |tx| insert(tx, id)).await })
        })
        .collect();
    while database.queued() < 64 {
        tokio::task::yield_now().await;
    }
    release.send(()).unwrap();
    for write in writes {
        write.await.unwrap().unwrap().unwrap();
    }
    holder.await.unwrap().unwrap().unwrap();
    assert_eq!(
        COMMITS.load(Ordering::SeqCst),
        2,
        "one for the holder, one for the 64"
    );
    assert_eq!(stored(&database).await.len(), 64);
}

#[tokio::test]
async fn repeatable_writes_run_once_unless_a_neighbour_spoils_the_commit() {
    for (spoiled, runs_expected) in [(false, 10), (true, 20)] {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("notes.db"), &SCHEMA).unwrap();
        let runs = Arc::new(AtomicU32::new(0));
        let (release, _holder) = hold(&database).await;
        let writes: Vec<_> = (0..10_u32)
            .map(|id| {
                let (database, runs) = (database.clone(), Arc::clone(&runs));
                let work = move |tx: &WriteTx<'_>| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    insert_or_refuse(tx, id, spoiled && id == 9)
                };
                tokio::spawn(async move { database.write_repeatable(work).await })
            })
            .collect();
        while database.queued() < 10 {
            tokio::task::yield_now().await;
        }
        release.send(()).unwrap();
        for (id, write) in (0..).zip(writes) {
            let refused = write.await.unwrap().unwrap().is_err();
            assert_eq!(refused, spoiled && id == 9);
        }
        assert_eq!(runs.load(Ordering::SeqCst), runs_expected);
        assert_eq!(stored(&database).await.len(), if spoiled { 9 } else { 10 });
    }
}

#[tokio::test]
async fn a_lone_write_that_refuses_takes_back_even_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("notes.db"), &SCHEMA).unwrap();
    let create = |tx: &WriteTx<'_>| {
        tx.execute_batch("CREATE TABLE more (x)")
            .map(|()| Err::<(), _>(()))
    };
    // Twice: the second would fail if the first had left its table.
    for _ in 0..2 {
        assert_eq!(database.write(create).await.unwrap(), Err(()));
    }
}

#[tokio::test]
async fn a_full_queue_makes_callers_wait_and_loses_none() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("notes.db"), &SCHEMA).unwrap();
    let many = u32::try_from(crate::QUEUED_JOBS_MAX).unwrap() + 200;

    let (release, _holder) = hold(&database).await;
    let writes: Vec<_> = (0..many)
        .map(|id| {
            let database = database.clone();
            tokio::spawn(async move { database.write(move |tx| insert(tx, id)).await })
        })
        .collect();
    while database.queued() < crate::QUEUED_JOBS_MAX {
        tokio::task::yield_now().await;
    }
    release.send(()).unwrap();
    for write in writes {
        write.await.unwrap().unwrap().unwrap();
    }
    assert_eq!(stored(&database).await, (0..many).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_write_dropped_while_it_waits_does_not_happen() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("notes.db"), &SCHEMA).unwrap();
    let (release, _holder) = hold(&database).await;
    {
        let dropped = database.write(|tx| insert(tx, 1));
        tokio::select! { biased; _ = dropped => unreachable!(), () = std::future::ready(()) => {} }
    }
    assert_eq!(database.queued(), 1, "it was queued before it was dropped");
    release.send(()).unwrap();
    database.write(|tx| insert(tx, 2)).await.unwrap().unwrap();
    assert_eq!(stored(&database).await, [2]);
}

#[tokio::test]
async fn a_write_dropped_after_it_began_happens_wholly() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("notes.db"), &SCHEMA).unwrap();
    let (release, gate) = mpsc::channel::<()>();
    let (started, mut begun) = tokio::sync::oneshot::channel();
    {
        let dropped = database.write(move |tx| {
            insert(tx, 1)?.unwrap();
            started.send(()).unwrap();
            gate.recv().unwrap();
            insert(tx, 2)
        });
        tokio::select! { biased; _ = dropped => unreachable!(), _ = &mut begun => {} }
    }
    release.send(()).unwrap();
    database.write(|tx| insert(tx, 3)).await.unwrap().unwrap();
    assert_eq!(stored(&database).await, [1, 2, 3]);
}

fn device_fails(_: &Connection) -> rusqlite::Result<()> {
    Err(rusqlite::Error::SqliteFailure(
        ffi::Error::new(ffi::SQLITE_IOERR_FSYNC),
        None,
    ))
}

#[tokio::test]
async fn after_a_failed_fsync_the_outcome_is_unknown_and_nothing_more_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    let database = Database::open_patiently(&path, &SCHEMA, PATIENCE, |writer| {
        writer.with_commit(device_fails)
    })
    .unwrap();
    let first = database.write(|tx| insert(tx, 1)).await.unwrap_err();
    assert_eq!(first.code(), "sqlite-kit/commit-unknown");
    let second = database.write(|tx| insert(tx, 2)).await.unwrap_err();
    assert_eq!(second.code(), "sqlite-kit/closed");
}

#[tokio::test]
async fn a_commit_that_finds_the_disk_full_stores_nothing_and_the_next_may_succeed() {
    static COMMITS: AtomicU32 = AtomicU32::new(0);
    fn full_once(connection: &Connection) -> rusqlite::Result<()> {
        if COMMITS.fetch_add(1, Ordering::SeqCst) == 0 {
            return Err(rusqlite::Error::SqliteFailure(
                ffi::Error::new(ffi::SQLITE_FULL),
                None,
            ));
        }
        connection.execute_batch("COMMIT")
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    let database = Database::open_patiently(&path, &SCHEMA, PATIENCE, |writer| {
        writer.with_commit(full_once)
    })
    .unwrap();
    let refused = database.write(|tx| insert(tx, 1)).await.unwrap_err();
    assert_eq!(refused.code(), "sqlite-kit/full");
    database.write(|tx| insert(tx, 2)).await.unwrap().unwrap();
    assert_eq!(stored(&database).await, [2]);
}

#[tokio::test]
async fn a_refusal_is_not_answered_when_its_commit_fails() {
    // It may rest on what a neighbour wrote in the same, failed, commit.
    static COMMITS: AtomicU32 = AtomicU32::new(0);
    fn fails_second(connection: &Connection) -> rusqlite::Result<()> {
        match COMMITS.fetch_add(1, Ordering::SeqCst) {
            0 => connection.execute_batch("COMMIT"),
            _ => device_fails(connection),
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    let database = Database::open_patiently(&path, &SCHEMA, PATIENCE, |writer| {
        writer.with_commit(fails_second)
    })
    .unwrap();
    let (release, _holder) = hold(&database).await;
    let (inserting, refused) = (database.clone(), database.clone());
    let inserting = tokio::spawn(async move { inserting.write(|tx| insert(tx, 1)).await });
    let refused = tokio::spawn(async move { refused.write(|_| Ok(Err::<(), _>("taken"))).await });
    while database.queued() < 2 {
        tokio::task::yield_now().await;
    }
    release.send(()).unwrap();
    let unknown = "sqlite-kit/commit-unknown";
    assert_eq!(inserting.await.unwrap().unwrap_err().code(), unknown);
    assert_eq!(refused.await.unwrap().unwrap_err().code(), unknown);
}

#[tokio::test]
async fn work_that_ends_the_transaction_stops_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("notes.db"), &SCHEMA).unwrap();
    let outcome = database
        .write(|tx| tx.execute_batch("COMMIT").map(|()| Ok::<(), ()>(())))
        .await;
    assert_eq!(outcome.unwrap_err().code(), "sqlite-kit/commit-unknown");
}

#[tokio::test]
async fn a_file_that_another_process_locks_is_refused_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    Database::open(&path, &SCHEMA)
        .unwrap()
        .close()
        .await
        .unwrap();
    let other = Connection::open(&path).unwrap();
    other
        .pragma_update(None, "locking_mode", "exclusive")
        .unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let refused = Database::open_patiently(&path, &SCHEMA, Duration::ZERO, |writer| writer);
    assert!(matches!(refused.unwrap_err(), OpenError::Locked { .. }));
}

#[tokio::test]
async fn a_write_while_another_process_writes_is_answered_as_locked_and_can_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    let database =
        Database::open_patiently(&path, &SCHEMA, Duration::ZERO, |writer| writer).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = database.write(|tx| insert(tx, 1)).await.unwrap_err();
    assert_eq!(refused.code(), "sqlite-kit/locked");
    other.execute_batch("ROLLBACK").unwrap();
    database.write(|tx| insert(tx, 1)).await.unwrap().unwrap();
}
