//! Stopped anywhere, reopened, and carried to the end; in one process, on virtual time.

use workflow::{
    Fact, Instance, InstanceId, Outcome, Scope, SignalAnswer, Status, hours,
    ports::{Clock, WorkflowOperatorRepository, WorkflowStateReader, WorkflowStateRepository},
};
use workflow_sqlite::SqliteJournal;

use crate::{
    order::{Order, order, order_id, pay},
    world::{NEVER, World, many},
};

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

/// The bound of what the trait objects need.
#[test]
fn the_journal_is_a_whole_one() {
    fn whole(_: impl workflow::ports::Journal) {}
    let folder = tempfile::tempdir().unwrap();
    whole(SqliteJournal::open(&folder.path().join("workflow.db")).unwrap());
}
