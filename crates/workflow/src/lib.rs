//! Durable processes as data: steps with undo, waits, retries and resume after a crash at any instruction.
//!
//! A process is written once, as a [`Workflow`]: a flow of idempotent [`Step`]s that reads from top
//! to bottom. A pure core ([`decide`], [`conclude`], [`Instance::apply`]) says what comes next. A
//! small [`Engine`] acts, and records each step in a journal with one durable commit. The kit in
//! `testing` (feature `testing`) breaks the process at every point and checks what must hold.
//!
//! # Quick start
//!
//! A shop takes an order in two steps. The second one fails for good, so the first is taken back.
//!
//! ```
//! use std::sync::{Arc, Mutex};
//! use async_trait::async_trait;
//! use workflow::{
//!     Compensate, CorrelationId, DedupKey, Definition, Engine, Flow, InvalidDefinition, Outcome,
//!     Scope, Start, Step, StepContext, StepError, WorkerId, Workflow,
//!     testing::{InMemoryJournal, VirtualClock},
//! };
//! use uuid::Uuid;
//!
//! // The ports of the shop. A real one stores the key in the commit of the effect.
//! #[derive(Default)]
//! struct Stock(Mutex<std::collections::BTreeSet<Uuid>>);
//!
//! struct Checkout { stock: Arc<Stock> }
//!
//! impl Workflow for Checkout {
//!     const NAME: &'static str = "checkout";
//!     const VERSION: u32 = 1;
//!     type Input = u32;            // the price in cents
//!     type State = Option<Uuid>;   // the reservation
//!     type Output = Option<Uuid>;
//!
//!     fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
//!         flow.step("reserve_goods", ReserveGoods { stock: self.stock })
//!             .step("charge_card", ChargeCard)
//!             .no_undo("a declined card was not charged")
//!             .returns(|_price, reservation| *reservation)
//!     }
//! }
//!
//! struct ReserveGoods { stock: Arc<Stock> }
//!
//! #[async_trait]
//! impl Step<Checkout> for ReserveGoods {
//!     async fn run(&self, cx: &StepContext, _: &u32, state: &mut Option<Uuid>) -> Result<(), StepError> {
//!         self.stock.0.lock().unwrap().insert(cx.key()); // the same key again changes nothing
//!         *state = Some(cx.derived_id("reservation"));
//!         Ok(())
//!     }
//! }
//!
//! #[async_trait]
//! impl Compensate<Checkout> for ReserveGoods {
//!     async fn compensate(&self, cx: &StepContext, _: &u32, _: &mut Option<Uuid>) -> Result<(), StepError> {
//!         self.stock.0.lock().unwrap().remove(&cx.key());
//!         Ok(())
//!     }
//! }
//!
//! struct ChargeCard;
//!
//! #[async_trait]
//! impl Step<Checkout> for ChargeCard {
//!     async fn run(&self, _: &StepContext, price: &u32, _: &mut Option<Uuid>) -> Result<(), StepError> {
//!         if *price > 100_000 {
//!             return Err(StepError::rejected("bank/declined", "the bank declines the card"));
//!         }
//!         Ok(())
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let stock = Arc::new(Stock::default());
//! let engine = Engine::builder(
//!     Arc::new(InMemoryJournal::new()), // in production: workflow-sqlite
//!     Arc::new(VirtualClock::new()),    // in production: SystemClock
//!     WorkerId::parse("shop-1")?,       // in production: new for each start of the process
//! )
//! .register(Checkout { stock: Arc::clone(&stock) })?
//! .build();
//!
//! let order = |key: &str, price| -> Result<Start<u32>, Box<dyn std::error::Error>> {
//!     Ok(Start {
//!         scope: Scope::Platform,
//!         key: DedupKey::parse(key)?,
//!         correlation: CorrelationId::from_uuid(Uuid::nil()),
//!         input: price,
//!     })
//! };
//!
//! let cheap = engine.run::<Checkout>(order("order-1", 4_200)?).await?;
//! assert!(matches!(cheap.outcome, Outcome::Completed(Some(_))));
//!
//! let dear = engine.run::<Checkout>(order("order-2", 4_200_000)?).await?;
//! let Outcome::Compensated(failure) = dear.outcome else { panic!("{:?}", dear.outcome) };
//! assert_eq!(failure.to_string(), "charge_card: the bank declines the card (bank/declined, rejected)");
//! assert_eq!(stock.0.lock().unwrap().len(), 1, "what was reserved for order-2 is free again");
//!
//! // The same wish again is the same process.
//! let again = engine.run::<Checkout>(order("order-1", 4_200)?).await?;
//! assert!(again.existing && again.outcome == cheap.outcome);
//! # Ok(())
//! # }
//! ```
//!
//! # What a flow may say
//!
//! [`Flow::step`], [`Flow::wait`] for a [`Signal`] with a deadline, [`Flow::sleep`],
//! [`Flow::pivot`] (from here the process only goes forward), each with a condition
//! ([`Flow::when`]) and steps with [`Flow::retry`], [`Flow::undo_retry`] and [`Flow::timeout`].
//! A step that has no undo must say why, or the flow does not compile:
//!
//! ```compile_fail,E0277
//! # use async_trait::async_trait;
//! # use workflow::*;
//! # struct Hello;
//! # struct Greet;
//! # #[async_trait]
//! # impl Step<Hello> for Greet {
//! #     async fn run(&self, _: &StepContext, _: &(), _: &mut ()) -> Result<(), StepError> { Ok(()) }
//! # }
//! # impl Workflow for Hello {
//! #     const NAME: &'static str = "hello";
//! #     const VERSION: u32 = 1;
//! #     type Input = ();
//! #     type State = ();
//! #     type Output = ();
//! fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
//!     flow.step("greet", Greet).returns(|_, _| ()) // the step `Greet` has no undo
//! }
//! # }
//! ```
//!
//! # What a step promises
//!
//! It runs at least once and takes effect once: [`StepContext::key`] is the same for every attempt,
//! crash, worker and engine, and whoever keeps the truth stores it with the effect and answers a
//! repeat with the first answer. An undo succeeds also if the effect never happened, and leaves a
//! tombstone under the key, so that a call that comes late is refused.

