//! The stored form of a role assignment.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{RoleName, RoleScope};
use crate::ids::UserId;

/// The stored form of a [`RoleAssignment`](super::RoleAssignment).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleAssignmentSnapshot {
    /// The version of this form: [`SNAPSHOT_VERSION`](crate::SNAPSHOT_VERSION).
    pub v: u32,
    /// Who has the roles.
    pub user: UserId,
    /// Where they hold.
    pub scope: RoleScope,
    /// The roles, possibly none.
    pub roles: BTreeSet<RoleName>,
}
