//! What happens to an instance, as its history keeps it.

use std::{collections::BTreeSet, time::Duration};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Failure, ParkReason};
use crate::{ActorRef, DedupKey, Fence, NodeName, Otherwise, Payload, SignalName, WorkerId};

/// One entry of an instance's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEvent {
    /// Its place in the history, dense from 1.
    pub seq: u64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The engine that recorded it.
    pub worker: WorkerId,
    /// The fence it was recorded under.
    pub fence: Fence,
    /// The attempt it tells of, if it tells of one.
    pub attempt: Option<u32>,
    /// How long that attempt took, in whole microseconds.
    pub took: Option<Duration>,
    /// What happened. Holds no payload, so it can be logged.
    pub fact: Fact,
    /// The state after the event, if the event changed it; of `instance.completed`, the output.
    pub data: Option<Payload>,
}

/// What happened. The JSON is `{"kind": "step.completed", ...}`; kinds are stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Fact {
    /// The instance began; its first state is the event's data.
    #[serde(rename = "instance.started")]
    Started {
        /// The signals the workflow waits for somewhere.
        signals: BTreeSet<SignalName>,
    },
    /// A step took effect.
    #[serde(rename = "step.completed")]
    StepCompleted {
        /// Its place.
        index: u32,
        /// Its name.
        node: NodeName,
    },
    /// An attempt at a step failed.
    #[serde(rename = "step.failed")]
    StepFailed {
        /// Its place.
        index: u32,
        /// Why.
        failure: Failure,
        /// When it is repeated; `None` if the engine gives it up.
        retry_at: Option<DateTime<Utc>>,
    },
    /// A part was passed by: its condition did not hold.
    #[serde(rename = "part.skipped")]
    Skipped {
        /// Its place.
        index: u32,
        /// Its name.
        node: NodeName,
        /// The signal it would have waited for, if it is a wait: nobody takes it any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signal: Option<SignalName>,
    },
    /// The instance began to wait for a signal.
    #[serde(rename = "wait.started")]
    WaitStarted {
        /// Its place.
        index: u32,
        /// Its name.
        node: NodeName,
        /// The signal.
        signal: SignalName,
        /// Until when.
        deadline: DateTime<Utc>,
    },
    /// The signal was taken.
    #[serde(rename = "wait.satisfied")]
    WaitSatisfied {
        /// Its place.
        index: u32,
        /// Its name.
        node: NodeName,
        /// The signal.
        signal: SignalName,
        /// The key the signal was sent under.
        key: DedupKey,
    },
    /// The deadline passed without the signal.
    #[serde(rename = "wait.expired")]
    WaitExpired {
        /// Its place.
        index: u32,
        /// Its name.
        node: NodeName,
        /// The signal.
        signal: SignalName,
        /// What followed.
        otherwise: Otherwise,
    },
    /// The instance began to let time pass.
    #[serde(rename = "sleep.started")]
    SleepStarted {
        /// Its place.
        index: u32,
        /// Its name.
        node: NodeName,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The time has passed.
    #[serde(rename = "sleep.ended")]
    SleepEnded {
        /// Its place.
        index: u32,
        /// Its name.
        node: NodeName,
    },
    /// The instance turned back.
    #[serde(rename = "undo.started")]
    UndoStarted {
        /// The parts before this place may have to be undone.
        below: u32,
        /// Why.
        cause: Failure,
    },
    /// A step was taken back.
    #[serde(rename = "undo.completed")]
    UndoCompleted {
        /// Its place.
        index: u32,
        /// Its name.
        node: NodeName,
    },
    /// An attempt to take a step back failed.
    #[serde(rename = "undo.failed")]
    UndoFailed {
        /// Its place.
        index: u32,
        /// Why.
        failure: Failure,
        /// When it is repeated; `None` if the engine gives it up.
        retry_at: Option<DateTime<Utc>>,
    },
    /// A step without undo was passed by on the way back.
    #[serde(rename = "undo.passed")]
    UndoPassed {
        /// Its place.
        index: u32,
        /// Its name.
        node: NodeName,
        /// Why it has no undo.
        reason: String,
    },
    /// Everything is done; the output is the event's data.
    #[serde(rename = "instance.completed")]
    Completed,
    /// Everything that could be undone is undone.
    #[serde(rename = "instance.compensated")]
    Compensated,
    /// An operator is needed.
    #[serde(rename = "instance.parked")]
    Parked {
        /// Why.
        reason: ParkReason,
        /// The failure that led here, if one did.
        failure: Option<Failure>,
    },
    /// An operator sent a parked instance on its way again, with a fresh budget.
    #[serde(rename = "instance.retried")]
    Retried {
        /// Who.
        actor: ActorRef,
        /// Why; at most 500 characters.
        reason: String,
    },
}

impl Fact {
    /// The stable kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Started { .. } => "instance.started",
            Self::StepCompleted { .. } => "step.completed",
            Self::StepFailed { .. } => "step.failed",
            Self::Skipped { .. } => "part.skipped",
            Self::WaitStarted { .. } => "wait.started",
            Self::WaitSatisfied { .. } => "wait.satisfied",
            Self::WaitExpired { .. } => "wait.expired",
            Self::SleepStarted { .. } => "sleep.started",
            Self::SleepEnded { .. } => "sleep.ended",
            Self::UndoStarted { .. } => "undo.started",
            Self::UndoCompleted { .. } => "undo.completed",
            Self::UndoFailed { .. } => "undo.failed",
            Self::UndoPassed { .. } => "undo.passed",
            Self::Completed => "instance.completed",
            Self::Compensated => "instance.compensated",
            Self::Parked { .. } => "instance.parked",
            Self::Retried { .. } => "instance.retried",
        }
    }

    /// The name of the part it tells of, if it tells of one.
    pub const fn node(&self) -> Option<&NodeName> {
        match self {
            Self::StepCompleted { node, .. }
            | Self::Skipped { node, .. }
            | Self::WaitStarted { node, .. }
            | Self::WaitSatisfied { node, .. }
            | Self::WaitExpired { node, .. }
            | Self::SleepStarted { node, .. }
            | Self::SleepEnded { node, .. }
            | Self::UndoCompleted { node, .. }
            | Self::UndoPassed { node, .. } => Some(node),
            Self::StepFailed { failure, .. } | Self::UndoFailed { failure, .. } => {
                Some(&failure.node)
            },
            Self::Started { .. }
            | Self::UndoStarted { .. }
            | Self::Completed
            | Self::Compensated
            | Self::Parked { .. }
            | Self::Retried { .. } => None,
        }
    }
}
