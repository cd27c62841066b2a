//! The engine: claims, runs, journals. The only part of the crate that uses tokio.

mod builder;
mod driven;
mod driver;
mod effect;
mod engine;
mod error;
mod operator;
mod outcome;
mod settings;
mod system_clock;
mod worker;

pub use self::{
    builder::{EngineBuilder, RegisterError},
    engine::{Engine, Start},
    error::{DriveError, RetryError, RunError, SignalError, StartError},
    operator::{Operator, REASON_CHARS_MAX},
    outcome::{Outcome, Ran, Started},
    settings::Settings,
    system_clock::SystemClock,
    worker::Summary,
};
