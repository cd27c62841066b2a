//! How a process is written: a workflow, its steps, and the flow that joins them.

mod context;
mod duration;
mod erased;
mod error;
mod flow;
/// The states of a [`Flow`] under construction; named in signatures, never written by hand.
pub mod last;
mod node;
mod retry;
mod signal;
mod step;
mod workflow;

pub use self::{
    context::{Direction, StepContext},
    duration::{days, hours, millis, minutes, seconds},
    erased::{Blueprint, Execute, Unreadable},
    error::{FailureClass, StepError},
    flow::Flow,
    node::{NodeKind, NodeSpec, Otherwise, StepSpec, Undo},
    retry::{Retry, exponential},
    signal::Signal,
    step::{Compensate, Step},
    workflow::{Definition, InvalidDefinition, NODES_MAX, Workflow},
};
