//! How a record is graded: how it ended, and how much it matters.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a record matters to whoever answers for the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Read access and the like.
    Low,
    /// The ordinary change.
    Medium,
    /// What changes who may do what.
    High,
    /// What must not go unseen.
    Critical,
}

impl Severity {
    /// The frozen spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// About to be tried outside the databases; another record tells the end.
    Attempted,
    /// Done.
    Success,
    /// Tried, and failed.
    Failure,
    /// Refused: the actor may not.
    Denied,
    /// Undone again.
    Compensated,
    /// Nobody can say how it ended.
    Unknown,
}

impl Outcome {
    /// The frozen spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Attempted => "attempted",
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Denied => "denied",
            Self::Compensated => "compensated",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
