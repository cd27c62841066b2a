//! Asking for a person to be registered, and what became of it.

use chrono::{DateTime, Utc};
use identity::{DisplayName, EmailAddress, Password, RoleSet, UserId, VouchReason};
use tenant::TenantSlug;
use workflow::InstanceId;

/// A person who is to become a member of a tenant. Every value has been parsed already.
pub struct RegisterPerson {
    /// The tenant to join, by its slug.
    pub tenant: TenantSlug,
    /// The mailbox, which is who the person is: one verified address, one user.
    pub email: EmailAddress,
    /// What the person is called.
    pub name: DisplayName,
    /// The roles to grant in the tenant.
    pub roles: RoleSet,
    /// How the mailbox comes to be trusted.
    pub mailbox: Mailbox,
    /// A first password. Only for a mailbox that is vouched for (ADR-0008).
    pub password: Option<Password>,
}

/// How the mailbox comes to be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mailbox {
    /// The person gets a link and must follow it.
    ToProve,
    /// The operator vouches for it.
    Vouched {
        /// Why; recorded in the audit trail.
        reason: VouchReason,
    },
}

/// What became of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The process that did, or does, the work.
    pub process: InstanceId,
    /// How it stands.
    pub outcome: RegistrationOutcome,
}

/// How a registration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistrationOutcome {
    /// This call made the person a member.
    Registered {
        /// The user, new or found.
        user: UserId,
    },
    /// The person was a member before this call.
    AlreadyThere {
        /// The user.
        user: UserId,
    },
    /// A message with a link is on its way; nothing exists until it is followed.
    AwaitingProof {
        /// When the link stops working.
        expires_at: Option<DateTime<Utc>>,
    },
}

/// Shows no personal data: a request may be logged.
impl std::fmt::Debug for RegisterPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegisterPerson")
            .field("tenant", &self.tenant)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}
