//! The record: who did what to what, in which log, when, and how it ended.

mod action;
mod actor;
mod canonical;
mod decode;
mod draft;
mod grade;
mod invalid;
mod log;
mod stored;
mod target;
mod value;

pub(crate) use self::decode::{Skim, skim};
pub use self::{
    action::{Action, InvalidAction, InvalidSlug, SLUG_BYTES_MAX, Slug},
    actor::{Actor, InvalidActor},
    canonical::{Canonical, RECORD_BYTES_MAX},
    decode::CorruptRecord,
    draft::{METADATA_FIELDS_MAX, RecordBuilder, RecordDraft, TARGETS_MAX},
    grade::{Outcome, Severity},
    invalid::InvalidRecord,
    log::LogId,
    stored::{ClockSkew, Record, Seq},
    target::{InvalidTarget, TARGET_ID_BYTES_MAX, Target},
    value::{DEPTH_MAX, FieldKey, INT_MAX, InvalidKey, KEY_BYTES_MAX, TEXT_CHARS_MAX, Value},
};
