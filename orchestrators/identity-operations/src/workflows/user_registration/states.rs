//! What the process is started with, what it finds out, and what it answers. Ids and roles only.

use chrono::{DateTime, Utc};
use identity::{AttemptId, RoleName, UserId, ports::ActorRef};
use serde::{Deserialize, Serialize};
use tenant::{MembershipId, TenantId};

/// What a registration is started with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRegistrationInput {
    /// The attempt that holds the person's data.
    pub attempt: AttemptId,
    /// The tenant to join.
    pub tenant: TenantId,
    /// The roles to grant there, sorted.
    pub roles: Vec<RoleName>,
    /// How the mailbox comes to be trusted.
    pub mailbox: MailboxBasis,
    /// Who asked for it. Every effect of the process is recorded in this actor's name.
    pub requested_by: ActorRef,
}

/// How the mailbox comes to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailboxBasis {
    /// The person must follow a link.
    ToProve,
    /// Somebody vouches; the attempt says who and why.
    Vouched,
}

/// How the person came into the tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrival {
    /// This process made the membership.
    Joined,
    /// The person was a member already.
    WasThere,
}

/// What the process has found out so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRegistrationState {
    /// When the mailbox was proven, if it had to be.
    pub verified_at: Option<DateTime<Utc>>,
    /// The user, new or found.
    pub user: Option<UserId>,
    /// The roles that the user had in this tenant before; an undo leaves them.
    pub roles_before: Vec<RoleName>,
    /// The membership, new or found.
    pub membership: Option<MembershipId>,
    /// How the person came in.
    pub arrival: Option<Arrival>,
}

/// What a completed registration answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRegistrationOutput {
    /// The user, new or found. Always there once the process is complete.
    pub user: Option<UserId>,
    /// How the person came in. Always there once the process is complete.
    pub arrival: Option<Arrival>,
}
