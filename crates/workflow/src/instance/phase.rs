//! Where a process stands.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Failure, ParkReason};
use crate::SignalName;

/// Where an instance stands, with all that is true there and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// On the way: `node` is the next part to do, counted from 0.
    Forward {
        /// The next part.
        node: u32,
        /// How far it is.
        work: Work,
    },
    /// On the way back: the parts before `below` may still have to be undone.
    Undoing {
        /// The parts from here on are behind us.
        below: u32,
        /// How far the undo of the next one is.
        work: Work,
        /// What made it turn back.
        cause: Failure,
    },
    /// Finished; the output is kept beside the phase.
    Completed,
    /// Everything that could be undone was undone.
    Compensated {
        /// What made it turn back.
        cause: Failure,
    },
    /// Waits for an operator.
    Parked {
        /// Why.
        reason: ParkReason,
        /// The last failure, if one led here.
        failure: Option<Failure>,
        /// Where to go on after a retry.
        resume: Box<Self>,
    },
}

/// How far one part is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum Work {
    /// To be begun.
    Ready,
    /// Failed, to be repeated.
    Retrying {
        /// Recorded attempts so far.
        attempts: u32,
        /// When the first one failed.
        since: DateTime<Utc>,
        /// Not before.
        at: DateTime<Utc>,
    },
    /// Waits for a signal.
    Waiting {
        /// The signal.
        signal: SignalName,
        /// Until when.
        deadline: DateTime<Utc>,
    },
    /// Waits for time to pass.
    Sleeping {
        /// Until when.
        until: DateTime<Utc>,
    },
}

/// The word for where an instance stands; what journals index and operators filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Has something to do, now or after a back-off.
    Running,
    /// Waits for a signal or for time to pass.
    Waiting,
    /// Takes back what was done.
    Compensating,
    /// Finished.
    Completed,
    /// Taken back.
    Compensated,
    /// Waits for an operator.
    Parked,
}

impl Status {
    /// Every status, in the order of a process's life.
    pub const ALL: [Self; 6] = [
        Self::Running,
        Self::Waiting,
        Self::Compensating,
        Self::Completed,
        Self::Compensated,
        Self::Parked,
    ];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Compensating => "compensating",
            Self::Completed => "completed",
            Self::Compensated => "compensated",
            Self::Parked => "parked",
        }
    }

    /// Reads the stored word; `None` for every other text.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == raw)
    }

    /// Completed or compensated: nothing will ever happen again.
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Compensated)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Phase {
    /// The word for this phase.
    pub const fn status(&self) -> Status {
        match self {
            Self::Forward {
                work: Work::Waiting { .. } | Work::Sleeping { .. },
                ..
            } => Status::Waiting,
            Self::Forward { .. } => Status::Running,
            Self::Undoing { .. } => Status::Compensating,
            Self::Completed => Status::Completed,
            Self::Compensated { .. } => Status::Compensated,
            Self::Parked { .. } => Status::Parked,
        }
    }

    pub(super) const fn work(&self) -> Option<&Work> {
        match self {
            Self::Forward { work, .. } | Self::Undoing { work, .. } => Some(work),
            Self::Completed | Self::Compensated { .. } | Self::Parked { .. } => None,
        }
    }
}
