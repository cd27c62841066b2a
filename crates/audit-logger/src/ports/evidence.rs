//! The platform port: everything that is stored, as it is stored, for whoever verifies it.

use std::num::NonZeroU32;

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::StoreFailure;
use crate::{
    Action, Actor, CorrelationId, EventId, Finding, Hash, LogId, Record, RecordDraft, Seq,
    leaf_hash,
};

/// The head of a log as stored, believed by nobody yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredHead {
    /// Which log.
    pub log: LogId,
    /// How many records it should have.
    pub size: u64,
    /// The root it should have.
    pub root: Hash,
    /// The peaks to append to, as [`Frontier::to_bytes`](crate::Frontier::to_bytes) wrote them.
    pub frontier: Vec<u8>,
    /// The time of its last record, which the next may not precede.
    pub recorded_at: DateTime<Utc>,
}

/// What searches go by. It repeats what the record says, so it can be edited behind its back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The record's id.
    pub event_id: EventId,
    /// The action.
    pub action: String,
    /// The actor, as `Display` of [`Actor`] writes it.
    pub actor: String,
    /// The correlation.
    pub correlation: CorrelationId,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Kinds and ids of the targets, sorted, each once.
    pub targets: Vec<(String, String)>,
}

impl Lookup {
    /// What searches for this record must go by.
    pub fn of(draft: &RecordDraft, recorded_at: DateTime<Utc>) -> Self {
        let mut targets: Vec<_> = draft
            .targets()
            .iter()
            .map(|target| (target.kind().as_str().to_owned(), target.id().to_owned()))
            .collect();
        targets.sort();
        targets.dedup();
        Self {
            event_id: draft.event_id(),
            action: Action::as_str(draft.action()).to_owned(),
            actor: Actor::to_string(draft.actor()),
            correlation: draft.correlation(),
            recorded_at,
            targets,
        }
    }
}

/// An entry of a log as stored, believed by nobody yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// The place it claims.
    pub seq: Seq,
    /// The leaf that should be the hash of the body.
    pub leaf: Hash,
    /// The record's canonical bytes.
    pub body: Vec<u8>,
    /// What searches go by.
    pub lookup: Lookup,
}

impl StoredEntry {
    /// The record, if body and leaf fit each other and the place.
    ///
    /// # Errors
    /// The finding that says what does not fit.
    pub fn record(&self, log: LogId) -> Result<Record, Finding> {
        decode_entry(log, self.seq, &self.leaf, &self.body)
    }
}

/// The record in a stored body, if body, leaf and place fit each other. For readers that need no
/// [`StoredEntry`].
///
/// # Errors
/// The finding that says what does not fit.
pub fn decode_entry(log: LogId, seq: Seq, leaf: &Hash, body: &[u8]) -> Result<Record, Finding> {
    if leaf_hash(body) != *leaf {
        return Err(Finding::LeafMismatch {
            log,
            seq,
            altered: crate::Altered::BodyOrLeaf,
        });
    }
    let record = Record::decode(body).map_err(|_| Finding::Unreadable { log, seq })?;
    if record.draft().log() == log && record.seq() == seq {
        Ok(record)
    } else {
        Err(Finding::Misplaced { log, seq })
    }
}

/// Entries that lie in no log. No port can store one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strays {
    /// The ids that they are stored under, as many as were asked for.
    pub event_ids: Vec<EventId>,
    /// How many there are, named or not.
    pub total: u64,
}

/// Reads everything, across tenants and unchecked: for the verifier and for nobody else.
#[async_trait]
#[auto_impl(Arc)]
pub trait AuditEvidence: Send + Sync + 'static {
    /// The stored heads of at most `limit` logs after `after`, in the order of [`LogId`].
    /// MUST name every log that has a head, and no log twice.
    async fn heads(
        &self,
        after: Option<LogId>,
        limit: NonZeroU32,
    ) -> Result<Vec<StoredHead>, StoreFailure>;

    /// The stored head of one log.
    async fn stored_head(&self, log: LogId) -> Result<Option<StoredHead>, StoreFailure>;

    /// At most `limit` stored entries of a log with a place of at least `from`, in order of place.
    /// MUST answer what is stored, not what should be: gaps stay gaps.
    async fn entries(
        &self,
        log: LogId,
        from: Seq,
        limit: NonZeroU32,
    ) -> Result<Vec<StoredEntry>, StoreFailure>;

    /// The stored entries that lie in no log: under none of the heads that [`heads`](Self::heads)
    /// names. At most `limit` of them by name, and how many there are. MUST look at everything that
    /// is stored, in one moment: a log that is begun meanwhile has no strays.
    async fn strays(&self, limit: NonZeroU32) -> Result<Strays, StoreFailure>;

    /// How many records were ever appended to all logs together. MUST be counted apart from the
    /// heads, in the same commit as each append, so that a log cannot vanish with its head.
    async fn total(&self) -> Result<u64, StoreFailure>;
}
