//! The engine's guarantees, each by a test that names it.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    task::Poll,
};

use chrono::{DateTime, Utc};

use crate::script::{Bench, Do, Four, Go, Wish, engine, key, start};
use workflow::{
    ActorRef, Engine, Fact, FailureClass, InstanceId, Outcome, ParkReason, Payload, RetryError,
    RunError, Scope, SignalAnswer, SignalName, StartError, Status, WorkerId, hours, minutes,
    ports::{
        Boundary, Clock, InstanceFilter, Lease, OpenError, PostedSignal, SignalRef,
        WorkflowOperatorRepository as _, WorkflowStateRepository as _,
    },
    seconds,
    testing::{InMemoryJournal, VirtualClock},
};

const WAIT: Wish = Wish {
    wait: true,
    sleep: false,
};
const SLEEP: Wish = Wish {
    wait: false,
    sleep: true,
};
const PLAIN: Wish = Wish {
    wait: false,
    sleep: false,
};

fn go() -> Go {
    Go {
        word: "go".to_owned(),
    }
}

fn actor() -> ActorRef {
    ActorRef::parse("operator:test").unwrap()
}

#[tokio::test]
async fn g00_a_process_of_four_steps_is_five_commits() {
    let bench = Bench::new();
    let ran = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    assert_eq!(
        ran.outcome,
        Outcome::Completed(["one", "two", "three", "four"].map(String::from).to_vec())
    );
    let stored = bench.journal.find_anywhere(ran.id).await.unwrap().unwrap();
    // Every commit raises the rev by one, and the first one made it 1.
    assert_eq!(stored.rev.as_u64(), 5);
    assert_eq!(stored.lease, None, "the last commit also lets go");
}

#[tokio::test]
async fn g01_no_step_whose_completion_was_recorded_runs_again() {
    for (boundary, again) in [(Boundary::AfterEffect, 2), (Boundary::AfterCommit, 1)] {
        let bench = Bench::new();
        let killed = bench.doomed("two", boundary);
        let died = killed.run::<Four>(start("a", PLAIN)).await;
        assert!(matches!(died, Err(RunError::Drive(_))));
        assert_eq!(
            bench.engine.resume_all().await.unwrap().total(),
            0,
            "its lease lives"
        );
        assert_eq!(
            bench.engine.release_leases_of_dead_workers().await.unwrap(),
            1
        );
        let summary = bench.engine.resume_all().await.unwrap();
        assert_eq!((summary.completed, summary.total()), (1, 1));
        let twos = bench
            .script
            .log()
            .iter()
            .filter(|line| *line == "two")
            .count();
        assert_eq!(twos, again);
    }
}

#[tokio::test]
async fn g03_undo_begins_with_the_step_that_may_have_been_attempted() {
    let bench = Bench::new();
    bench.script.plan("three", [Do::Break]);
    let ran = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    assert!(matches!(ran.outcome, Outcome::Compensated(_)));
    let log = bench.script.log();
    assert_eq!(
        log,
        ["one", "two", "three", "undo three", "undo two", "undo one"]
    );
}

#[tokio::test]
async fn g03_a_step_that_was_surely_not_done_is_not_undone() {
    let bench = Bench::new();
    bench.script.plan("three", [Do::Reject]);
    bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    assert_eq!(
        bench.script.log(),
        ["one", "two", "three", "undo two", "undo one"]
    );
    let bench = Bench::new();
    bench.script.plan("three", [Do::BeBusy, Do::Reject]);
    bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    assert!(
        bench.script.log().contains(&"undo three".to_owned()),
        "the first try may land late"
    );
}

