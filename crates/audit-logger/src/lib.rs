//! An audit trail that can prove itself: an append-only Merkle log per tenant.
//!
//! A [`RecordDraft`] says who did what to what, and how it ended. It cannot exist beyond its limits
//! or with a secret in it. A log numbers it, stamps it and hashes its canonical bytes into a tree as
//! RFC 6962 has it; a [`Verifier`] hashes everything again and says exactly what was tampered with.
//!
//! ```
//! use audit_logger::{
//!     Action, Actor, CorrelationId, EventId, LogId, Outcome, RecordDraft, Severity, Target, TenantId,
//!     Value, Verifier,
//!     ports::{AuditLogRepository, AuditReader, Filter, PageRequest},
//!     testing::MemoryAuditLog,
//! };
//! use uuid::Uuid;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let acme = LogId::Tenant(TenantId::from_uuid(Uuid::from_u128(1)));
//! let now = "2026-03-01T09:30:00Z".parse()?;
//!
//! let record = RecordDraft::builder(
//!     EventId::from_uuid(Uuid::from_u128(2)),
//!     acme,
//!     Action::parse("identity.user.suspended")?,
//!     Actor::Anonymous,
//!     CorrelationId::from_uuid(Uuid::from_u128(3)),
//!     now,
//! )
//! .target(Target::parse("user", "usr_ada")?)
//! .outcome(Outcome::Denied)
//! .severity(Severity::High)
//! .metadata("reason", Value::text("tried with password=hunter2"))
//! .build()?;
//!
//! let trail = MemoryAuditLog::new(); // or `AuditStore::open(path)` of `audit-logger-sqlite`
//! let first = trail.append(std::slice::from_ref(&record), now).await?;
//! let again = trail.append(&[record], now).await?;
//! assert_eq!((first[0].seq, first[0].replayed), (again[0].seq, false));
//! assert!(again[0].replayed, "one event, one record");
//!
//! let page = trail.page(acme, &Filter::default(), &PageRequest::default()).await?;
//! assert!(page.records[0].body().contains("tried with password=[masked:assigned]"));
//! assert!(Verifier::new().verify(&trail).await?.is_verified());
//! # Ok(())
//! # }
//! ```
//!
//! # What holds
//!
//! - No port changes or deletes a record. One event has one record; a repeat answers the first place.
//! - Places are dense from 0 in each log, and `recorded_at` never runs back, whatever the clock does.
//! - The canonical bytes are RFC 8785 and a function of the record alone; two records never share them.
//! - Secrets are masked before a record exists ([`mask`]).
//! - Whoever edits, deletes, moves or adds behind the ports is found. Whoever rewrites a whole log
//!   with its head is found by anybody who kept an earlier [`TreeHead`] ([`Verifier::expecting`]).
//!
//! # Features
//!
//! `testing`: the trail in memory, samples, and the contract suite that every adapter runs.

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
        InvalidAction, InvalidActor, InvalidKey, InvalidRecord, InvalidSlug, InvalidTarget,
        KEY_BYTES_MAX, LogId, METADATA_FIELDS_MAX, Outcome, RECORD_BYTES_MAX, Record,
        RecordBuilder, RecordDraft, SLUG_BYTES_MAX, Seq, Severity, Slug, TARGET_ID_BYTES_MAX,
        TARGETS_MAX, TEXT_CHARS_MAX, Target, Value,
    },
    verify::{
        Altered, FINDINGS_MAX, Finding, HeadPart, LookupField, Tampered, Verdict, Verified,
        Verifier,
    },
};
