//! Rules that SQLite checks only at the commit, which many writes share.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::mpsc;

use sqlite_kit::{Database, DatabaseError, Schema, WriteTx};

const SCHEMA: Schema = Schema {
    name: "family",
    application_id: i32::from_be_bytes(*b"Faml"),
    migrations: &["CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;
         CREATE TABLE child (
             id INTEGER PRIMARY KEY,
             parent INTEGER NOT NULL REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED
         ) STRICT"],
};

/// One is an orphan; the others are parents.
fn insert(tx: &WriteTx<'_>, id: u32) -> rusqlite::Result<Result<u32, ()>> {
    if id == 3 {
        tx.execute("INSERT INTO child VALUES (3, 999)", [])?;
    } else {
        tx.execute("INSERT INTO parent VALUES (?1)", [id])?;
    }
    Ok(Ok(id))
}

/// What seven writes are answered that wait together, of which those in `once` cannot be repeated.
async fn answers(database: &Database, once: &[u32]) -> Vec<Result<Result<u32, ()>, DatabaseError>> {
    let (release, gate) = mpsc::channel::<()>();
    let (started, held) = tokio::sync::oneshot::channel();
    let busy = database.clone();
    let holder = tokio::spawn(async move {
        busy.write(move |_| {
            started.send(()).unwrap();
            gate.recv().unwrap();
            Ok(Ok::<_, ()>(()))
        })
        .await
    });
    held.await.unwrap();
    let mut writes = Vec::new();
    for id in 0..7 {
        let (database, repeatable) = (database.clone(), !once.contains(&id));
        writes.push(tokio::spawn(async move {
            let work = move |tx: &WriteTx<'_>| insert(tx, id);
            if repeatable {
                database.write_repeatable(work).await
            } else {
                database.write(work).await
            }
        }));
        // On this one thread the write is queued when the task has run.
        tokio::task::yield_now().await;
    }
    release.send(()).unwrap();
    holder.await.unwrap().unwrap().unwrap();
    let mut answers = Vec::new();
    for write in writes {
        answers.push(write.await.unwrap());
    }
    answers
}

async fn parents(database: &Database) -> Vec<u32> {
    database
        .read(|connection| {
            connection
                .prepare("SELECT id FROM parent UNION ALL SELECT id FROM child ORDER BY id")?
                .query_map([], |row| row.get(0))?
                .collect()
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn an_orphan_harms_no_repeatable_neighbour() {
    for once in [&[][..], &[3]] {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("family.db"), &SCHEMA).unwrap();
        for (id, answer) in (0..).zip(answers(&database, once).await) {
            match answer {
                Ok(told) => assert_eq!((told, id != 3), (Ok(id), true)),
                Err(error) => assert_eq!((error.code(), id), ("sqlite-kit/refused", 3)),
            }
        }
        assert_eq!(parents(&database).await, [0, 1, 2, 4, 5, 6]);
    }
}

#[tokio::test]
async fn what_cannot_be_repeated_shares_the_refusal_and_is_not_stored() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("family.db"), &SCHEMA).unwrap();
    let mut stored = Vec::new();
    for (id, answer) in (0..).zip(answers(&database, &[1, 5]).await) {
        match answer {
            Ok(told) => stored.push(told.unwrap()),
            Err(error) => assert_eq!(
                (error.code(), [1, 3, 5].contains(&id)),
                ("sqlite-kit/refused", true)
            ),
        }
    }
    assert_eq!(stored, [0, 2, 4, 6]);
    assert_eq!(parents(&database).await, stored);
    // The writer goes on.
    database.write(|tx| insert(tx, 9)).await.unwrap().unwrap();
}