#[tokio::test]
async fn g03_a_failing_undo_is_parked_and_can_be_retried() {
    let bench = Bench::new();
    bench.script.plan("three", [Do::Reject]);
    bench.script.plan("undo two", [Do::BeBusy; 3]);
    let ran = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    let Outcome::Parked { reason, failure } = ran.outcome else {
        panic!("{:?}", ran.outcome)
    };
    assert_eq!(reason, ParkReason::UndoFailed);
    assert_eq!(
        failure.map(|failure| failure.code),
        Some("script/busy".to_owned())
    );
    assert_eq!(
        bench.engine.resume_all().await.unwrap().total(),
        0,
        "a parked one is left alone"
    );
    bench
        .engine
        .operator()
        .retry(ran.id, actor(), "the store is back")
        .await
        .unwrap();
    let summary = bench.engine.resume_all().await.unwrap();
    assert_eq!((summary.compensated, summary.total()), (1, 1));
    let history = bench.history(ran.id).await;
    let retried = history.iter().find_map(|event| match &event.fact {
        Fact::Retried { actor, reason } => Some((actor.clone(), reason.clone())),
        _ => None,
    });
    assert_eq!(retried, Some((actor(), "the store is back".to_owned())));
    let again = bench
        .engine
        .operator()
        .retry(ran.id, actor(), "once more")
        .await;
    let status = Status::Compensated;
    assert!(matches!(again, Err(RetryError::NotParked { status: is }) if is == status));
}

#[tokio::test]
async fn g04_a_driver_that_was_replaced_cancels_its_running_step() {
    let bench = Bench::on(VirtualClock::new());
    bench.script.plan("two", [Do::Hang]);
    let running = bench.engine.clone();
    let run = tokio::spawn(async move { running.run::<Four>(start("a", PLAIN)).await });
    while !bench.script.log().contains(&"two".to_owned()) {
        tokio::task::yield_now().await;
    }
    let ids = bench
        .engine
        .operator()
        .list(&InstanceFilter::default(), None, nonzero(9))
        .await
        .unwrap();
    let id = ids.items[0].id;
    let thief = WorkerId::parse("worker-2").unwrap();
    let later = bench.clock.now() + minutes(1);
    let lease = Lease {
        owner: thief,
        until: later + minutes(1),
    };
    bench.journal.claim(id, lease, later).await.unwrap();
    bench.clock.advance(seconds(11));
    let ran = run.await.unwrap().unwrap();
    assert_eq!(ran.outcome, Outcome::Elsewhere);
    assert_eq!(bench.script.log(), ["one", "two", "two cancelled"]);
}

#[tokio::test]
async fn g04_a_long_step_keeps_its_lease_by_heartbeats() {
    let bench = Bench::on(VirtualClock::new());
    bench.script.plan("two", [Do::Hang]);
    let running = bench.engine.clone();
    let run = tokio::spawn(async move { running.run::<Four>(start("a", PLAIN)).await });
    while !bench.script.log().contains(&"two".to_owned()) {
        tokio::task::yield_now().await;
    }
    let began = bench.clock.now();
    bench.clock.advance(seconds(11));
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    let due = bench.journal.next_due().await.unwrap().unwrap();
    assert_eq!(due, began + seconds(41), "30 seconds from the heartbeat");
    run.abort();
}

#[tokio::test]
async fn g05_starting_is_idempotent_and_a_reused_key_is_refused() {
    let bench = Bench::new();
    let first = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    let again = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    assert_eq!((again.id, again.existing), (first.id, true));
    assert_eq!(again.outcome, first.outcome);
    assert_eq!(bench.script.log().len(), 4, "nothing ran twice");
    let other = bench.engine.start::<Four>(start("a", WAIT)).await;
    assert!(matches!(other, Err(StartError::Open(OpenError::KeyReused { id })) if id == first.id));
    let mut elsewhere = start("a", PLAIN);
    elsewhere.scope = Scope::Tenant(uuid::Uuid::nil());
    let elsewhere = bench.engine.start::<Four>(elsewhere).await.unwrap();
    assert!(!elsewhere.existing, "a key is free in every other scope");
}

#[tokio::test]
async fn g06_signals_are_answered_by_what_became_of_them() {
    let bench = Bench::new();
    let started = bench.engine.start::<Four>(start("a", WAIT)).await.unwrap();
    let word = go();
    let send = |scope, name| bench.engine.signal(scope, started.id, key(name), &word);
    let foreign = Scope::Tenant(uuid::Uuid::nil());
    assert_eq!(send(foreign, "s").await.unwrap(), SignalAnswer::Unknown);
    assert_eq!(
        send(Scope::Platform, "s").await.unwrap(),
        SignalAnswer::Accepted
    );
    assert_eq!(
        send(Scope::Platform, "s").await.unwrap(),
        SignalAnswer::Duplicate
    );
    let outcome = bench.engine.run_to_rest(started.id).await.unwrap();
    assert!(
        matches!(outcome, Outcome::Completed(_)),
        "the early signal was kept"
    );
    assert_eq!(
        send(Scope::Platform, "t").await.unwrap(),
        SignalAnswer::TooLate
    );
}

