//! Cases 1 and 7: what was answered is in the file, with many writers, and after it was reopened.

use std::{collections::BTreeSet, sync::Arc};

use audit_logger::{
    LogId, Verifier,
    ports::{AuditLogRepository, AuditReader},
    testing::samples::{at, draft, drafts, tenant_log},
};
use audit_logger_sqlite::{AuditStore, OpenError};

const LOG: LogId = LogId::Platform;

#[tokio::test]
async fn a_reopened_file_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.db");
    for turn in 0..3 {
        let store = AuditStore::open(&path).unwrap();
        let answers = store
            .append(&drafts(LOG, turn * 3..turn * 3 + 4), at(0))
            .await
            .unwrap();
        // Each turn begins with the record that ended the one before.
        let replays: Vec<_> = answers.iter().map(|answer| answer.replayed).collect();
        assert_eq!(replays, [turn > 0, false, false, false]);
        assert_eq!(
            answers.last().unwrap().seq.as_u64(),
            u64::from(turn) * 3 + 3
        );
        store.close().await.unwrap();
    }
    let store = AuditStore::open(&path).unwrap();
    assert_eq!(store.head(LOG).await.unwrap().size, 10);
    assert!(Verifier::new().verify(&store).await.unwrap().is_verified());
}

/// Two handles on one file are two processes as far as SQLite knows: neither may build on a head
/// that the other has moved.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_openers_and_64_writers_leave_no_gap() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.db");
    let stores = [
        AuditStore::open(&path).unwrap(),
        AuditStore::open(&path).unwrap(),
    ];
    let mut tasks = Vec::new();
    for writer in 0..64_u32 {
        let store = stores[writer as usize % 2].clone();
        tasks.push(tokio::spawn(async move {
            let mut seen = Vec::new();
            for turn in 0..5 {
                let n = writer * 10 + turn;
                let batch = [draft(LOG, n), draft(tenant_log(writer % 4), 10_000 + n)];
                seen.extend(store.append(&batch, at(i64::from(turn))).await.unwrap());
            }
            seen
        }));
    }
    let mut seen = Vec::new();
    for task in tasks {
        seen.extend(task.await.unwrap());
    }
    let platform: BTreeSet<u64> = seen
        .iter()
        .filter(|a| a.log == LOG)
        .map(|a| a.seq.as_u64())
        .collect();
    assert_eq!(platform, (0..320).collect());
    assert!(
        Verifier::new()
            .verify(&stores[0])
            .await
            .unwrap()
            .is_verified()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verification_beside_writers_finds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(AuditStore::open(&folder.path().join("audit.db")).unwrap());
    let writer = tokio::spawn({
        let store = Arc::clone(&store);
        async move {
            for n in 0..300 {
                store
                    .append(&[draft(tenant_log(n % 5), n)], at(0))
                    .await
                    .unwrap();
            }
        }
    });
    while !writer.is_finished() {
        let verdict = Verifier::new().verify(&*store).await.unwrap();
        assert!(verdict.is_verified(), "{verdict:?}");
    }
    writer.await.unwrap();
}

#[test]
fn another_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    std::fs::write(&path, "no database at all, but long enough to look at").unwrap();
    assert!(matches!(
        AuditStore::open(&path),
        Err(OpenError::NotADatabase { .. })
    ));
}
