//! What happened: the events of this truth.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    id::{MemberId, MembershipId, TenantId},
    slug::TenantSlug,
    tenant::{SuspensionReason, TenantStatus},
};

/// Something that happened to a tenant or to a membership.
///
/// Events carry ids and facts, never the data of a person; who needs more asks this truth by id.
/// As JSON, `kind` tells them apart. A kind never changes its meaning or its fields: what must
/// change gets a new kind.
///
/// ```
/// use tenant::{Event, TenantId};
///
/// let tenant = TenantId::parse("ten_0198f0b2c1d47e1b9a3c5d6e7f809101")?;
/// let event = Event::TenantActivated { tenant };
/// assert_eq!(event.kind(), "tenant.tenant.activated");
/// assert_eq!(
///     serde_json::to_string(&event)?,
///     r#"{"kind":"tenant.tenant.activated","tenant":"ten_0198f0b2c1d47e1b9a3c5d6e7f809101"}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Event {
    /// A tenant came to be, pending.
    #[serde(rename = "tenant.tenant.created")]
    TenantCreated {
        /// Which.
        tenant: TenantId,
        /// Its slug.
        slug: TenantSlug,
    },
    /// A pending or trial tenant became active.
    #[serde(rename = "tenant.tenant.activated")]
    TenantActivated {
        /// Which.
        tenant: TenantId,
    },
    /// A pending tenant began its trial.
    #[serde(rename = "tenant.tenant.trial_started")]
    TrialStarted {
        /// Which.
        tenant: TenantId,
    },
    /// A tenant was suspended.
    #[serde(rename = "tenant.tenant.suspended")]
    TenantSuspended {
        /// Which.
        tenant: TenantId,
        /// Why.
        reason: SuspensionReason,
    },
    /// The reason of a suspension was cleared; the tenant runs again.
    #[serde(rename = "tenant.tenant.resumed")]
    TenantResumed {
        /// Which.
        tenant: TenantId,
        /// What it is now: what it was before.
        to: TenantStatus,
    },
    /// A tenant was archived.
    #[serde(rename = "tenant.tenant.archived")]
    TenantArchived {
        /// Which.
        tenant: TenantId,
    },
    /// An archived tenant was taken back.
    #[serde(rename = "tenant.tenant.restored")]
    TenantRestored {
        /// Which.
        tenant: TenantId,
        /// What it is now: what it was before.
        to: TenantStatus,
    },
    /// A tenant waits for its deletion.
    #[serde(rename = "tenant.tenant.queued_for_deletion")]
    TenantQueuedForDeletion {
        /// Which.
        tenant: TenantId,
        /// From when on it may be deleted.
        due: DateTime<Utc>,
    },
    /// The deletion was called off.
    #[serde(rename = "tenant.tenant.deletion_cancelled")]
    TenantDeletionCancelled {
        /// Which.
        tenant: TenantId,
        /// What it is now: what it was before.
        to: TenantStatus,
    },
    /// A tenant was deleted; only its id and its slug remain.
    #[serde(rename = "tenant.tenant.deleted")]
    TenantDeleted {
        /// Which.
        tenant: TenantId,
    },
    /// A member joined a tenant, for the first time or again.
    #[serde(rename = "tenant.member.joined")]
    MemberJoined {
        /// Which tenant.
        tenant: TenantId,
        /// By which membership.
        membership: MembershipId,
        /// Who.
        member: MemberId,
    },
    /// A membership was suspended.
    #[serde(rename = "tenant.member.suspended")]
    MemberSuspended {
        /// Which tenant.
        tenant: TenantId,
        /// Which membership.
        membership: MembershipId,
        /// Who.
        member: MemberId,
    },
    /// A suspended membership became active again.
    #[serde(rename = "tenant.member.reinstated")]
    MemberReinstated {
        /// Which tenant.
        tenant: TenantId,
        /// Which membership.
        membership: MembershipId,
        /// Who.
        member: MemberId,
    },
    /// A membership ended.
    #[serde(rename = "tenant.member.removed")]
    MemberRemoved {
        /// Which tenant.
        tenant: TenantId,
        /// Which membership.
        membership: MembershipId,
        /// Who.
        member: MemberId,
    },
}

impl Event {
    /// Every kind there is, in the order of the variants.
    pub const KINDS: &'static [&'static str] = &[
        "tenant.tenant.created",
        "tenant.tenant.activated",
        "tenant.tenant.trial_started",
        "tenant.tenant.suspended",
        "tenant.tenant.resumed",
        "tenant.tenant.archived",
        "tenant.tenant.restored",
        "tenant.tenant.queued_for_deletion",
        "tenant.tenant.deletion_cancelled",
        "tenant.tenant.deleted",
        "tenant.member.joined",
        "tenant.member.suspended",
        "tenant.member.reinstated",
        "tenant.member.removed",
    ];

    /// The stable name of what happened: `tenant.member.joined`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::TenantCreated { .. } => "tenant.tenant.created",
            Self::TenantActivated { .. } => "tenant.tenant.activated",
            Self::TrialStarted { .. } => "tenant.tenant.trial_started",
            Self::TenantSuspended { .. } => "tenant.tenant.suspended",
            Self::TenantResumed { .. } => "tenant.tenant.resumed",
            Self::TenantArchived { .. } => "tenant.tenant.archived",
            Self::TenantRestored { .. } => "tenant.tenant.restored",
            Self::TenantQueuedForDeletion { .. } => "tenant.tenant.queued_for_deletion",
            Self::TenantDeletionCancelled { .. } => "tenant.tenant.deletion_cancelled",
            Self::TenantDeleted { .. } => "tenant.tenant.deleted",
            Self::MemberJoined { .. } => "tenant.member.joined",
            Self::MemberSuspended { .. } => "tenant.member.suspended",
            Self::MemberReinstated { .. } => "tenant.member.reinstated",
            Self::MemberRemoved { .. } => "tenant.member.removed",
        }
    }

    /// The tenant to which it happened, or to which the member belongs.
    pub const fn tenant(&self) -> TenantId {
        match self {
            Self::TenantCreated { tenant, .. }
            | Self::TenantActivated { tenant }
            | Self::TrialStarted { tenant }
            | Self::TenantSuspended { tenant, .. }
            | Self::TenantResumed { tenant, .. }
            | Self::TenantArchived { tenant }
            | Self::TenantRestored { tenant, .. }
            | Self::TenantQueuedForDeletion { tenant, .. }
            | Self::TenantDeletionCancelled { tenant, .. }
            | Self::TenantDeleted { tenant }
            | Self::MemberJoined { tenant, .. }
            | Self::MemberSuspended { tenant, .. }
            | Self::MemberReinstated { tenant, .. }
            | Self::MemberRemoved { tenant, .. } => *tenant,
        }
    }
}
