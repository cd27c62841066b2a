//! The SQLite store keeps the contract on a real file, and keeps what it answered.

use std::{path::PathBuf, sync::Arc};

use notifier::{
    Courier, Phase,
    ports::{Idempotence, PlatformDirectory as _},
    testing::{RecordingTransport, cause, contract, mailbox, verify_request, welcome_request},
};
use notifier_sqlite::{NotifierStore, OpenError};

fn file_in(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("notifier.db")
}

#[tokio::test]
async fn the_sqlite_store_keeps_the_contract() {
    let folders = tempfile::tempdir().unwrap();
    let root = folders.path().to_owned();
    contract::stores::suite(|| async {
        // A folder for each check; it goes with `folders`.
        let folder = tempfile::tempdir_in(&root).unwrap().keep();
        let store = NotifierStore::open(&folder.join("notifier.db")).unwrap();
        contract::stores::Stores::of(&Arc::new(store))
    })
    .await;
}

fn courier(store: &Arc<NotifierStore>, transport: &Arc<RecordingTransport>) -> Courier {
    Courier::new(
        Arc::<NotifierStore>::clone(store),
        Arc::<NotifierStore>::clone(store),
        Arc::<RecordingTransport>::clone(transport),
        mailbox("no-reply@nexus.example", "Nexus"),
    )
}

#[tokio::test]
async fn what_was_sent_is_known_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let transport = Arc::new(RecordingTransport::new(Idempotence::ByMessageId));
    let store = Arc::new(NotifierStore::open(&file_in(&folder)).unwrap());
    let first = courier(&store, &transport)
        .send(&cause(1, 0), &welcome_request(1))
        .await
        .unwrap();
    Arc::try_unwrap(store).unwrap().close().await.unwrap();

    let store = Arc::new(NotifierStore::open(&file_in(&folder)).unwrap());
    let again = courier(&store, &transport)
        .send(&cause(1, 60), &welcome_request(1))
        .await
        .unwrap();
    assert!(again.replayed);
    assert_eq!(again.at, first.at);
    assert_eq!(transport.calls(), 1);
    assert!(store.integrity_check().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_under_one_key_are_one_message() {
    let folder = tempfile::tempdir().unwrap();
    let transport = Arc::new(RecordingTransport::new(Idempotence::ByMessageId));
    let store = Arc::new(NotifierStore::open(&file_in(&folder)).unwrap());
    let courier = courier(&store, &transport);
    let calls: Vec<_> = (0..64)
        .map(|_| {
            let courier = courier.clone();
            tokio::spawn(async move { courier.send(&cause(1, 0), &welcome_request(1)).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(transport.copies(welcome_request(1).message_id), 1);
    let counts: Vec<_> = store.count_by_phase().await.unwrap().into_iter().collect();
    assert_eq!(counts, [(Phase::Sent, 1)]);
}

#[tokio::test]
async fn no_secret_and_no_address_reaches_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let transport = Arc::new(RecordingTransport::new(Idempotence::ByMessageId));
    let store = Arc::new(NotifierStore::open(&file_in(&folder)).unwrap());
    courier(&store, &transport)
        .send(&cause(1, 0), &verify_request(1))
        .await
        .unwrap();
    Arc::try_unwrap(store).unwrap().close().await.unwrap();

    let octets = std::fs::read(file_in(&folder)).unwrap();
    let text = String::from_utf8_lossy(&octets);
    assert!(text.contains("verify_mailbox"), "the record is there");
    for secret in ["nxv_secret", "zoë@example.org", "Zoë", "Söhne"] {
        assert!(!text.contains(secret), "{secret} must not be stored");
    }
}

#[tokio::test]
async fn the_queries_use_their_indexes() {
    let folder = tempfile::tempdir().unwrap();
    NotifierStore::open(&file_in(&folder))
        .unwrap()
        .close()
        .await
        .unwrap();
    let file = sqlite_kit::rusqlite::Connection::open(file_in(&folder)).unwrap();
    let plan = |sql: &str| -> String {
        let mut statement = file.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let rows = statement
            .query_map([], |row| row.get::<_, String>(3))
            .unwrap();
        rows.map(Result::unwrap).collect::<Vec<_>>().join("; ")
    };
    let of_scope = plan(
        "SELECT record, version FROM delivery WHERE scope = x'' AND message > x'' ORDER BY message LIMIT 3",
    );
    assert!(
        of_scope.contains("delivery_by_scope (scope=? AND message>?)"),
        "{of_scope}"
    );
    let of_recipient = plan(
        "SELECT record, version FROM delivery
         WHERE scope = x'' AND recipient = 'a' AND message > x'' ORDER BY message LIMIT 3",
    );
    let index = "delivery_by_recipient (scope=? AND recipient=? AND message>?)";
    assert!(of_recipient.contains(index), "{of_recipient}");
    assert!(!of_recipient.contains("TEMP B-TREE"), "{of_recipient}");
}

#[test]
fn a_missing_folder_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let refused = NotifierStore::open(&folder.path().join("nowhere").join("notifier.db"));
    assert!(
        matches!(refused, Err(OpenError::MissingFolder { .. })),
        "{refused:?}"
    );
}
