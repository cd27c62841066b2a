//! The port that appends.

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::StoreFailure;
use crate::{EventId, LogId, RecordDraft, Seq};

/// The most records of one batch.
pub const BATCH_RECORDS_MAX: usize = 4096;

/// Where a record came to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The record's id.
    pub event_id: EventId,
    /// Its log.
    pub log: LogId,
    /// Its place in the log.
    pub seq: Seq,
    /// True if it was there already, with the same content.
    pub replayed: bool,
}

/// Why a batch was not appended. Then nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// More than [`BATCH_RECORDS_MAX`] records at once.
    #[error("a batch has at most {BATCH_RECORDS_MAX} records: split it")]
    BatchTooLarge,
    /// A record with this id says something else: in the store, or earlier in the batch.
    #[error(
        "another record tells of {event_id} already: one event has one record, and no record changes"
    )]
    IdConflict {
        /// The id that both have.
        event_id: EventId,
    },
    /// The stored state of this log does not fit together, so nothing can be added to it.
    #[error("the stored state of the log {log} is damaged: verify the trail")]
    Damaged {
        /// Which log.
        log: LogId,
    },
    /// The store did not answer. Whether the batch was stored may be unknown: append it again.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl AppendError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BatchTooLarge => "audit-logger/batch-too-large",
            Self::IdConflict { .. } => "audit-logger/id-conflict",
            Self::Damaged { .. } => "audit-logger/log-damaged",
            Self::Store(failure) => failure.code(),
        }
    }
}

/// Appends records, and can do nothing else: no port of this crate changes or deletes one.
#[async_trait]
#[auto_impl(Arc)]
pub trait AuditLogRepository: Send + Sync + 'static {
    /// Appends a batch, which may span many logs, in ONE durable commit: all of it, or nothing.
    /// Answers for each draft, in order, where it lies.
    ///
    /// - MUST keep the order of the batch within each log, and number each log densely from 0,
    ///   whoever else appends at the same time.
    /// - MUST answer a draft whose event id is stored with the same content (also in this batch)
    ///   with that record's place and `replayed: true`, and store nothing for it.
    /// - MUST store the time `recorded_at`, or the time of the record before it in the same log if
    ///   that is later: [`LogState`](crate::LogState) does.
    /// - MUST have stored records, leaves, head and what searches need, durably, before it answers.
    ///
    /// # Errors
    /// - MUST return [`AppendError::IdConflict`] if the id is stored with other content, in any log.
    /// - MUST return [`AppendError::BatchTooLarge`] beyond [`BATCH_RECORDS_MAX`].
    /// - MUST return [`AppendError::Damaged`] rather than build on a state that does not fit together,
    ///   and rather than answer for an entry that lies in no log or beyond the end of its log.
    /// - After any error nothing of the batch is stored, but after [`AppendError::Store`] it may be:
    ///   appending the same batch again is always safe.
    async fn append(
        &self,
        batch: &[RecordDraft],
        recorded_at: DateTime<Utc>,
    ) -> Result<Vec<Appended>, AppendError>;
}
