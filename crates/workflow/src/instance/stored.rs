//! An instance as a journal stores it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Instance, InstanceHead, Phase, SignalGate, Status, Work};
use crate::{Fence, InstanceId, JsonFault, Payload};

/// The columns of an instance. Lease, `rev` and wake time are the journal's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredInstance {
    /// What never changes.
    pub head: InstanceHead,
    /// What the steps have found out so far.
    pub state: Payload,
    /// What a completed instance answered.
    pub output: Option<Payload>,
    /// Phase, skipped parts and signal gate as JSON with a version. No payload is in it.
    pub progress: String,
    /// When the latest event happened.
    pub updated_at: DateTime<Utc>,
}

/// Stored columns that are no instance.
#[derive(Debug, thiserror::Error)]
pub enum CorruptInstance {
    /// The progress column is not what this version writes.
    #[error("the progress of the instance cannot be read")]
    Progress(#[source] JsonFault),
    /// The progress column comes from a newer version of this crate.
    #[error("the progress of the instance has format {found}; this program reads up to {known}")]
    Newer {
        /// The stored format.
        found: u32,
        /// The newest known format.
        known: u32,
    },
    /// The columns contradict each other.
    #[error("the instance is not consistent: {what}")]
    Inconsistent {
        /// What does not fit.
        what: &'static str,
    },
}

impl CorruptInstance {
    /// JSON of an instance or an event that cannot be read; keeps what is wrong and where, not
    /// what it says.
    pub fn progress(error: serde_json::Error) -> Self {
        Self::Progress(error.into())
    }

    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Progress(_) => "workflow/instance-progress",
            Self::Newer { .. } => "workflow/instance-newer",
            Self::Inconsistent { .. } => "workflow/instance-inconsistent",
        }
    }
}

const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Format {
    v: u32,
}

#[derive(Serialize)]
struct ProgressRef<'a> {
    v: u32,
    #[serde(flatten)]
    phase: &'a Phase,
    skipped: &'a BTreeSet<u32>,
    gate: &'a SignalGate,
    seq: u64,
    progressed_under: Fence,
}

#[derive(Deserialize)]
struct Progress {
    #[serde(flatten)]
    phase: Phase,
    skipped: BTreeSet<u32>,
    gate: SignalGate,
    seq: u64,
    progressed_under: Fence,
}

impl Instance {
    /// The progress column.
    ///
    /// # Errors
    /// None that can be met in practice: all parts have a JSON form.
    pub fn progress_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&ProgressRef {
            v: FORMAT,
            phase: &self.phase,
            skipped: &self.skipped,
            gate: &self.gate,
            seq: self.seq,
            progressed_under: self.progressed_under,
        })
    }

    /// Reads an instance from its columns.
    ///
    /// # Errors
    /// [`CorruptInstance`] if they cannot be read or contradict each other. A journal MUST then
    /// park this instance alone and go on with the others.
    pub fn restore(stored: StoredInstance) -> Result<Self, CorruptInstance> {
        let format: Format =
            serde_json::from_str(&stored.progress).map_err(CorruptInstance::progress)?;
        if format.v > FORMAT {
            return Err(CorruptInstance::Newer {
                found: format.v,
                known: FORMAT,
            });
        }
        let progress: Progress =
            serde_json::from_str(&stored.progress).map_err(CorruptInstance::progress)?;
        let instance = Self {
            head: stored.head,
            phase: progress.phase,
            state: stored.state,
            output: stored.output,
            skipped: progress.skipped,
            gate: progress.gate,
            seq: progress.seq,
            progressed_under: progress.progressed_under,
            updated_at: stored.updated_at,
        };
        instance.check()?;
        Ok(instance)
    }

    fn check(&self) -> Result<(), CorruptInstance> {
        let head = &self.head;
        if InstanceId::derive(head.scope, &head.workflow, &head.key) != head.id {
            return Err(CorruptInstance::Inconsistent {
                what: "the id does not fit the key",
            });
        }
        if (self.status() == Status::Completed) != self.output.is_some() {
            return Err(CorruptInstance::Inconsistent {
                what: "output and status disagree",
            });
        }
        if self.seq == 0 {
            return Err(CorruptInstance::Inconsistent {
                what: "it has no history",
            });
        }
        let undo_waits = matches!(
            self.phase,
            Phase::Undoing {
                work: Work::Waiting { .. } | Work::Sleeping { .. },
                ..
            }
        );
        if undo_waits {
            return Err(CorruptInstance::Inconsistent {
                what: "an undo waits for a signal",
            });
        }
        Ok(())
    }
}
