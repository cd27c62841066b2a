//! The workflow journal in one SQLite file, one durable commit per step.
//!
//! [`SqliteJournal`] implements every port of [`workflow::ports`]: hand it to an
//! [`Engine`](workflow::Engine) and processes survive whatever happens to theirs.
//!
//! ```
//! use std::sync::Arc;
//!
//! use async_trait::async_trait;
//! use workflow::{
//!     CorrelationId, DedupKey, Definition, Engine, Flow, InvalidDefinition, Outcome, Scope,
//!     Start, Step, StepContext, StepError, SystemClock, WorkerId, Workflow,
//! };
//! use workflow_sqlite::SqliteJournal;
//!
//! struct Greeting;
//!
//! struct Greet;
//!
//! #[async_trait]
//! impl Step<Greeting> for Greet {
//!     async fn run(&self, _: &StepContext, name: &String, text: &mut String) -> Result<(), StepError> {
//!         *text = format!("Hello, {name}!");
//!         Ok(())
//!     }
//! }
//!
//! impl Workflow for Greeting {
//!     const NAME: &'static str = "greeting";
//!     const VERSION: u32 = 1;
//!     type Input = String;
//!     type State = String;
//!     type Output = String;
//!
//!     fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
//!         flow.step("greet", Greet)
//!             .no_undo("it changes nothing outside")
//!             .returns(|_, text| text.clone())
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let journal = SqliteJournal::open(&folder.path().join("workflow.db"))?;
//! let worker = WorkerId::parse("process-1")?; // new for each start of the process
//! let engine = Engine::builder(Arc::new(journal.clone()), Arc::new(SystemClock), worker)
//!     .register(Greeting)?
//!     .build();
//!
//! let start = || Start {
//!     scope: Scope::Platform,
//!     key: DedupKey::parse("request-1").expect("printable ASCII"),
//!     correlation: CorrelationId::from_uuid(uuid::Uuid::nil()),
//!     input: "Ada".to_owned(),
//! };
//! let first = engine.run::<Greeting>(start()).await?;
//! assert_eq!(first.outcome, Outcome::Completed("Hello, Ada!".to_owned()));
//!
//! let again = engine.run::<Greeting>(start()).await?; // the same wish, the same instance
//! assert!(again.existing);
//! journal.close().await?;
//! # Ok(())
//! # }
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

mod events;
mod journal;
mod reads;
mod schema;
mod stored;
mod time;
mod writes;

#[cfg(test)]
mod tests;

pub use sqlite_kit::{DatabaseError, OpenError};

pub use self::journal::SqliteJournal;
