//! The parts of a flow as data.

use std::{borrow::Cow, time::Duration};

use serde::Serialize;

use super::Retry;
use crate::{NodeName, SignalName};

/// One part of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NodeSpec {
    /// Its name, unique in the workflow.
    pub name: NodeName,
    /// Whether it depends on a condition on input and state.
    pub conditional: bool,
    /// What it does.
    pub kind: NodeKind,
}

/// What a part of a flow does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// An effect.
    Step(StepSpec),
    /// A wait for a signal, with a deadline.
    Wait {
        /// The signal waited for.
        signal: SignalName,
        /// How long.
        until: Duration,
        /// What follows the deadline.
        otherwise: Otherwise,
    },
    /// A wait for time to pass.
    Sleep {
        /// How long.
        span: Duration,
    },
}

/// The policies of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepSpec {
    /// The budget of attempts to go forward.
    pub retry: Retry,
    /// The budget of attempts to undo.
    pub undo_retry: Retry,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How the step is taken back.
    pub undo: Undo,
    /// Whether the process only goes forward from here.
    pub pivot: bool,
}

/// How a step is taken back, or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    /// By its [`Compensate`](crate::Compensate).
    Compensate,
    /// The effect stays.
    Irrevocable {
        /// Why it cannot be taken back.
        reason: Cow<'static, str>,
    },
    /// There is nothing to take back.
    Nothing {
        /// Why not.
        reason: Cow<'static, str>,
    },
    /// The pivot, and what comes after it: never undone.
    ForwardOnly,
}

/// What follows when the deadline of a wait passes without the signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// What was done is undone.
    Compensate,
    /// The process goes on without the signal.
    Continue,
}
