//! Stopped anywhere, reopened, and carried to the end; in one process, on virtual time.

use std::{
    num::NonZeroU32,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use sqlite_kit::rusqlite::Connection;
use workflow::{
    Engine, Fact, Instance, InstanceId, Outcome, ParkReason, Scope, SignalAnswer, Status, WorkerId,
    hours,
    ports::{
        Clock, Directive, InstanceFilter, Lease, Observer, Point, WorkflowOperatorRepository,
        WorkflowStateReader, WorkflowStateRepository,
    },
    testing::VirtualClock,
};
use workflow_sqlite::SqliteJournal;

use crate::order::{Order, effects, order, order_id, pay};

/// Stops the engine at the n-th boundary, as a kill would.
struct Killer {
    left: AtomicU32,
}

impl Observer for Killer {
    fn at(&self, _: &Point<'_>) -> Directive {
        // Wraps far beyond what any test reaches.
        match self.left.fetch_sub(1, Ordering::SeqCst) {
            0 => Directive::Halt,
            _ => Directive::Proceed,
        }
    }
}

struct World {
    folder: tempfile::TempDir,
    clock: VirtualClock,
    processes: u32,
}

impl World {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: VirtualClock::automatic(),
            processes: 0,
        }
    }

    fn journal(&self) -> SqliteJournal {
        SqliteJournal::open(&self.folder.path().join("workflow.db")).unwrap()
    }

    /// A new process on the same file, killed at the given boundary.
    fn process(&mut self, kill_at: u32) -> Engine {
        self.processes += 1;
        let worker = WorkerId::parse(&format!("process-{}", self.processes)).unwrap();
        Engine::builder(
            Arc::new(self.journal()),
            Arc::new(self.clock.clone()),
            worker,
        )
        .register(Order::in_folder(self.folder.path()))
        .unwrap()
        .observer(Arc::new(Killer {
            left: AtomicU32::new(kill_at),
        }))
        .build()
    }

    fn effects(&self) -> Vec<String> {
        effects(self.folder.path())
    }
}

const NEVER: u32 = u32::MAX;

fn many() -> NonZeroU32 {
    NonZeroU32::new(1_000).unwrap()
}

/// The instance as its history tells it must be the instance as its row tells it.
async fn history_gives_the_snapshot(journal: &SqliteJournal, id: InstanceId) {
    let recorded = journal
        .find(Scope::Platform, id)
        .await
        .unwrap()
        .unwrap()
        .instance;
    let events = journal
        .history(Scope::Platform, id, 0, many())
        .await
        .unwrap();
    let (first, rest) = events.split_first().unwrap();
    let mut folded = Instance::begin(recorded.head().clone(), first).unwrap();
    for event in rest {
        folded.apply(event).unwrap();
    }
    assert_eq!(folded, recorded);
}

#[tokio::test]
async fn killed_at_any_boundary_a_process_goes_on_after_reopening_and_doubles_nothing() {
    let mut boundaries = 0;
    for kill_at in 0.. {
        let mut world = World::new();
        let engine = world.process(kill_at);
        let first = engine.run::<Order>(order("a")).await;
        let killed_early =
            !matches!(&first, Ok(ran) if matches!(ran.outcome, Outcome::Waiting { .. }));
        let killed = if killed_early {
            true
        } else {
            assert_eq!(pay(&engine, "a").await, SignalAnswer::Accepted);
            engine.run_to_rest(order_id("a")).await.is_err()
        };
        drop(engine);

        let engine = world.process(NEVER);
        engine.release_leases_of_dead_workers().await.unwrap();
        engine.resume_all().await.unwrap();
        if killed_early {
            engine.run::<Order>(order("a")).await.unwrap();
            pay(&engine, "a").await;
            engine.run_to_rest(order_id("a")).await.unwrap();
        }
        let journal = world.journal();
        let recorded = journal.find_anywhere(order_id("a")).await.unwrap().unwrap();
        assert_eq!(
            recorded.instance.status(),
            Status::Completed,
            "killed at {kill_at}"
        );
        assert_eq!(
            world.effects(),
            ["reserve", "invoice", "ship"],
            "killed at {kill_at}"
        );
        history_gives_the_snapshot(&journal, order_id("a")).await;
        if !killed {
            boundaries = kill_at;
            break;
        }
    }
    assert!(
        boundaries >= 9,
        "three steps have nine boundaries; the killer met {boundaries}"
    );
}

