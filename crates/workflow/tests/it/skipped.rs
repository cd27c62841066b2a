//! Guarantee 3 where a part was skipped: a skip is no proof that nobody acted after it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use async_trait::async_trait;
use uuid::Uuid;
use workflow::{
    Compensate, CorrelationId, Definition, Engine, Flow, InvalidDefinition, Otherwise, Outcome,
    ParkReason, Scope, Start, Step, StepContext, StepError, WorkerId, Workflow, hours,
    ports::Boundary,
    testing::{InMemoryJournal, VirtualClock},
};

use crate::script::{Go, doomed, key};

/// Wraps only if it is a gift, and charges: the skipped part is the very first one.
struct Purchase(Arc<Till>);

/// Asks, waits for the word, wraps only if it is a gift, and charges for good.
struct Sale(Arc<Till>);

/// Takes the money the first time, and is closed from then on.
#[derive(Default)]
struct Till {
    log: Mutex<Vec<String>>,
    charges: AtomicU32,
}

struct Act(Arc<Till>);

#[async_trait]
impl<W: Workflow<Input = bool, State = ()>> Step<W> for Act {
    async fn run(&self, cx: &StepContext, _: &bool, _state: &mut ()) -> Result<(), StepError> {
        let name = cx.step().to_string();
        let charge = name == "charge";
        self.0.log.lock().unwrap().push(name);
        if charge && self.0.charges.fetch_add(1, Ordering::Relaxed) > 0 {
            return Err(StepError::rejected("till/closed", "the till is closed"));
        }
        Ok(())
    }
}

#[async_trait]
impl<W: Workflow<Input = bool, State = ()>> Compensate<W> for Act {
    async fn compensate(
        &self,
        cx: &StepContext,
        _: &bool,
        _state: &mut (),
    ) -> Result<(), StepError> {
        let line = format!("undo {}", cx.step());
        self.0.log.lock().unwrap().push(line);
        Ok(())
    }
}

impl Workflow for Purchase {
    const NAME: &'static str = "purchase";
    const VERSION: u32 = 1;
    type Input = bool;
    type State = ();
    type Output = ();

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        let act = || Act(Arc::clone(&self.0));
        flow.step("wrap", act())
            .when(|gift, ()| *gift)
            .step("charge", act())
            .returns(|_, ()| ())
    }
}

impl Workflow for Sale {
    const NAME: &'static str = "sale";
    const VERSION: u32 = 1;
    type Input = bool;
    type State = ();
    type Output = ();

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        let act = || Act(Arc::clone(&self.0));
        flow.step("ask", act())
            .wait::<Go>("word", |(), _| ())
            .until(hours(1))
            .otherwise(Otherwise::Compensate)
            .step("wrap", act())
            .when(|gift, ()| *gift)
            .pivot("charge", act())
            .returns(|_, ()| ())
    }
}

fn wish() -> Start<bool> {
    Start {
        scope: Scope::Platform,
        key: key("a"),
        correlation: CorrelationId::from_uuid(Uuid::nil()),
        input: false,
    }
}

fn go() -> Go {
    Go {
        word: "go".to_owned(),
    }
}

/// The till, an engine whose driver dies after the charge, and the one that comes after it.
fn till_and_engines<W: Workflow>(of: impl Fn(Arc<Till>) -> W) -> (Arc<Till>, Engine, Engine) {
    let till = Arc::new(Till::default());
    let (journal, clock) = (Arc::new(InMemoryJournal::new()), VirtualClock::automatic());
    let killed = doomed(&journal, &clock, "charge", Boundary::AfterEffect)
        .register(of(Arc::clone(&till)))
        .unwrap()
        .build();
    let worker = WorkerId::parse("worker-1").unwrap();
    let next = Engine::builder(journal, Arc::new(clock), worker)
        .register(of(Arc::clone(&till)))
        .unwrap()
        .build();
    (till, killed, next)
}

#[tokio::test]
async fn g03_a_step_that_a_dead_driver_may_have_done_is_undone_though_it_is_refused_now() {
    let (till, killed, next) = till_and_engines(Purchase);
    killed.run::<Purchase>(wish()).await.unwrap_err();
    next.release_leases_of_dead_workers().await.unwrap();
    assert_eq!(next.resume_all().await.unwrap().compensated, 1);
    assert_eq!(
        *till.log.lock().unwrap(),
        ["charge", "charge", "undo charge"]
    );
}

#[tokio::test]
async fn g03_a_pivot_that_a_dead_driver_may_have_done_is_parked_though_it_is_refused_now() {
    let (till, killed, next) = till_and_engines(Sale);
    let ran = killed.run::<Sale>(wish()).await.unwrap();
    assert!(matches!(ran.outcome, Outcome::Waiting { .. }));
    killed
        .signal(Scope::Platform, ran.id, key("s"), &go())
        .await
        .unwrap();
    killed.run_to_rest(ran.id).await.unwrap_err();
    next.release_leases_of_dead_workers().await.unwrap();
    let outcome = next.run_to_rest(ran.id).await.unwrap();
    let unclear = ParkReason::PivotUnclear;
    assert!(
        matches!(outcome, Outcome::Parked { reason, .. } if reason == unclear),
        "{outcome:?}"
    );
    assert_eq!(*till.log.lock().unwrap(), ["ask", "charge", "charge"]);
}