#[tokio::test]
async fn g06_a_signal_for_a_skipped_wait_is_too_late() {
    let bench = Bench::on(VirtualClock::new());
    let ran = bench.engine.run::<Four>(start("a", SLEEP)).await.unwrap();
    assert!(matches!(ran.outcome, Outcome::Waiting { signal: None, .. }));
    let answer = bench
        .engine
        .signal(Scope::Platform, ran.id, key("s"), &go())
        .await;
    assert_eq!(answer.unwrap(), SignalAnswer::TooLate);
}

#[tokio::test]
async fn g06_a_deadline_undoes_what_was_done() {
    let bench = Bench::on(VirtualClock::new());
    let ran = bench.engine.run::<Four>(start("a", WAIT)).await.unwrap();
    assert!(matches!(
        ran.outcome,
        Outcome::Waiting {
            signal: Some(_),
            ..
        }
    ));
    bench.clock.advance(minutes(59));
    assert_eq!(bench.engine.resume_all().await.unwrap().total(), 0);
    bench.clock.advance(minutes(2));
    assert_eq!(bench.engine.resume_all().await.unwrap().compensated, 1);
    assert_eq!(bench.script.log(), ["one", "undo one"]);
}

/// Sends the signal when the engine looks at the clock for the n-th time.
struct Ambush {
    clock: VirtualClock,
    journal: Arc<InMemoryJournal>,
    id: InstanceId,
    looks: AtomicU32,
    at: u32,
    answer: Mutex<Option<SignalAnswer>>,
}

#[async_trait::async_trait]
impl Clock for Ambush {
    fn now(&self) -> DateTime<Utc> {
        let now = self.clock.now();
        if self.looks.fetch_add(1, Ordering::Relaxed) == self.at {
            let signal = SignalRef {
                name: SignalName::parse("go").unwrap(),
                key: key("s"),
            };
            let payload = Payload::encode(&go()).unwrap();
            let (scope, instance) = (Scope::Platform, self.id);
            let posted = PostedSignal {
                scope,
                instance,
                signal,
                payload,
                at: now,
            };
            let mut sending = self.journal.post_signal(posted);
            let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
            let Poll::Ready(answer) = sending.as_mut().poll(&mut cx) else {
                panic!("in memory")
            };
            *self.answer.lock().unwrap() = Some(answer.unwrap());
        }
        now
    }

    async fn sleep_until(&self, instant: DateTime<Utc>) {
        self.clock.sleep_until(instant).await;
    }
}

#[tokio::test]
async fn g06_of_signal_and_deadline_the_first_one_recorded_wins() {
    let mut answers = Vec::new();
    for at in 0..12 {
        let bench = Bench::on(VirtualClock::new());
        let id = bench.engine.run::<Four>(start("a", WAIT)).await.unwrap().id;
        bench.clock.advance(hours(2));
        let ambush = Arc::new(Ambush {
            clock: bench.clock.clone(),
            journal: Arc::<InMemoryJournal>::clone(&bench.journal),
            id,
            looks: AtomicU32::new(0),
            at,
            answer: Mutex::new(None),
        });
        let engine = Engine::builder(
            Arc::<InMemoryJournal>::clone(&bench.journal),
            Arc::<Ambush>::clone(&ambush),
            WorkerId::parse("worker-2").unwrap(),
        )
        .register(Four(Arc::clone(&bench.script)))
        .unwrap()
        .build();
        let outcome = engine.run_to_rest(id).await.unwrap();
        let answer = *ambush.answer.lock().unwrap();
        answers.push(answer);
        let undone = bench.script.log().contains(&"undo one".to_owned());
        match answer {
            Some(SignalAnswer::Accepted) => {
                assert!(
                    matches!(outcome, Outcome::Completed(_)),
                    "at {at}: {outcome:?}"
                );
                assert!(!undone, "at {at}: what was accepted is not undone");
            },
            _ => assert!(
                matches!(outcome, Outcome::Compensated(_)),
                "at {at}: {outcome:?}"
            ),
        }
    }
    assert!(answers.contains(&Some(SignalAnswer::Accepted)));
    assert!(answers.contains(&Some(SignalAnswer::TooLate)));
}

