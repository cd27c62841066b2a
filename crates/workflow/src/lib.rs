//! Durable processes as data: steps with undo, waits, retries and resume after a crash at any instruction.

mod definition;
mod ids;
mod instance;
mod names;
mod payload;
pub mod ports;
mod scope;

pub use self::{
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
