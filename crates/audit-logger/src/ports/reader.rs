//! The port that reads one log.

use async_trait::async_trait;
use auto_impl::auto_impl;

use super::{BadCursor, Filter, Page, PageRequest, StoreFailure};
use crate::{EventId, Finding, LogId, Record, Seq, TreeHead};

/// Why nothing can be shown.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The cursor does not belong here.
    #[error(transparent)]
    Cursor(#[from] BadCursor),
    /// What is stored is not what was appended. A trail shows nothing false.
    #[error("the stored record was tampered with: {0}")]
    Tampered(Finding),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl ReadError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Cursor(cursor) => cursor.code(),
            Self::Tampered(_) => "audit-logger/tampered",
            Self::Store(failure) => failure.code(),
        }
    }
}

/// Reads one log at a time. The log is always named; what lies in another answers as missing.
///
/// Every method MUST check a record against its leaf before showing it, and return
/// [`ReadError::Tampered`] otherwise: [`StoredEntry::record`](super::StoredEntry::record) does.
#[async_trait]
#[auto_impl(Arc)]
pub trait AuditReader: Send + Sync + 'static {
    /// The record that tells of an event, if it is in this log.
    async fn find(&self, log: LogId, event: EventId) -> Result<Option<Record>, ReadError>;

    /// The record at a place in this log.
    async fn at(&self, log: LogId, seq: Seq) -> Result<Option<Record>, ReadError>;

    /// The records of this log that fit the filter, newest first.
    ///
    /// - MUST agree with [`Filter::matches`].
    /// - MUST show only what [`PageRequest::window`] allows, and answer by [`Page::of`].
    ///
    /// # Errors
    /// [`ReadError::Cursor`] for a cursor of another log or filter.
    async fn page(
        &self,
        log: LogId,
        filter: &Filter,
        request: &PageRequest,
    ) -> Result<Page, ReadError>;

    /// The head of this log; a log that has no record yet has the empty head.
    async fn head(&self, log: LogId) -> Result<TreeHead, ReadError>;
}
