//! The tables that the kit brings: receipts and the outbox.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use sqlite_kit::{
    Database, Schema, outbox,
    receipt::{
        self,
        Lookup::{Answered, Fresh, Revoked},
    },
};
use uuid::Uuid;

const SCHEMA: Schema = Schema {
    name: "bare",
    application_id: i32::from_be_bytes(*b"Bare"),
    migrations: &[],
};

fn open(folder: &Path) -> Database {
    Database::open(&folder.join("bare.db"), &SCHEMA).unwrap()
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

#[tokio::test]
async fn a_key_is_answered_once_and_a_revoked_key_never() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(folder.path());
    let (key, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let found = database
        .write(move |tx| {
            let mut found = vec![receipt::look_up(tx, key)?];
            receipt::store(tx, key, "first", 10)?;
            found.push(receipt::look_up(tx, key)?);
            found.push(receipt::revoke(tx, key, 11)?);
            found.push(receipt::revoke(tx, other, 12)?);
            found.push(receipt::revoke(tx, other, 13)?);
            Ok(Ok::<_, ()>(found))
        })
        .await
        .unwrap()
        .unwrap();
    let first = || Answered("first".to_owned());
    assert_eq!(found, [Fresh, first(), first(), Fresh, Revoked]);
    for key in [key, other] {
        let second = database
            .write(move |tx| receipt::store(tx, key, "second", 14).map(Ok::<_, ()>))
            .await;
        assert_eq!(second.unwrap_err().code(), "sqlite-kit/refused");
    }
}

#[tokio::test]
async fn the_outbox_gives_back_what_was_put_in_and_is_never_changed() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(folder.path());
    database
        .write(|tx| outbox::append(tx, &event(1)).map(Ok::<_, ()>))
        .await
        .unwrap()
        .unwrap();
    let rows = database
        .read(|connection| outbox::read_after(connection, 0, 10))
        .await
        .unwrap();
    assert_eq!(
        rows,
        [outbox::StoredRow {
            position: 1,
            id: Uuid::from_u128(1),
            kind: "note.written".to_owned(),
            occurred_at: 1_700_000_000_000_000,
            actor: "operator:cli".to_owned(),
            correlation: Uuid::from_u128(7),
            causation: Uuid::from_u128(8),
            payload: "{}".to_owned(),
        }]
    );
    for forbidden in [
        "UPDATE outbox SET kind = 'x'",
        "DELETE FROM outbox",
        "INSERT OR REPLACE INTO outbox SELECT * FROM outbox",
    ] {
        let refused = database
            .write(|tx| tx.execute(forbidden, []).map(Ok::<_, ()>))
            .await;
        assert_eq!(
            refused.unwrap_err().code(),
            "sqlite-kit/refused",
            "{forbidden}"
        );
    }
    let after_all = database
        .read(|connection| outbox::read_after(connection, u64::MAX, 10))
        .await;
    assert_eq!(after_all.unwrap(), []);
}
