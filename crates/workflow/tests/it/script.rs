//! A workflow whose steps do what a test has scripted, and say what they did.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use workflow::{
    Compensate, CorrelationId, DedupKey, Definition, Direction, Engine, EngineBuilder, Flow,
    HistoryEvent, InstanceId, InvalidDefinition, Otherwise, Scope, Settings, Signal, Start, Step,
    StepContext, StepError, WorkerId, Workflow, exponential, hours, millis,
    ports::{Boundary, Directive, Observer, Point, WorkflowOperatorRepository as _},
    seconds,
    testing::{InMemoryJournal, VirtualClock},
};

/// What one attempt does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Do {
    Succeed,
    Reject,
    BeBusy,
    BeBusyFor(u64),
    Break,
    Panic,
    Hang,
    Swell,
}

#[derive(Debug, Default)]
pub(crate) struct Script {
    plan: Mutex<BTreeMap<String, VecDeque<Do>>>,
    log: Mutex<Vec<String>>,
}

impl Script {
    /// The next attempts at a step (or `undo <step>`) do this; then it succeeds.
    pub(crate) fn plan(&self, step: &str, attempts: impl IntoIterator<Item = Do>) {
        let mut plan = self.plan.lock().unwrap();
        plan.entry(step.to_owned()).or_default().extend(attempts);
    }

    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    fn note(&self, line: String) {
        self.log.lock().unwrap().push(line);
    }

    fn next(&self, step: &str) -> Do {
        let mut plan = self.plan.lock().unwrap();
        plan.get_mut(step)
            .and_then(VecDeque::pop_front)
            .unwrap_or(Do::Succeed)
    }

    async fn act(&self, cx: &StepContext, state: &mut State) -> Result<(), StepError> {
        let name = match cx.direction() {
            Direction::Forward => cx.step().to_string(),
            Direction::Undo => format!("undo {}", cx.step()),
        };
        let what = self.next(&name);
        self.note(name.clone());
        match what {
            Do::Succeed => {
                state.seen.push(name);
                Ok(())
            },
            Do::Reject => Err(StepError::rejected("script/rejected", "no")),
            Do::BeBusy => Err(StepError::transient("script/busy", "later")),
            Do::BeBusyFor(span) => {
                Err(StepError::transient("script/busy", "later").retry_after(seconds(span)))
            },
            Do::Break => Err(StepError::fatal("script/broken", "broken")),
            Do::Panic => panic!("a scripted panic"),
            Do::Hang => {
                let _cancelled = Cancelled(self, name);
                std::future::pending().await
            },
            Do::Swell => {
                state.seen.push("x".repeat(70_000));
                Ok(())
            },
        }
    }
}

/// Notes that an attempt was dropped before it ended.
struct Cancelled<'a>(&'a Script, String);

impl Drop for Cancelled<'_> {
    fn drop(&mut self) {
        self.0.note(format!("{} cancelled", self.1));
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) seen: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Go {
    pub(crate) word: String,
}

impl Signal for Go {
    const NAME: &'static str = "go";
}

struct Act(Arc<Script>);

#[async_trait]
impl Step<Four> for Act {
    async fn run(&self, cx: &StepContext, _: &Wish, state: &mut State) -> Result<(), StepError> {
        self.0.act(cx, state).await
    }
}

#[async_trait]
impl Compensate<Four> for Act {
    async fn compensate(
        &self,
        cx: &StepContext,
        _: &Wish,
        state: &mut State,
    ) -> Result<(), StepError> {
        self.0.act(cx, state).await
    }
}

/// What the process is to do beside its four steps.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Wish {
    pub(crate) wait: bool,
    pub(crate) sleep: bool,
}

pub(crate) struct Four(pub(crate) Arc<Script>);

