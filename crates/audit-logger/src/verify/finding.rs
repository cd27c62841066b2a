//! What a verifier can find.

use std::fmt;

use crate::{EventId, LogId, Seq, TreeHead};

/// Which half of an entry was edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Altered {
    /// The body: the tree still has the hash of what was there before.
    Body,
    /// The leaf: the tree was built over this very body.
    Leaf,
    /// One of them, and the head cannot tell which.
    BodyOrLeaf,
}

/// A part of the stored head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeadPart {
    /// The peaks that the next append would build on.
    Frontier,
    /// The time of the last record.
    RecordedAt,
}

/// A column that searches go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LookupField {
    /// The record's id.
    EventId,
    /// The action.
    Action,
    /// The actor.
    Actor,
    /// The correlation.
    Correlation,
    /// The time it was recorded.
    RecordedAt,
    /// The targets.
    Targets,
}

/// One thing that was tampered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The body of a record does not hash to its leaf.
    LeafMismatch {
        /// Which log.
        log: LogId,
        /// Which record.
        seq: Seq,
        /// Which half was edited.
        altered: Altered,
    },
    /// Records are gone.
    Missing {
        /// Which log.
        log: LogId,
        /// The first of them.
        first: Seq,
        /// How many in a row.
        count: u64,
    },
    /// A record lies beyond the end of its log.
    Unexpected {
        /// Which log.
        log: LogId,
        /// Its place.
        seq: Seq,
    },
    /// An entry lies in no log at all.
    Stray {
        /// The id that it is stored under.
        event_id: EventId,
    },
    /// A body hashes to its leaf, but is no record.
    Unreadable {
        /// Which log.
        log: LogId,
        /// Which record.
        seq: Seq,
    },
    /// A record says that it belongs to another place or another log.
    Misplaced {
        /// Which log.
        log: LogId,
        /// Where it lies.
        seq: Seq,
    },
    /// A record was recorded before the one before it.
    TimeRunsBack {
        /// Which log.
        log: LogId,
        /// Which record.
        seq: Seq,
    },
    /// A search would find the record under something it does not say, or not find it.
    LookupMismatch {
        /// Which log.
        log: LogId,
        /// Which record.
        seq: Seq,
        /// Which column.
        field: LookupField,
    },
    /// The tree over the stored leaves is not the one in the head.
    RootMismatch {
        /// Which log.
        log: LogId,
        /// The head as stored.
        stored: TreeHead,
        /// The head as computed.
        computed: TreeHead,
    },
    /// A part of the head does not fit the records.
    HeadMismatch {
        /// Which log.
        log: LogId,
        /// Which part.
        part: HeadPart,
    },
    /// The log is shorter than a head that was seen before.
    Rollback {
        /// Which log.
        log: LogId,
        /// How many records it had then.
        expected: u64,
        /// How many it has now.
        found: u64,
    },
    /// The log has another past than a head that was seen before.
    Fork {
        /// Which log.
        log: LogId,
        /// The size at which the two differ.
        size: u64,
    },
    /// The logs together do not have as many records as were appended.
    TotalMismatch {
        /// How many were appended.
        expected: u64,
        /// How many the heads of all logs claim.
        found: u64,
    },
}

impl Finding {
    /// The stable code of this finding.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::LeafMismatch { .. } => "audit-logger/leaf-mismatch",
            Self::Missing { .. } => "audit-logger/record-missing",
            Self::Unexpected { .. } => "audit-logger/record-unexpected",
            Self::Stray { .. } => "audit-logger/record-stray",
            Self::Unreadable { .. } => "audit-logger/record-unreadable",
            Self::Misplaced { .. } => "audit-logger/record-misplaced",
            Self::TimeRunsBack { .. } => "audit-logger/time-runs-back",
            Self::LookupMismatch { .. } => "audit-logger/lookup-mismatch",
            Self::RootMismatch { .. } => "audit-logger/root-mismatch",
            Self::HeadMismatch { .. } => "audit-logger/head-mismatch",
            Self::Rollback { .. } => "audit-logger/rollback",
            Self::Fork { .. } => "audit-logger/fork",
            Self::TotalMismatch { .. } => "audit-logger/total-mismatch",
        }
    }

    /// The log it was found in; none if it concerns all of them, or lies in none.
    pub const fn log(&self) -> Option<LogId> {
        match self {
            Self::LeafMismatch { log, .. }
            | Self::Missing { log, .. }
            | Self::Unexpected { log, .. }
            | Self::Unreadable { log, .. }
            | Self::Misplaced { log, .. }
            | Self::TimeRunsBack { log, .. }
            | Self::LookupMismatch { log, .. }
            | Self::RootMismatch { log, .. }
            | Self::HeadMismatch { log, .. }
            | Self::Rollback { log, .. }
            | Self::Fork { log, .. } => Some(*log),
            Self::TotalMismatch { .. } | Self::Stray { .. } => None,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeafMismatch { log, seq, altered } => {
                let what = match altered {
                    Altered::Body => "the record was edited",
                    Altered::Leaf => "the hash of the record was edited",
                    Altered::BodyOrLeaf => "the record or its hash was edited",
                };
                write!(f, "log {log}, record {seq}: {what}")
            },
            Self::Missing {
                log,
                first,
                count: 1,
            } => write!(f, "log {log}, record {first}: deleted"),
            Self::Missing { log, first, count } => {
                write!(
                    f,
                    "log {log}, records {first} to {}: deleted",
                    first.as_u64() + (count - 1)
                )
            },
            Self::Unexpected { log, seq } => {
                write!(f, "log {log}, record {seq}: lies beyond the end of the log")
            },
            Self::Stray { event_id } => {
                write!(f, "the record stored under {event_id}: lies in no log")
            },
            Self::Unreadable { log, seq } => {
                write!(
                    f,
                    "log {log}, record {seq}: is not a record that this version can read"
                )
            },
            Self::Misplaced { log, seq } => {
                write!(f, "log {log}, record {seq}: belongs to another place")
            },
            Self::TimeRunsBack { log, seq } => {
                write!(
                    f,
                    "log {log}, record {seq}: was recorded before the record before it"
                )
            },
            Self::LookupMismatch { log, seq, field } => {
                let field = match field {
                    LookupField::EventId => "event id",
                    LookupField::Action => "action",
                    LookupField::Actor => "actor",
                    LookupField::Correlation => "correlation",
                    LookupField::RecordedAt => "time",
                    LookupField::Targets => "targets",
                };
                write!(
                    f,
                    "log {log}, record {seq}: searches do not see its own {field}"
                )
            },
            Self::RootMismatch {
                log,
                stored,
                computed,
            } => write!(
                f,
                "log {log}: the head over {} records is {}, but they hash to {}",
                stored.size, stored.root, computed.root
            ),
            Self::HeadMismatch { log, part } => {
                let part = match part {
                    HeadPart::Frontier => "frontier",
                    HeadPart::RecordedAt => "time",
                };
                write!(f, "log {log}: the {part} of the head was edited")
            },
            Self::Rollback {
                log,
                expected,
                found,
            } => {
                write!(
                    f,
                    "log {log}: had {expected} records when last seen, and has {found} now"
                )
            },
            Self::Fork { log, size } => write!(
                f,
                "log {log}: its first {size} records are not those that were there when last seen"
            ),
            Self::TotalMismatch { expected, found } => write!(
                f,
                "{expected} records were appended to all logs together, but their heads count {found}"
            ),
        }
    }
}
