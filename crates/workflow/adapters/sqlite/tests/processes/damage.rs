//! A file that was damaged, or is not the journal's.

use std::path::Path;

use sqlite_kit::rusqlite::Connection;
use workflow::{
    ActorRef, ParkReason, RetryError, Status, WorkerId, hours,
    ports::{Clock, InstanceFilter, Lease, WorkflowOperatorRepository, WorkflowStateRepository},
};
use workflow_sqlite::SqliteJournal;

use crate::{
    order::{Order, order, order_id, pay},
    world::{NEVER, World, many},
};

/// Changes the file behind the journal's back.
fn damage(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

/// One of three due instances is damaged; the two others must go on as if nothing were.
async fn damaged_alone(sql: &str) {
    let mut world = World::new();
    let engine = world.process(NEVER);
    for key in ["a", "b", "c"] {
        engine.run::<Order>(order(key)).await.unwrap();
        pay(&engine, key).await;
    }
    damage(&world.folder.path().join("workflow.db"), sql);
    engine.resume_all().await.unwrap();

    let journal = world.journal();
    let page = journal
        .page_everywhere(&InstanceFilter::default(), None, many())
        .await
        .unwrap();
    let mut standing: Vec<_> = page
        .items
        .iter()
        .map(|item| (item.key.as_str(), item.status, item.parked))
        .collect();
    standing.sort_unstable();
    let expected = [
        ("a", Status::Completed, None),
        ("b", Status::Parked, Some(ParkReason::Unreadable)),
        ("c", Status::Completed, None),
    ];
    assert_eq!(standing, expected, "{sql}");
    // It stays aside, even when leases are swept.
    let survivor = WorkerId::parse("somebody-else").unwrap();
    journal
        .release_leases_of_dead_workers(&survivor)
        .await
        .unwrap();
    let lease = Lease {
        owner: survivor,
        until: world.clock.now() + hours(1),
    };
    let due = journal
        .claim_due(lease, world.clock.now(), many())
        .await
        .unwrap();
    assert!(
        due.claimed.is_empty() && due.quarantined.is_empty(),
        "{sql}"
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_parked_alone_and_hinders_no_other() {
    for sql in [
        "UPDATE instance SET progress = '{\"v\":1' WHERE dedup_key = 'b'",
        "UPDATE instance SET progress = '{\"v\":99}' WHERE dedup_key = 'b'",
        "UPDATE instance SET state = CAST(x'FFFE' AS TEXT) WHERE dedup_key = 'b'",
        "UPDATE instance SET rev = -1 WHERE dedup_key = 'b'",
        "UPDATE signal SET dedup_key = '' WHERE instance = 2",
        "UPDATE signal SET payload = CAST(x'FFFE' AS TEXT) WHERE instance = 2",
    ] {
        damaged_alone(sql).await;
    }
}

#[tokio::test]
async fn a_damaged_instance_answers_as_such() {
    let mut world = World::new();
    let engine = world.process(NEVER);
    engine.run::<Order>(order("a")).await.unwrap();
    damage(
        &world.folder.path().join("workflow.db"),
        "UPDATE instance SET state = CAST(x'FFFE' AS TEXT); UPDATE event SET fact = '{}'",
    );
    let journal = world.journal();
    let corrupt = "workflow/instance-corrupt";
    assert_eq!(
        journal
            .find_anywhere(order_id("a"))
            .await
            .unwrap_err()
            .code(),
        corrupt
    );
    let history = journal.history_anywhere(order_id("a"), 0, many()).await;
    assert_eq!(history.unwrap_err().code(), corrupt);
    let lease = Lease {
        owner: WorkerId::parse("w").unwrap(),
        until: world.clock.now(),
    };
    let claim = journal.claim(order_id("a"), lease, world.clock.now()).await;
    assert_eq!(claim.unwrap_err().code(), corrupt);
    let counts = journal.counts_everywhere().await.unwrap();
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [(Status::Parked, 1)]
    );
}

#[tokio::test]
async fn what_was_set_aside_and_is_readable_again_can_be_retried() {
    let mut world = World::new();
    let path = world.folder.path().join("workflow.db");
    let engine = world.process(NEVER);
    engine.run::<Order>(order("a")).await.unwrap();
    pay(&engine, "a").await;
    damage(&path, "UPDATE instance SET progress = 'x' || progress");
    let summary = engine.resume_all().await.unwrap();
    assert_eq!(summary.completed, 0);
    let (operator, actor) = (engine.operator(), ActorRef::parse("operator:test").unwrap());
    let retry = || operator.retry(order_id("a"), actor.clone(), "restored");
    let refused = retry().await.unwrap_err();
    assert_eq!(refused.code(), "workflow/instance-corrupt");

    damage(&path, "UPDATE instance SET progress = substr(progress, 2)");
    retry().await.unwrap();
    assert_eq!(engine.resume_all().await.unwrap().completed, 1);
    let events = world
        .journal()
        .history_anywhere(order_id("a"), 0, many())
        .await
        .unwrap();
    let mut kinds = events.iter().map(|event| event.fact.kind());
    assert!(kinds.any(|kind| kind == "instance.parked"));
    assert_eq!(kinds.next(), Some("instance.retried"));
    assert!(matches!(
        retry().await,
        Err(RetryError::NotParked {
            status: Status::Completed
        })
    ));
}

#[test]
fn a_file_of_another_owner_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("workflow.db");
    damage(&path, "CREATE TABLE t (x); PRAGMA application_id = 5");
    let refused = SqliteJournal::open(&path).unwrap_err();
    assert_eq!(refused.code(), "sqlite-kit/wrong-application");
}