impl Workflow for Four {
    const NAME: &'static str = "four";
    const VERSION: u32 = 1;
    type Input = Wish;
    type State = State;
    type Output = Vec<String>;

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        let act = || Act(Arc::clone(&self.0));
        let retry = exponential(millis(100), seconds(10)).attempts(3);
        flow.step("one", act())
            .retry(retry)
            .wait::<Go>("gate", |state, go| state.seen.push(go.word))
            .until(hours(1))
            .otherwise(Otherwise::Compensate)
            .when(|wish, _| wish.wait)
            .step("two", act())
            .retry(retry)
            .undo_retry(retry)
            .timeout(seconds(20))
            .sleep("night", hours(8))
            .when(|wish, _| wish.sleep)
            .step("three", act())
            .retry(retry)
            .pivot("four", act())
            .retry(retry)
            .returns(|_, state| state.seen.clone())
    }
}

pub(crate) struct Bench {
    pub(crate) script: Arc<Script>,
    pub(crate) journal: Arc<InMemoryJournal>,
    pub(crate) clock: VirtualClock,
    pub(crate) engine: Engine,
}

impl Bench {
    /// Time moves by itself.
    pub(crate) fn new() -> Self {
        Self::on(VirtualClock::automatic())
    }

    pub(crate) fn on(clock: VirtualClock) -> Self {
        let script = Arc::new(Script::default());
        let journal = Arc::new(InMemoryJournal::new());
        let engine = engine(&script, &journal, &clock, "worker-1");
        Self {
            script,
            journal,
            clock,
            engine,
        }
    }

    /// An engine on the same journal whose driver dies at one boundary of one step.
    pub(crate) fn doomed(&self, step: &'static str, boundary: Boundary) -> Engine {
        doomed(&self.journal, &self.clock, step, boundary)
            .register(Four(Arc::clone(&self.script)))
            .unwrap()
            .build()
    }

    pub(crate) async fn history(&self, id: InstanceId) -> Vec<HistoryEvent> {
        self.journal
            .history_anywhere(id, 0, std::num::NonZeroU32::MAX)
            .await
            .unwrap()
    }

    pub(crate) async fn kinds(&self, id: InstanceId) -> Vec<&'static str> {
        self.history(id)
            .await
            .iter()
            .map(|event| event.fact.kind())
            .collect()
    }
}

/// Kills the driver at one boundary.
#[derive(Debug)]
struct Killer(&'static str, Boundary);

impl Observer for Killer {
    fn at(&self, point: &Point<'_>) -> Directive {
        let here = point.node.is_some_and(|node| node.as_str() == self.0);
        if here && point.boundary == self.1 {
            Directive::Halt
        } else {
            Directive::Proceed
        }
    }
}

pub(crate) fn doomed(
    journal: &Arc<InMemoryJournal>,
    clock: &VirtualClock,
    step: &'static str,
    boundary: Boundary,
) -> EngineBuilder {
    Engine::builder(
        Arc::<InMemoryJournal>::clone(journal),
        Arc::new(clock.clone()),
        WorkerId::parse("worker-0").unwrap(),
    )
    .observer(Arc::new(Killer(step, boundary)))
}

pub(crate) fn engine(
    script: &Arc<Script>,
    journal: &Arc<InMemoryJournal>,
    clock: &VirtualClock,
    worker: &str,
) -> Engine {
    let settings = Settings {
        lease: seconds(30),
        patience: seconds(60),
        ..Settings::default()
    };
    Engine::builder(
        Arc::<InMemoryJournal>::clone(journal),
        Arc::new(clock.clone()),
        WorkerId::parse(worker).unwrap(),
    )
    .settings(settings)
    .register(Four(Arc::clone(script)))
    .unwrap()
    .build()
}

pub(crate) fn key(raw: &str) -> DedupKey {
    DedupKey::parse(raw).unwrap()
}

pub(crate) fn start(raw: &str, input: Wish) -> Start<Wish> {
    Start {
        scope: Scope::Platform,
        key: key(raw),
        correlation: CorrelationId::from_uuid(Uuid::nil()),
        input,
    }
}