#[tokio::test]
async fn g06_a_timer_fires_once_after_a_restart_and_never_early() {
    let bench = Bench::on(VirtualClock::new());
    let ran = bench.engine.run::<Four>(start("a", SLEEP)).await.unwrap();
    assert!(matches!(ran.outcome, Outcome::Waiting { signal: None, .. }));
    let restarted = engine(&bench.script, &bench.journal, &bench.clock, "worker-2");
    bench.clock.advance(minutes(8 * 60 - 1));
    assert_eq!(restarted.resume_all().await.unwrap().total(), 0);
    bench.clock.advance(hours(100));
    assert_eq!(restarted.resume_all().await.unwrap().completed, 1);
    assert_eq!(restarted.resume_all().await.unwrap().total(), 0);
}

#[tokio::test]
async fn g07_a_transient_failure_is_repeated_within_its_budget() {
    let bench = Bench::new();
    bench.script.plan("one", [Do::BeBusyFor(7), Do::BeBusy]);
    let ran = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    assert!(matches!(ran.outcome, Outcome::Completed(_)));
    let history = bench.history(ran.id).await;
    let Fact::StepFailed {
        retry_at: Some(at), ..
    } = &history[1].fact
    else {
        panic!()
    };
    assert!(
        *at - history[1].at >= chrono::TimeDelta::seconds(7),
        "the other side asked for it"
    );
    let attempts: Vec<_> = history.iter().filter_map(|event| event.attempt).collect();
    assert_eq!(attempts, [1, 2, 3, 1, 1, 1]);
    let bench = Bench::new();
    bench.script.plan("one", [Do::BeBusy; 9]);
    let ran = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    assert!(matches!(ran.outcome, Outcome::Compensated(_)));
    assert_eq!(bench.script.log(), ["one", "one", "one", "undo one"]);
}

#[tokio::test]
async fn g07_a_panic_is_an_unknown_outcome_and_stops_nobody() {
    let bench = Bench::new();
    bench.script.plan("two", [Do::Panic]);
    let ran = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    assert!(
        matches!(ran.outcome, Outcome::Completed(_)),
        "the second attempt went well"
    );
    let history = bench.history(ran.id).await;
    let failure = history.iter().find_map(|event| match &event.fact {
        Fact::StepFailed { failure, .. } => Some(failure.clone()),
        _ => None,
    });
    let failure = failure.unwrap();
    assert_eq!(
        (failure.class, failure.code.as_str()),
        (FailureClass::Unknown, "workflow/panic")
    );
    assert!(
        !failure.message.contains("scripted"),
        "the panic's text is not stored"
    );
}

#[tokio::test]
async fn g07_a_step_that_hangs_is_given_up_as_unknown() {
    let bench = Bench::new();
    bench.script.plan("two", [Do::Hang]);
    let began = bench.clock.now();
    let ran = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    assert!(matches!(ran.outcome, Outcome::Completed(_)));
    assert!(bench.clock.now() - began >= chrono::TimeDelta::seconds(20));
    assert_eq!(
        bench.script.log(),
        ["one", "two", "two cancelled", "two", "three", "four"]
    );
}

#[tokio::test]
async fn g07_a_pivot_of_unknown_outcome_is_parked_not_guessed_about() {
    let bench = Bench::new();
    bench.script.plan("four", [Do::Break]);
    let ran = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    let reason = ParkReason::PivotUnclear;
    assert!(matches!(ran.outcome, Outcome::Parked { reason: is, .. } if is == reason));
    let bench = Bench::new();
    bench.script.plan("four", [Do::Reject]);
    let ran = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    assert!(
        matches!(ran.outcome, Outcome::Compensated(_)),
        "surely not done: the way back is open"
    );
}

