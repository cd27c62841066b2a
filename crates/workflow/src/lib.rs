//! Durable processes as data: steps with undo, waits, retries and resume after a crash at any instruction.

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
    payload::{PAYLOAD_BYTES_MAX, Payload, PayloadError},
    ports::{Fence, Rev, SignalAnswer},
    scope::{InvalidScope, Scope},
};
