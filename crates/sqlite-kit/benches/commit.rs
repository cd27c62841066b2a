//! How many durable writes per second one file takes, with the disk's own rate beside it.
//!
//! `cargo bench -p sqlite-kit`. Compare only numbers of one run: the disk sets the scale.

#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

use std::{fs::File, io::Write, path::Path};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sqlite_kit::{Database, Schema};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const SCHEMA: Schema = Schema {
    name: "bench",
    application_id: i32::from_be_bytes(*b"Bnch"),
    migrations: &["CREATE TABLE record (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT"],
};

const INSERT: &str = "INSERT INTO record (body) VALUES (?1)";
const CALLERS: usize = 64;

fn body() -> String {
    "x".repeat(200)
}

/// A folder on the disk that holds the build, for `/tmp` may lie in memory.
fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder for the benchmark")
}

fn disk(criterion: &mut Criterion) {
    let folder = folder();
    let mut group = criterion.benchmark_group("disk");
    group.throughput(Throughput::Elements(1));

    let mut file = File::create(folder.path().join("raw")).expect("a file");
    let page = [7_u8; 4_096];
    group.bench_function("append 4 KiB, fdatasync", |bench| {
        bench.iter(|| {
            file.write_all(&page).expect("written");
            file.sync_data().expect("synced");
        });
    });

    let connection = bare_connection(&folder.path().join("bare.db"));
    let body = body();
    group.bench_function("bare SQLite, one row a commit", |bench| {
        bench.iter(|| {
            connection
                .prepare_cached(INSERT)
                .expect("valid")
                .execute([&body])
        });
    });
    group.finish();
}

fn bare_connection(path: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).expect("a database");
    connection
        .pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))
        .and_then(|()| connection.pragma_update(None, "synchronous", "full"))
        .and_then(|()| connection.execute_batch(SCHEMA.migrations.concat().as_str()))
        .expect("settings");
    connection
}

async fn write(database: &Database) {
    let body = body();
    database
        .write(move |tx| tx.prepare_cached(INSERT)?.execute([&body]).map(Ok::<_, ()>))
        .await
        .expect("a sound database")
        .expect("never refused");
}

fn kit(criterion: &mut Criterion) {
    let folder = folder();
    let runtime = Runtime::new().expect("a runtime");
    let database = Database::open(&folder.path().join("kit.db"), &SCHEMA).expect("a database");
    let mut group = criterion.benchmark_group("kit");

    group.throughput(Throughput::Elements(1));
    group.bench_function("1 caller", |bench| {
        bench.to_async(&runtime).iter(|| write(&database));
    });

    group.throughput(Throughput::Elements(CALLERS as u64));
    group.bench_function("64 callers", |bench| {
        bench.to_async(&runtime).iter(|| async {
            let callers: Vec<_> = (0..CALLERS)
                .map(|_| {
                    let database = database.clone();
                    tokio::spawn(async move { write(&database).await })
                })
                .collect();
            for caller in callers {
                caller.await.expect("a caller");
            }
        });
    });

    group.throughput(Throughput::Elements(1));
    group.bench_function("1 read", |bench| {
        bench.to_async(&runtime).iter(|| async {
            database
                .read(sqlite_kit::outbox::head)
                .await
                .expect("a read")
        });
    });
    group.finish();
}

criterion_group!(benches, disk, kit);
criterion_main!(benches);
