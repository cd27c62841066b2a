//! What the records of all truths have in common.

use audit_logger::{
    Action, CausationId, CorrelationId, EventId, LogId, RecordBuilder, RecordDraft, TenantId,
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Untranslatable, actor};

/// The envelope of an event, free of any truth's types.
pub(super) struct Envelope<'a> {
    pub(super) id: Uuid,
    pub(super) kind: &'a str,
    pub(super) actor: &'a str,
    pub(super) correlation: Uuid,
    pub(super) causation: Uuid,
    pub(super) occurred_at: DateTime<Utc>,
}

impl Envelope<'_> {
    /// Begins the record of the event in `log`.
    pub(super) fn begin(&self, log: LogId) -> Result<RecordBuilder, Untranslatable> {
        Ok(RecordDraft::builder(
            EventId::from_uuid(self.id),
            log,
            Action::parse(self.kind)?,
            actor::parse(self.actor),
            CorrelationId::from_uuid(self.correlation),
            self.occurred_at,
        )
        .causation(CausationId::from_uuid(self.causation)))
    }
}

/// The log of a tenant, or the platform's if there is none.
pub(super) fn log_of(tenant: Option<Uuid>) -> LogId {
    tenant.map_or(LogId::Platform, |id| LogId::Tenant(TenantId::from_uuid(id)))
}
