//! Opening: what is refused, in which words, and that refusing changes nothing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use sqlite_kit::{Database, OpenError, Schema};

const FIRST: &str = "CREATE TABLE note (id INTEGER PRIMARY KEY) STRICT";

const V1: Schema = Schema {
    name: "notes",
    application_id: i32::from_be_bytes(*b"Note"),
    migrations: &[FIRST],
};

const V2: Schema = Schema {
    migrations: &[FIRST, "ALTER TABLE note ADD COLUMN text TEXT"],
    ..V1
};

const BROKEN: Schema = Schema {
    migrations: &[FIRST, "CREATE TABLE more (x)", "NONSENSE"],
    ..V1
};

/// The refusal's code and text, with the folder of this run cut out.
fn refusal(path: &Path, schema: &Schema) -> String {
    let error = Database::open(path, schema).unwrap_err();
    let folder = path.parent().unwrap().display().to_string();
    format!("{}: {error}", error.code()).replace(&folder, "DATA")
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    for garbage in ["short", &"people,addresses\n".repeat(1_000)] {
        let path = folder.path().join("people.csv");
        fs::write(&path, garbage).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(refusal(&path, &V1), @"sqlite-kit/not-a-database: DATA/people.csv is not a database: name another file, or move this one away");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), garbage);
    }
    fs::create_dir(folder.path().join("folder")).unwrap();
    insta::assert_snapshot!(refusal(&folder.path().join("folder"), &V1), @"sqlite-kit/not-a-database: DATA/folder is not a database: name another file, or move this one away");
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/notes.db");
    let text = Database::open(&path, &V1).unwrap_err().to_string();
    insta::assert_snapshot!(text.replace(&folder.path().display().to_string(), "DATA"), @"the folder DATA/data does not exist: create it, or name another");
}

#[tokio::test]
async fn the_file_of_another_owner_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    Database::open(&path, &V1).unwrap().close().await.unwrap();
    let before = fs::read(&path).unwrap();
    let other = Schema {
        name: "guestbook",
        application_id: 1,
        ..V1
    };
    insta::assert_snapshot!(refusal(&path, &other), @"sqlite-kit/wrong-application: DATA/notes.db is not a guestbook database: name another file");
    assert_eq!(fs::read(&path).unwrap(), before);

    // A database of a program that sets no application id.
    let foreign = folder.path().join("foreign.db");
    rusqlite::Connection::open(&foreign)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    insta::assert_snapshot!(refusal(&foreign, &V1), @"sqlite-kit/wrong-application: DATA/foreign.db is not a notes database: name another file");
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    Database::open(&path, &V2).unwrap().close().await.unwrap();
    let before = fs::read(&path).unwrap();
    insta::assert_snapshot!(refusal(&path, &V1), @"sqlite-kit/newer-schema: DATA/notes.db was written by a newer version (schema 2, this version knows 1): update this program");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_file_of_an_older_version_is_migrated_and_keeps_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    let old = Database::open(&path, &V1).unwrap();
    old.write(|tx| {
        tx.execute("INSERT INTO note VALUES (5)", [])
            .map(Ok::<_, ()>)
    })
    .await
    .unwrap()
    .unwrap();
    old.close().await.unwrap();
    for _ in 0..2 {
        let new = Database::open(&path, &V2).unwrap();
        let row: (i64, Option<String>) = new
            .read(|connection| {
                connection.query_row("SELECT id, text FROM note", [], |row| row.try_into())
            })
            .await
            .unwrap();
        assert_eq!(row, (5, None));
        new.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_the_file_at_the_version_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    Database::open(&path, &V1).unwrap().close().await.unwrap();
    insta::assert_snapshot!(refusal(&path, &BROKEN), @"sqlite-kit/migration-failed: migration 3 of DATA/notes.db failed: report this as a defect");
    let back = Database::open(&path, &V1).unwrap();
    let tables: i64 = back
        .read(|connection| {
            connection.query_row(
                "SELECT count(*) FROM sqlite_schema WHERE name = 'more'",
                [],
                |row| row.get(0),
            )
        })
        .await
        .unwrap();
    assert_eq!(tables, 0);
}

#[tokio::test]
async fn a_damaged_file_is_refused_or_found_by_the_check() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    let database = Database::open(&path, &V1).unwrap();
    database
        .write(|tx| {
            let mut insert = tx.prepare("INSERT INTO note VALUES (?1)")?;
            (0..5_000)
                .try_for_each(|id| insert.execute([id]).map(drop))
                .map(Ok::<_, ()>)
        })
        .await
        .unwrap()
        .unwrap();
    database.close().await.unwrap();
    let whole = fs::read(&path).unwrap();

    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8_192].fill(0xA5);
    fs::write(&path, &damaged).unwrap();
    let database = Database::open(&path, &V1).unwrap();
    let findings = database.integrity_check().await;
    assert!(
        findings.as_ref().map_or_else(
            |error| error.code() == "sqlite-kit/corrupt",
            |list| !list.is_empty()
        ),
        "{findings:?}"
    );
    drop(database);

    let headless = folder.path().join("headless.db");
    let mut bytes = whole;
    bytes[100..4_000].fill(0xA5);
    fs::write(&headless, &bytes).unwrap();
    assert!(matches!(
        Database::open(&headless, &V1).unwrap_err(),
        OpenError::Corrupt { .. }
    ));
}

/// A file system that nobody can write to, not even the superuser.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_file_system_is_named() {
    insta::assert_snapshot!(refusal(Path::new("/sys/notes.db"), &V1), @"sqlite-kit/read-only: DATA/notes.db is read-only: make the file and its folder writable");
}

/// Whatever the folder allows: what lies in a database is nobody else's business.
#[cfg(unix)]
#[tokio::test]
async fn a_new_file_and_its_log_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let path = folder.path().join("notes.db");
    let modes = || {
        let mut modes: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
                format!("{} {mode:o}", entry.file_name().to_str().unwrap())
            })
            .collect();
        modes.sort();
        modes
    };
    let database = Database::open(&path, &V1).unwrap();
    let insert = |database: Database| async move {
        database
            .write(|tx| {
                tx.execute("INSERT INTO note DEFAULT VALUES", [])
                    .map(Ok::<_, ()>)
            })
            .await
            .unwrap()
            .unwrap();
    };
    insert(database.clone()).await;
    let private = ["notes.db 600", "notes.db-shm 600", "notes.db-wal 600"];
    assert_eq!(modes(), private);
    database.close().await.unwrap();

    // Who has opened the file to a group on purpose keeps it so.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let database = Database::open(&path, &V1).unwrap();
    insert(database.clone()).await;
    let shared = ["notes.db 640", "notes.db-shm 640", "notes.db-wal 640"];
    assert_eq!(modes(), shared);
}
