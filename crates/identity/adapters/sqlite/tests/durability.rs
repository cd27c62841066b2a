//! What only a file can show: it is still there tomorrow, it is shared, it forgets when told to.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use identity::{
    Applicant, AttemptId, DisplayName, EmailAddress, Mailbox, RegistrationAttempt, RoleAssignment,
    RoleScope, RoleSet, UserId, Vouch, VouchReason,
    ports::{
        ActorRef, Cause, CompleteRegistrationError, CorrelationId, EventFeed, IdempotencyKey,
        Position, RegistrationRepository, RoleRepository, UserDirectory, UserRepository, Version,
    },
};
use identity_sqlite::IdentityStore;
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_790_000_000_123_456).unwrap()
}

fn cause(number: u128) -> Cause {
    Cause {
        key: IdempotencyKey::from_uuid(Uuid::from_u128(number)),
        actor: ActorRef::parse("operator:test").unwrap(),
        correlation: CorrelationId::from_uuid(Uuid::from_u128(1)),
        at: now(),
    }
}

fn user(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(number))
}

fn opened(number: u128, address: &str) -> identity::ports::Change<RegistrationAttempt> {
    let applicant = Applicant {
        email: EmailAddress::parse(address).unwrap(),
        name: DisplayName::parse("Canary Person").unwrap(),
        password: None,
    };
    let vouch = Vouch {
        by: ActorRef::parse("operator:test").unwrap(),
        reason: VouchReason::parse("canary reason").unwrap(),
    };
    let id = AttemptId::from_uuid(Uuid::from_u128(number));
    RegistrationAttempt::open(id, applicant, Mailbox::Vouched(vouch), now()).unwrap()
}

/// Opens and completes the attempt `number`; keys are `number * 10` and the next.
async fn register(
    store: &IdentityStore,
    number: u128,
    address: &str,
) -> Result<identity::ports::Committed, CompleteRegistrationError> {
    let change = opened(number, address);
    let attempt = change.state().clone();
    store.open(&cause(number * 10), change).await.unwrap();
    let registration = attempt.complete(user(number), now()).unwrap();
    store
        .complete(&cause(number * 10 + 1), Version::first(), registration)
        .await
}

fn open(path: &Path) -> IdentityStore {
    IdentityStore::open(path).unwrap()
}

#[tokio::test]
async fn everything_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("identity.db");
    let store = open(&path);
    let first = register(&store, 1, "ada@example.org").await.unwrap();
    let roles = RoleAssignment::none(user(1), RoleScope::Platform);
    let admin = RoleSet::parse(["admin"]).unwrap();
    let change = roles.grant(&admin).unwrap().into_change().unwrap();
    store.save(&cause(12), None, change).await.unwrap();
    let ada = UserDirectory::find(&store, user(1)).await.unwrap();
    let roles = RoleRepository::find(&store, user(1), RoleScope::Platform)
        .await
        .unwrap();
    let limit = std::num::NonZeroU32::new(100).unwrap();
    let events = store.read_after(Position::START, limit).await.unwrap();
    store.close().await.unwrap();

    let store = open(&path);
    assert_eq!(UserDirectory::find(&store, user(1)).await.unwrap(), ada);
    assert_eq!(
        RoleRepository::find(&store, user(1), RoleScope::Platform)
            .await
            .unwrap(),
        roles
    );
    assert_eq!(
        store.read_after(Position::START, limit).await.unwrap(),
        events
    );
    let registration = opened(1, "ada@example.org")
        .state()
        .complete(user(1), now())
        .unwrap();
    let again = store
        .complete(&cause(11), Version::first(), registration)
        .await
        .unwrap();
    assert!(again.replayed && again.position == first.position);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_complete_at_once_with_one_address_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(&folder.path().join("identity.db")));
    let racers: Vec<_> = (1..=32)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { register(&store, number, "ada@example.org").await })
        })
        .collect();
    let mut won = 0;
    let mut owners = std::collections::BTreeSet::new();
    for racer in racers {
        match racer.await.unwrap() {
            Ok(_) => won += 1,
            Err(CompleteRegistrationError::EmailTaken { user }) => {
                owners.insert(user);
            },
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!((won, owners.len()), (1, 1));
    assert_eq!(store.count().await.unwrap(), 1);
    let found = store
        .find_by_email(&EmailAddress::parse("ada@example.org").unwrap())
        .await;
    assert_eq!(
        found.unwrap().map(|stored| stored.value.id()),
        owners.first().copied()
    );
    // 32 openings and the two events of the one completion.
    assert_eq!(store.head().await.unwrap().as_u64(), 34);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_repeats_at_once_one_writes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(&folder.path().join("identity.db")));
    let repeats: Vec<_> = (0..32)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.open(&cause(1), opened(1, "ada@example.org")).await })
        })
        .collect();
    let mut written = 0;
    for repeat in repeats {
        let answer = repeat.await.unwrap().unwrap();
        written += u32::from(!answer.replayed);
        assert_eq!(answer.position, Position::from_u64(1));
    }
    assert_eq!(written, 1);
}

