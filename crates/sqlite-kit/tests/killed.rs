//! A process that is killed in the middle of writing has lost nothing it was answered.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and its child process answers on standard output"
)]

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use sqlite_kit::{Database, Schema, WriteTx};

const SCHEMA: Schema = Schema {
    name: "notes",
    application_id: i32::from_be_bytes(*b"Note"),
    migrations: &["CREATE TABLE note (id INTEGER PRIMARY KEY) STRICT"],
};

#[tokio::test]
async fn what_was_answered_before_a_kill_is_there_afterwards() {
    for answers in [1, 17, 230] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writes_until_killed", "--ignored", "--nocapture"])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let answered: Vec<u32> = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .filter_map(|line| {
                line.unwrap()
                    .strip_prefix("answered ")
                    .map(|id| id.parse().unwrap())
            })
            .take(answers)
            .collect();
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(
            answered.len(),
            answers,
            "the child wrote until it was killed"
        );

        let database = Database::open(&folder.path().join("notes.db"), &SCHEMA).unwrap();
        let stored: Vec<u32> = database
            .read(|connection| {
                connection
                    .prepare("SELECT id FROM note")?
                    .query_map([], |row| row.get(0))?
                    .collect()
            })
            .await
            .unwrap();
        let lost: Vec<_> = answered.iter().filter(|id| !stored.contains(id)).collect();
        assert_eq!(lost, Vec::<&u32>::new());
        assert_eq!(
            database.integrity_check().await.unwrap(),
            Vec::<String>::new()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the process that the test above kills"]
async fn writes_until_killed() {
    let database = Database::open(Path::new("notes.db"), &SCHEMA).unwrap();
    let callers: Vec<_> = (0..8_u32)
        .map(|caller| tokio::spawn(write_and_tell(database.clone(), caller)))
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
}

async fn write_and_tell(database: Database, caller: u32) {
    for turn in 0..10_000 {
        let id = turn * 8 + caller;
        let insert = move |tx: &WriteTx<'_>| {
            tx.execute("INSERT INTO note VALUES (?1)", [id])
                .map(Ok::<_, ()>)
        };
        database.write(insert).await.unwrap().unwrap();
        println!("answered {id}");
    }
}
