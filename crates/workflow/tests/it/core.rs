//! The pure core under random outcomes: no async, no journal, no clock.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;
use workflow::{
    Attempt, Blueprint as _, CorrelationId, Decision, DedupKey, Definition, Direction, Entry, Fact,
    Fence, HistoryEvent, Instance, InstanceHead, InstanceId, NodeName, Payload, Phase, Scope,
    SignalName, StepError, StoredInstance, Work, WorkerId, WorkflowName, backoff, conclude, decide,
    exponential, millis,
    ports::{PendingSignal, SignalRef},
    seconds,
};

use crate::script::{Four, Script, State, Wish};

/// What happens at one turn of the process.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Succeed,
    Reject,
    BeBusy,
    LoseTheAnswer,
    Break,
    AnotherDriver,
    Signal,
    TimePasses(u16),
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let turn = prop_oneof![
        6 => Just(Turn::Succeed),
        1 => Just(Turn::Reject),
        2 => Just(Turn::BeBusy),
        1 => Just(Turn::LoseTheAnswer),
        1 => Just(Turn::Break),
        1 => Just(Turn::AnotherDriver),
        2 => Just(Turn::Signal),
        2 => (0..50_000_u16).prop_map(Turn::TimePasses),
    ];
    proptest::collection::vec(turn, 0..80)
}

/// One process, and what the world has seen of it.
struct Story {
    definition: Definition<Four>,
    instance: Instance,
    history: Vec<HistoryEvent>,
    fence: Fence,
    now: DateTime<Utc>,
    attempted: BTreeSet<u32>,
    undone: BTreeSet<u32>,
}

impl Story {
    fn begin(wish: Wish) -> Self {
        let definition = Definition::of(Four(Arc::new(Script::default()))).unwrap();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let input = Payload::encode(&wish).unwrap();
        let workflow = WorkflowName::parse("four").unwrap();
        let key = DedupKey::parse("a").unwrap();
        let head = InstanceHead {
            id: InstanceId::derive(Scope::Platform, &workflow, &key),
            scope: Scope::Platform,
            workflow,
            key,
            version: 1,
            correlation: CorrelationId::from_uuid(Uuid::nil()),
            input_digest: input.digest(),
            input,
            created_at: now,
        };
        let signals = BTreeSet::from([SignalName::parse("go").unwrap()]);
        let first = HistoryEvent {
            seq: 1,
            at: now,
            worker: WorkerId::parse("w").unwrap(),
            fence: Fence::first(),
            attempt: None,
            took: None,
            fact: Fact::Started { signals },
            data: Some(definition.initial_state().unwrap()),
        };
        let instance = Instance::begin(head, &first).unwrap();
        Self {
            definition,
            instance,
            history: vec![first],
            fence: Fence::first(),
            now,
            attempted: BTreeSet::new(),
            undone: BTreeSet::new(),
        }
    }

    fn record(&mut self, entries: Vec<Entry>, attempt: Option<u32>) {
        for entry in entries {
            let event = HistoryEvent {
                seq: self.instance.seq() + 1,
                at: self.now,
                worker: WorkerId::parse("w").unwrap(),
                fence: self.fence,
                attempt,
                took: None,
                fact: entry.fact,
                data: entry.data,
            };
            self.instance.apply(&event).unwrap();
            self.history.push(event);
            self.check();
        }
    }

    /// Folding the history gives the instance, and so does reading its columns.
    fn check(&self) {
        let mut events = self.history.iter();
        let head = self.instance.head().clone();
        let mut folded = Instance::begin(head, events.next().unwrap()).unwrap();
        for event in events {
            let json = serde_json::to_string(&event.fact).unwrap();
            let fact: Fact = serde_json::from_str(&json).unwrap();
            assert_eq!(fact, event.fact);
            assert!(json.contains(event.fact.kind()));
            folded.apply(event).unwrap();
        }
        assert_eq!(folded, self.instance);
        let stored = StoredInstance {
            head: self.instance.head().clone(),
            state: self.instance.state().clone(),
            output: self.instance.output().cloned(),
            progress: self.instance.progress_json().unwrap(),
            updated_at: self.instance.updated_at(),
        };
        assert_eq!(Instance::restore(stored).unwrap(), self.instance);
    }