/// Every file of the store, as bytes.
fn bytes(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap();
    files
        .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect()
}

/// Exactly this is erased with a user, and exactly this is not.
#[tokio::test]
async fn a_withdrawn_user_leaves_no_byte_of_his_data_but_the_reason_of_the_vouch() {
    const ERASED: [&str; 3] = ["canary-mail", "canary.example", "Canary Person"];
    // Events stay: ids, who did it, and the words of who vouched.
    const KEPT: [&str; 3] = ["canary reason", "operator:test", "identity.user.registered"];
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("identity.db"));
    register(&store, 1, "canary-mail@canary.example")
        .await
        .unwrap();
    let ada = UserDirectory::find(&store, user(1)).await.unwrap().unwrap();
    let withdrawn = ada.value.withdraw(now()).unwrap();
    let holds = |needle: &str| {
        bytes(folder.path())
            .windows(needle.len())
            .any(|window| window == needle.as_bytes())
    };
    for canary in ERASED.iter().chain(&KEPT) {
        assert!(holds(canary), "the scan must be able to find {canary}");
    }
    UserRepository::update(&store, &cause(12), ada.version, withdrawn)
        .await
        .unwrap();
    store.close().await.unwrap();
    for canary in ERASED {
        assert!(!holds(canary), "{canary} is still there");
    }
    for canary in KEPT {
        assert!(
            holds(canary),
            "{canary} is gone: say so in the documentation"
        );
    }
    // The reason is in the event and nowhere else.
    let raw = sqlite_kit::rusqlite::Connection::open(folder.path().join("identity.db")).unwrap();
    let count = |sql: &str| -> u32 { raw.query_row(sql, [], |row| row.get(0)).unwrap() };
    let reason = "LIKE '%canary reason%'";
    assert_eq!(
        count(&format!(
            "SELECT count(*) FROM outbox WHERE payload {reason}"
        )),
        1
    );
    assert_eq!(
        count(&format!("SELECT count(*) FROM user WHERE body {reason}")),
        0
    );
    assert_eq!(
        count(&format!("SELECT count(*) FROM attempt WHERE body {reason}")),
        0
    );
}

#[tokio::test]
async fn a_damaged_row_is_an_error_that_repeats_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("identity.db");
    let store = open(&path);
    register(&store, 1, "canary-mail@canary.example")
        .await
        .unwrap();
    store.close().await.unwrap();
    let raw = sqlite_kit::rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch(
        r#"UPDATE user SET body = replace(body, '"email":"canary-mail', '"email":"canary mail')"#,
    )
    .unwrap();
    drop(raw);
    let store = open(&path);
    let error = UserDirectory::find(&store, user(1)).await.unwrap_err();
    let mut printed = format!("{error} {error:?}");
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        printed.push(' ');
        printed.push_str(&error.to_string());
        source = error.source();
    }
    assert!(printed.contains("not of the expected form"), "{printed}");
    assert!(!printed.contains("canary"), "{printed}");
}

#[tokio::test]
async fn lookups_use_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("identity.db");
    open(&path).close().await.unwrap();
    let raw = sqlite_kit::rusqlite::Connection::open(&path).unwrap();
    for query in [
        "SELECT version, body FROM attempt WHERE id = ?1",
        "SELECT version, body FROM attempt WHERE token = ?1",
        "SELECT version, body FROM user WHERE id = ?1",
        "SELECT version, body FROM user WHERE address = ?1",
        "SELECT version, body FROM user WHERE id > ?1 AND address IS NOT NULL ORDER BY id LIMIT 9",
        "SELECT version, body FROM role_assignment WHERE user = ?1 AND scope = ?2",
        "SELECT version, body FROM role_assignment WHERE user = ?1 ORDER BY scope",
    ] {
        let mut statement = raw.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
        let mut rows = statement.raw_query();
        let mut plan = String::new();
        while let Some(row) = rows.next().unwrap() {
            plan.push_str(&row.get::<_, String>(3).unwrap());
        }
        assert!(
            plan.contains("SEARCH") && !plan.contains("SCAN"),
            "{query}: {plan}"
        );
        assert!(!plan.contains("TEMP B-TREE"), "{query}: {plan}");
    }
}
