//! Looking a row up on the caller's thread.

use std::{sync::mpsc, thread};

use sqlite_kit::{Database, READERS, Schema, rusqlite};

const SCHEMA: Schema = Schema {
    name: "notes",
    application_id: i32::from_be_bytes(*b"Note"),
    migrations: &["CREATE TABLE note (id INTEGER PRIMARY KEY) STRICT"],
};

#[tokio::test]
async fn a_row_can_be_looked_up_whoever_reads_at_the_time() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("notes.db"), &SCHEMA).unwrap();
    database
        .write(|tx| {
            tx.execute("INSERT INTO note VALUES (7)", [])
                .map(Ok::<_, ()>)
        })
        .await
        .unwrap()
        .unwrap();
    let look_up = || {
        database
            .look_up(|connection| connection.query_row("SELECT id FROM note", [], |row| row.get(0)))
    };
    let here = thread::current().id();
    let looked_up_on = database.look_up(|_| Ok(thread::current().id())).await;
    assert_eq!(
        looked_up_on.unwrap(),
        here,
        "an idle connection is lent to the caller"
    );

    // Both connections are taken; one is let go once the other has been waited for.
    let (release, gates): (Vec<_>, Vec<_>) = (0..READERS).map(|_| mpsc::channel::<()>()).unzip();
    let mut reading = Vec::new();
    for gate in gates {
        let (started, begun) = tokio::sync::oneshot::channel();
        let database = database.clone();
        reading.push(tokio::spawn(async move {
            database
                .read(move |_| {
                    started.send(()).unwrap();
                    gate.recv().unwrap();
                    Ok(())
                })
                .await
        }));
        begun.await.unwrap();
    }
    let waiting = look_up();
    tokio::pin!(waiting);
    let early = tokio::select! { biased; id = &mut waiting => Some(id), () = std::future::ready(()) => None };
    assert!(early.is_none(), "no connection was idle");
    for release in release {
        release.send(()).unwrap();
    }
    let id: u32 = waiting.await.unwrap();
    assert_eq!(id, 7);
    for read in reading {
        read.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_look_up_that_panics_or_fails_leaves_the_connection_usable_and_none_is_lent_once_closed()
{
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("notes.db"), &SCHEMA).unwrap();
    for _ in 0..=READERS {
        let panicked = database.look_up(|_| -> rusqlite::Result<()> { panic!("on purpose") });
        assert_eq!(panicked.await.unwrap_err().code(), "sqlite-kit/panicked");
        let failed = database.look_up(|connection| connection.execute("DELETE FROM note", []));
        assert!(failed.await.is_err(), "it cannot write");
    }
    let other = database.clone();
    database.close().await.unwrap();
    let closed = other.look_up(|_| Ok(())).await;
    assert_eq!(closed.unwrap_err().code(), "sqlite-kit/closed");
}