#[tokio::test]
async fn g09_a_missing_definition_parks_and_comes_back() {
    let bench = Bench::new();
    let started = bench.engine.start::<Four>(start("a", PLAIN)).await.unwrap();
    let empty = Engine::builder(
        Arc::<InMemoryJournal>::clone(&bench.journal),
        Arc::new(bench.clock.clone()),
        WorkerId::parse("worker-2").unwrap(),
    )
    .build();
    assert_eq!(empty.resume_all().await.unwrap().parked, 1);
    let page = empty
        .operator()
        .list(&InstanceFilter::default(), None, nonzero(9))
        .await
        .unwrap();
    assert_eq!(page.items[0].parked, Some(ParkReason::NoDefinition));
    bench
        .engine
        .operator()
        .retry(started.id, actor(), "registered again")
        .await
        .unwrap();
    assert_eq!(bench.engine.resume_all().await.unwrap().completed, 1);
}

#[tokio::test]
async fn g10_the_history_tells_attempts_durations_and_worker() {
    let bench = Bench::new();
    let ran = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    let history = bench.history(ran.id).await;
    assert_eq!(
        bench.kinds(ran.id).await,
        [
            "instance.started",
            "step.completed",
            "part.skipped",
            "step.completed",
            "part.skipped",
            "step.completed",
            "step.completed",
            "instance.completed"
        ]
    );
    assert!(
        history
            .iter()
            .all(|event| event.worker.as_str() == "worker-1")
    );
    assert_eq!(history[1].attempt, Some(1));
    assert!(history[1].took.is_some());
}

#[tokio::test]
async fn g11_a_state_above_the_limit_is_undone() {
    let bench = Bench::new();
    bench.script.plan("two", [Do::Swell]);
    let ran = bench.engine.run::<Four>(start("a", PLAIN)).await.unwrap();
    let Outcome::Compensated(failure) = ran.outcome else {
        panic!("{:?}", ran.outcome)
    };
    assert_eq!(failure.code, "workflow/payload-too-large");
    assert_eq!(bench.script.log(), ["one", "two", "undo two", "undo one"]);
}

#[tokio::test]
async fn two_callers_of_one_engine_drive_an_instance_once() {
    let bench = Bench::new();
    let started = bench.engine.start::<Four>(start("a", PLAIN)).await.unwrap();
    let (one, two) = tokio::join!(
        bench.engine.run_to_rest(started.id),
        bench.engine.run_to_rest(started.id),
    );
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(bench.script.log(), ["one", "two", "three", "four"]);
}

#[tokio::test]
async fn the_worker_loop_drives_what_is_started_signalled_and_due_until_it_is_stopped() {
    let bench = Bench::new();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let engine = bench.engine.clone();
    let work = tokio::spawn(async move {
        engine
            .work(async {
                let _: Result<(), _> = stopped.await;
            })
            .await
    });
    let mut ids = Vec::new();
    for index in 0..100 {
        let wish = start(&format!("k{index}"), SLEEP);
        ids.push(bench.engine.start::<Four>(wish).await.unwrap().id);
    }
    for id in ids {
        while !bench.kinds(id).await.contains(&"instance.completed") {
            tokio::task::yield_now().await;
        }
    }
    stop.send(()).unwrap();
    let summary = work.await.unwrap();
    assert_eq!(
        (summary.completed, summary.waiting),
        (100, 100),
        "each slept once"
    );
}

#[tokio::test]
async fn a_stopped_worker_releases_what_it_has_not_finished() {
    let bench = Bench::on(VirtualClock::new());
    bench.script.plan("two", [Do::BeBusy]);
    let started = bench.engine.start::<Four>(start("a", PLAIN)).await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let engine = bench.engine.clone();
    let work = tokio::spawn(async move {
        engine
            .work(async {
                let _: Result<(), _> = stopped.await;
            })
            .await
    });
    while !bench.kinds(started.id).await.contains(&"step.failed") {
        tokio::task::yield_now().await;
    }
    stop.send(()).unwrap();
    tokio::task::yield_now().await;
    bench.clock.advance(seconds(1));
    let summary = work.await.unwrap();
    assert_eq!((summary.pending, summary.total()), (1, 1));
    let stored = bench
        .journal
        .find_anywhere(started.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (stored.lease, stored.instance.status()),
        (None, Status::Running)
    );
}

fn nonzero(count: u32) -> std::num::NonZeroU32 {
    std::num::NonZeroU32::new(count).unwrap()
}
