//! Why a record cannot be built.

use super::{DEPTH_MAX, METADATA_FIELDS_MAX, RECORD_BYTES_MAX, TARGETS_MAX, TEXT_CHARS_MAX};

/// Why a record cannot be built. Nothing of the refused content is in the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRecord {
    /// No target was named.
    #[error("a record needs at least one target: name what was acted on")]
    NoTarget,
    /// More targets than [`TARGETS_MAX`].
    #[error("a record has at most {TARGETS_MAX} targets: write several records")]
    TooManyTargets,
    /// More metadata fields than [`METADATA_FIELDS_MAX`].
    #[error(
        "a record has at most {METADATA_FIELDS_MAX} metadata fields: keep what an auditor needs"
    )]
    TooManyFields,
    /// A metadata key is not a [`FieldKey`](super::FieldKey).
    #[error("metadata field {field} has a key that is not a field key")]
    Key {
        /// Which field, counted from 1 in the order given.
        field: usize,
    },
    /// A metadata key was given twice.
    #[error("metadata field {field} has a key that an earlier field has already")]
    DuplicateKey {
        /// Which field, counted from 1 in the order given.
        field: usize,
    },
    /// A text is longer than [`TEXT_CHARS_MAX`] characters.
    #[error(
        "metadata field {field} has a text of more than {TEXT_CHARS_MAX} characters: shorten it"
    )]
    TextTooLong {
        /// Which field, counted from 1 in the order given.
        field: usize,
    },
    /// An integer is beyond ±[`INT_MAX`](crate::INT_MAX).
    #[error("metadata field {field} has an integer beyond 2^53 - 1: write it as text")]
    IntOutOfRange {
        /// Which field, counted from 1 in the order given.
        field: usize,
    },
    /// Lists and maps nest deeper than [`DEPTH_MAX`].
    #[error("metadata field {field} nests deeper than {DEPTH_MAX} levels: flatten it")]
    TooDeep {
        /// Which field, counted from 1 in the order given.
        field: usize,
    },
    /// The time is not within the years 1970 to 9999.
    #[error("the time of the event is not within the years 1970 to 9999")]
    TimeOutOfRange,
    /// The record takes more than [`RECORD_BYTES_MAX`] canonical bytes.
    #[error("the record takes more than {RECORD_BYTES_MAX} bytes: keep what an auditor needs")]
    TooLarge,
}

impl InvalidRecord {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoTarget => "audit-logger/no-target",
            Self::TooManyTargets => "audit-logger/too-many-targets",
            Self::TooManyFields => "audit-logger/too-many-fields",
            Self::Key { .. } => "audit-logger/invalid-key",
            Self::DuplicateKey { .. } => "audit-logger/duplicate-key",
            Self::TextTooLong { .. } => "audit-logger/text-too-long",
            Self::IntOutOfRange { .. } => "audit-logger/integer-out-of-range",
            Self::TooDeep { .. } => "audit-logger/too-deep",
            Self::TimeOutOfRange => "audit-logger/time-out-of-range",
            Self::TooLarge => "audit-logger/record-too-large",
        }
    }
}
