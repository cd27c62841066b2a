//! An audit trail that can prove itself: an append-only Merkle log per tenant.

mod ids;
mod log_state;
pub mod mask;
pub mod merkle;
pub mod ports;
mod record;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
mod verify;

pub use self::{
    ids::{ActorId, CausationId, CorrelationId, EventId, InvalidId, TenantId},
    log_state::{LogState, Sequenced},
    mask::MaskReason,
    merkle::{CorruptFrontier, Frontier, Hash, TreeHead, leaf_hash},
    record::{
        Action, Actor, Canonical, ClockSkew, CorruptRecord, DEPTH_MAX, FieldKey, INT_MAX,
        InvalidAction, InvalidKey, InvalidRecord, InvalidSlug, InvalidTarget, KEY_BYTES_MAX, LogId,
        METADATA_FIELDS_MAX, Outcome, RECORD_BYTES_MAX, Record, RecordBuilder, RecordDraft,
        SLUG_BYTES_MAX, Seq, Severity, Slug, TARGET_ID_BYTES_MAX, TARGETS_MAX, TEXT_CHARS_MAX,
        Target, Value,
    },
    verify::{
        Altered, FINDINGS_MAX, Finding, HeadPart, LookupField, Tampered, Verdict, Verified,
        Verifier,
    },
};