mod core;
mod definition;
mod ids;
mod instance;
mod names;
mod payload;
pub mod ports;
#[cfg(feature = "runtime")]
mod runtime;
mod scope;
#[cfg(feature = "testing")]
pub mod testing;

#[cfg(feature = "runtime")]
pub use self::runtime::{
    DriveError, Engine, EngineBuilder, Operator, Outcome, REASON_CHARS_MAX, Ran, RegisterError,
    RetryError, RunError, Settings, SignalError, Start, StartError, Started, Summary, SystemClock,
};
pub use self::{
    core::{Attempt, Decision, Entry, backoff, conclude, decide},
    definition::{
        Blueprint, Compensate, Definition, Direction, Execute, FailureClass, Flow,
        InvalidDefinition, NODES_MAX, NodeKind, NodeSpec, Otherwise, Retry, Signal, Step,
        StepContext, StepError, StepSpec, Undo, Unreadable, Workflow, days, exponential, hours,
        last as flow_states, millis, minutes, seconds,
    },
    ids::{CorrelationId, InstanceId, InvalidInstanceId},
    instance::{
        CorruptInstance, Fact, Failure, HistoryEvent, ImpossibleEvent, Instance, InstanceHead,
        ParkReason, Phase, SignalFit, SignalGate, Status, StoredInstance, Work,
    },
    names::{
        ActorRef, DedupKey, InvalidName, KEY_BYTES_MAX, NAME_BYTES_MAX, NodeName, SignalName,
        WorkerId, WorkflowName,
    },
    payload::{JsonFault, JsonFaultKind, PAYLOAD_BYTES_MAX, Payload, PayloadError},
    ports::{Fence, Rev, SignalAnswer},
    scope::{InvalidScope, Scope},
};
