//! Why a process did not go on.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{FailureClass, NodeName, StepError};

const CODE_CHARS_MAX: usize = 128;
const MESSAGE_CHARS_MAX: usize = 512;

/// A failed attempt as the history keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The step, or the wait whose deadline passed.
    pub node: NodeName,
    /// What is known about the effect.
    pub class: FailureClass,
    /// The step's own stable code; at most 128 characters are kept.
    pub code: String,
    /// The step's sentence for people; at most 512 characters are kept.
    pub message: String,
}

impl Failure {
    pub(crate) fn of(node: &NodeName, error: &StepError) -> Self {
        Self {
            node: node.clone(),
            class: error.class(),
            code: error.code().chars().take(CODE_CHARS_MAX).collect(),
            message: error.message().chars().take(MESSAGE_CHARS_MAX).collect(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} ({}, {})",
            self.node, self.message, self.code, self.class
        )
    }
}

/// Why an instance waits for an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkReason {
    /// An undo failed for good, or its budget is used up.
    UndoFailed,
    /// A step after the pivot failed for good, or its budget is used up.
    StuckAfterPivot,
    /// Nobody knows whether the pivot took effect.
    PivotUnclear,
    /// No definition with this name and version is registered.
    NoDefinition,
    /// What rests in the journal cannot be read, or a closure of the workflow (a condition, a
    /// wait's, the answer's) panicked on it.
    Unreadable,
}

impl ParkReason {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UndoFailed => "undo_failed",
            Self::StuckAfterPivot => "stuck_after_pivot",
            Self::PivotUnclear => "pivot_unclear",
            Self::NoDefinition => "no_definition",
            Self::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for ParkReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