#[tokio::test]
async fn each_step_is_one_commit() {
    let mut world = World::new();
    let engine = world.process(NEVER);
    engine.run::<Order>(order("a")).await.unwrap();
    let journal = world.journal();
    let waiting = journal.find_anywhere(order_id("a")).await.unwrap().unwrap();
    assert_eq!(
        waiting.rev.as_u64(),
        3,
        "start, reserve, invoice together with the wait"
    );
    assert_eq!(
        waiting.fence.as_u64(),
        1,
        "the starter drives without claiming"
    );
    assert_eq!(waiting.lease, None);
}

#[tokio::test]
async fn a_deadline_that_passed_while_nothing_ran_is_acted_on_after_reopening() {
    let mut world = World::new();
    let engine = world.process(NEVER);
    engine.run::<Order>(order("a")).await.unwrap();
    drop(engine);
    world.clock.advance(hours(25));

    let engine = world.process(NEVER);
    engine.resume_all().await.unwrap();
    let journal = world.journal();
    let recorded = journal.find_anywhere(order_id("a")).await.unwrap().unwrap();
    assert_eq!(recorded.instance.status(), Status::Compensated);
    assert_eq!(world.effects(), Vec::<String>::new());
    assert_eq!(pay(&engine, "a").await, SignalAnswer::TooLate);
    history_gives_the_snapshot(&journal, order_id("a")).await;
    assert_eq!(
        journal.next_due().await.unwrap(),
        None,
        "nothing is left to do"
    );
}

#[tokio::test]
async fn what_another_process_drives_is_left_to_it_until_its_lease_ends() {
    let mut world = World::new();
    // Killed with its lease still alive.
    world.process(1).run::<Order>(order("a")).await.unwrap_err();
    let engine = world.process(NEVER);
    assert_eq!(
        engine.run_to_rest(order_id("a")).await.unwrap(),
        Outcome::Elsewhere
    );
    let due = world.journal().next_due().await.unwrap().unwrap();
    assert!(due > world.clock.now(), "due when the lease ends");
    world.clock.move_to(due);
    engine.resume_all().await.unwrap();
    assert_eq!(world.effects(), ["reserve", "invoice"]);
}

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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_at_once_all_finish() {
    let mut world = World::new();
    let engine = world.process(NEVER);
    let runs: Vec<_> = (0..64)
        .map(|number| {
            let engine = engine.clone();
            tokio::spawn(async move { engine.run::<Order>(order(&format!("o-{number}"))).await })
        })
        .collect();
    for run in runs {
        assert!(matches!(
            run.await.unwrap().unwrap().outcome,
            Outcome::Waiting { .. }
        ));
    }
    let counts = world.journal().counts_everywhere().await.unwrap();
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [(Status::Waiting, 64)]
    );
    assert_eq!(world.effects().len(), 128);
}

#[tokio::test]
async fn the_history_tells_what_happened() {
    let mut world = World::new();
    let engine = world.process(NEVER);
    engine.run::<Order>(order("a")).await.unwrap();
    pay(&engine, "a").await;
    engine.run_to_rest(order_id("a")).await.unwrap();
    let events = world
        .journal()
        .history_anywhere(order_id("a"), 0, many())
        .await
        .unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.fact.kind()).collect();
    assert_eq!(
        kinds,
        [
            "instance.started",
            "step.completed",
            "step.completed",
            "wait.started",
            "wait.satisfied",
            "step.completed",
            "instance.completed",
        ]
    );
    assert!(
        matches!(&events[1].fact, Fact::StepCompleted { node, .. } if node.as_str() == "reserve")
    );
    assert!(events[1].took.is_some());
}

#[test]
fn a_file_of_another_owner_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("workflow.db");
    damage(&path, "CREATE TABLE t (x); PRAGMA application_id = 5");
    let refused = SqliteJournal::open(&path).unwrap_err();
    assert_eq!(refused.code(), "sqlite-kit/wrong-application");
}

/// The bound of what the trait objects need.
#[test]
fn the_journal_is_a_whole_one() {
    fn whole(_: impl workflow::ports::Journal) {}
    let folder = tempfile::tempdir().unwrap();
    whole(SqliteJournal::open(&folder.path().join("workflow.db")).unwrap());
}
