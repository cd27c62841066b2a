//! Guarantee 7 for the closures of a workflow: one that panics parks its instance, loudly.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use uuid::Uuid;
use workflow::{
    ActorRef, CorrelationId, Definition, Engine, Flow, InvalidDefinition, Otherwise, Outcome,
    ParkReason, Scope, Start, Step, StepContext, StepError, WorkerId, Workflow, hours,
    testing::{InMemoryJournal, VirtualClock},
};

use crate::script::{Go, key};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Condition,
    Wait,
    Answer,
}

/// One of its closures panics as long as the workflow is broken.
struct Fragile {
    place: Place,
    broken: Arc<AtomicBool>,
}

struct Nothing;

#[async_trait]
impl Step<Fragile> for Nothing {
    async fn run(&self, _: &StepContext, _in: &(), _state: &mut ()) -> Result<(), StepError> {
        Ok(())
    }
}

impl Workflow for Fragile {
    const NAME: &'static str = "fragile";
    const VERSION: u32 = 1;
    type Input = ();
    type State = ();
    type Output = ();

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        let closure = |place| {
            let broken = Arc::clone(&self.broken);
            move || {
                assert!(
                    self.place != place || !broken.load(Ordering::Relaxed),
                    "a slip"
                );
            }
        };
        let (condition, wait, answer) = (
            closure(Place::Condition),
            closure(Place::Wait),
            closure(Place::Answer),
        );
        flow.step("nothing", Nothing)
            .no_undo("it does nothing")
            .when(move |(), ()| {
                condition();
                true
            })
            .wait::<Go>("word", move |(), _| wait())
            .until(hours(1))
            .otherwise(Otherwise::Compensate)
            .returns(move |(), ()| answer())
    }
}

#[tokio::test]
async fn g07_a_closure_that_panics_parks_the_instance_until_it_is_mended() {
    for place in [Place::Condition, Place::Wait, Place::Answer] {
        let broken = Arc::new(AtomicBool::new(true));
        let engine = Engine::builder(
            Arc::new(InMemoryJournal::new()),
            Arc::new(VirtualClock::new()),
            WorkerId::parse("worker-1").unwrap(),
        )
        .register(Fragile {
            place,
            broken: Arc::clone(&broken),
        })
        .unwrap()
        .build();
        let wish = Start {
            scope: Scope::Platform,
            key: key("a"),
            correlation: CorrelationId::from_uuid(Uuid::nil()),
            input: (),
        };
        let id = engine.start::<Fragile>(wish).await.unwrap().id;
        let word = Go {
            word: "go".to_owned(),
        };
        engine
            .signal(Scope::Platform, id, key("s"), &word)
            .await
            .unwrap();

        let summary = engine.resume_all().await.unwrap();
        assert_eq!((summary.parked, summary.total()), (1, 1), "{place:?}");
        let outcome = engine.run_to_rest(id).await.unwrap();
        let unreadable = ParkReason::Unreadable;
        assert!(
            matches!(outcome, Outcome::Parked { reason, .. } if reason == unreadable),
            "{place:?}: {outcome:?}"
        );

        broken.store(false, Ordering::Relaxed);
        let actor = ActorRef::parse("operator:test").unwrap();
        engine.operator().retry(id, actor, "mended").await.unwrap();
        let summary = engine.resume_all().await.unwrap();
        assert_eq!(summary.completed, 1, "{place:?}: and nothing was lost");
    }
}