    fn turn(&mut self, turn: Turn) {
        match turn {
            Turn::AnotherDriver => self.fence = self.fence.next(),
            Turn::TimePasses(seconds) => self.now += TimeDelta::seconds(seconds.into()),
            _ => {},
        }
        let signal = matches!(turn, Turn::Signal).then(|| PendingSignal {
            signal: SignalRef {
                name: SignalName::parse("go").unwrap(),
                key: DedupKey::parse("s").unwrap(),
            },
            payload: Payload::from_json(r#"{"word":"go"}"#).unwrap(),
            received_at: self.now,
        });
        let decision = decide(&self.definition, &self.instance, signal.as_ref(), self.now).unwrap();
        match decision {
            Decision::Record { entries, .. } => self.record(entries, None),
            Decision::Run { index, attempt } => {
                self.attempt(turn, Direction::Forward, index, attempt);
            },
            Decision::Compensate { index, attempt } => {
                self.attempt(turn, Direction::Undo, index, attempt);
            },
            Decision::Wait { until } => assert!(until > self.now, "a wait ends in the future"),
            Decision::Settled => {},
        }
    }

    /// Skipped parts are committed with what follows them, so they are lost with the driver.
    fn forget_skips(&mut self) {
        while matches!(self.history.last(), Some(event) if matches!(event.fact, Fact::Skipped { .. }))
        {
            self.history.pop();
        }
        let mut events = self.history.iter();
        let head = self.instance.head().clone();
        self.instance = Instance::begin(head, events.next().unwrap()).unwrap();
        for event in events {
            self.instance.apply(event).unwrap();
        }
    }

    fn attempt(&mut self, turn: Turn, direction: Direction, index: u32, number: u32) {
        let state = || {
            let mut state: State = self.instance.state().decode().unwrap();
            state.seen.push(format!("{direction:?} {index}"));
            Payload::encode(&state).unwrap()
        };
        let outcome = match turn {
            Turn::Succeed | Turn::Signal | Turn::TimePasses(_) => Ok(state()),
            Turn::Reject => Err(StepError::rejected("t/no", "no")),
            Turn::BeBusy => Err(StepError::transient("t/busy", "busy")),
            Turn::LoseTheAnswer => Err(StepError::unknown("t/lost", "lost")),
            Turn::Break => Err(StepError::fatal("t/broken", "broken")),
            // The driver dies in the middle: the effect may have happened, nothing is recorded.
            Turn::AnotherDriver => {
                self.attempted.insert(index);
                self.forget_skips();
                return;
            },
        };
        match (direction, &outcome) {
            (Direction::Forward, Err(error))
                if error.class() == workflow::FailureClass::Rejected => {},
            (Direction::Forward, _) => {
                self.attempted.insert(index);
            },
            (Direction::Undo, Ok(_)) => {
                self.undone.insert(index);
            },
            (Direction::Undo, Err(_)) => {},
        }
        let attempt = Attempt {
            direction,
            index,
            number,
            fence: self.fence,
            outcome,
        };
        let entries = conclude(&self.definition, &self.instance, attempt, self.now).unwrap();
        self.record(entries, Some(number));
    }
}

proptest! {
    #[test]
    fn folding_gives_the_instance_and_undo_is_complete(
        wait: bool,
        sleep: bool,
        turns in turns(),
    ) {
        let mut story = Story::begin(Wish { wait, sleep });
        for turn in turns {
            story.turn(turn);
        }
        match story.instance.phase() {
            Phase::Compensated { .. } => {
                prop_assert!(
                    story.attempted.is_subset(&story.undone),
                    "attempted {:?}, undone {:?}", story.attempted, story.undone
                );
            },
            Phase::Completed => {
                prop_assert!(story.undone.is_empty(), "nobody turned back");
                prop_assert!(story.instance.wake_at().is_none());
            },
            Phase::Forward { .. } => prop_assert!(story.undone.is_empty()),
            Phase::Undoing { .. } | Phase::Parked { .. } => {},
        }
    }

    #[test]
    fn an_instance_never_leaves_its_end(turns in turns(), more in turns()) {
        let mut story = Story::begin(Wish::default());
        for turn in turns {
            story.turn(turn);
        }
        if story.instance.status().is_terminal() {
            let before = story.instance.clone();
            for turn in more {
                story.turn(turn);
            }
            prop_assert_eq!(before, story.instance);
        }
    }

    #[test]
    fn a_back_off_keeps_its_bound_and_is_the_same_everywhere(
        raw: u128,
        index: u32,
        attempt in 1..200_u32,
    ) {
        let retry = exponential(millis(100), seconds(30));
        let id = InstanceId::from_uuid(Uuid::from_u128(raw));
        let wait = backoff(&retry, id, index, Direction::Forward, attempt);
        let doubled = 100_u64.saturating_mul(1_u64.checked_shl(attempt - 1).unwrap_or(u64::MAX));
        prop_assert!(wait <= Duration::from_millis(doubled.min(30_000)));
        prop_assert_eq!(wait, backoff(&retry, id, index, Direction::Forward, attempt));
    }
}

#[test]
fn back_offs_are_spread_over_the_whole_span() {
    let retry = exponential(seconds(10), seconds(10));
    let waits: BTreeSet<u128> = (0..1_000_u128)
        .map(|raw| InstanceId::from_uuid(Uuid::from_u128(raw)))
        .map(|id| backoff(&retry, id, 0, Direction::Forward, 1).as_millis() / 1_000)
        .collect();
    assert_eq!(waits, (0..=9).collect(), "every second of the span is met");
}

#[test]
fn an_event_that_cannot_follow_changes_nothing() {
    let mut story = Story::begin(Wish::default());
    let before = story.instance.clone();
    let mut event = story.history[0].clone();
    event.seq = 2;
    event.fact = Fact::Compensated;
    let error = story.instance.apply(&event).unwrap_err();
    insta::assert_snapshot!(error, @"`instance.compensated` cannot happen to an instance that is running");
    event.seq = 7;
    let error = story.instance.apply(&event).unwrap_err();
    insta::assert_snapshot!(error, @"event 7 cannot follow event 1");
    assert_eq!(before, story.instance);
}

#[test]
fn an_error_about_stored_text_says_where_but_not_what() {
    let secret = Payload::encode(&"ada@example.org").unwrap();
    let error = secret.decode::<u32>().unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    insta::assert_snapshot!(
        format!("{error}: {source}"),
        @"the value and its JSON do not fit together: unexpected data at line 1 column 17"
    );
    assert!(!format!("{error:?}").contains("ada"));
    let story = Story::begin(Wish::default());
    let progress = story.instance.progress_json().unwrap();
    let error = Instance::restore(StoredInstance {
        head: story.instance.head().clone(),
        state: story.instance.state().clone(),
        output: None,
        progress: progress.replace("forward", "ada@example.org"),
        updated_at: story.now,
    })
    .unwrap_err();
    assert_eq!(error.code(), "workflow/instance-progress");
    assert!(!format!("{error:?}").contains("ada"), "{error:?}");
}

#[test]
fn a_skipped_part_is_stored_as_before_and_a_skipped_wait_names_its_signal() {
    let node = || NodeName::parse("gate").unwrap();
    let old = r#"{"kind":"part.skipped","index":1,"node":"gate"}"#;
    let part = Fact::Skipped {
        index: 1,
        node: node(),
        signal: None,
    };
    assert_eq!(serde_json::to_string(&part).unwrap(), old);
    assert_eq!(serde_json::from_str::<Fact>(old).unwrap(), part);
    let wait = Fact::Skipped {
        index: 1,
        node: node(),
        signal: Some(SignalName::parse("go").unwrap()),
    };
    insta::assert_snapshot!(
        serde_json::to_string(&wait).unwrap(),
        @r#"{"kind":"part.skipped","index":1,"node":"gate","signal":"go"}"#
    );
}

#[test]
fn the_stored_form_is_stable() {
    let mut story = Story::begin(Wish {
        wait: true,
        sleep: false,
    });
    story.turn(Turn::Succeed);
    story.turn(Turn::Succeed);
    assert!(matches!(
        story.instance.phase(),
        Phase::Forward {
            work: Work::Waiting { .. },
            ..
        }
    ));
    insta::assert_snapshot!(
        story.instance.progress_json().unwrap(),
        @r#"{"v":1,"phase":"forward","node":1,"work":{"work":"waiting","signal":"go","deadline":"2027-01-15T09:00:00Z"},"skipped":[],"gate":{"open":["go"],"closed":[]},"seq":3,"progressed_under":1}"#
    );
    insta::assert_snapshot!(
        serde_json::to_string(&story.history[1].fact).unwrap(),
        @r#"{"kind":"step.completed","index":0,"node":"one"}"#
    );
}
