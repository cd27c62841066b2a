//! Which roles one user has in one scope.

use std::collections::BTreeSet;

use super::{ROLES_MAX, RoleAssignmentSnapshot, RoleName, RoleScope, RoleSet, SystemRole};
use crate::event::Event;
use crate::ids::UserId;
use crate::ports::{Change, Outcome};
use crate::snapshot::{CorruptSnapshot, SNAPSHOT_VERSION};

/// Which roles one user has in one scope. Grants add up; at most [`ROLES_MAX`] at once.
///
/// ```
/// use identity::{RoleAssignment, RoleScope, RoleSet, UserId};
/// use uuid::Uuid;
///
/// let nobody = RoleAssignment::none(UserId::from_uuid(Uuid::from_u128(1)), RoleScope::Platform);
/// let member = RoleSet::parse(["member"])?;
/// let change = nobody.grant(&member)?.into_change().ok_or("a first grant changes something")?;
/// assert_eq!(change.events().len(), 1);
/// assert!(change.state().grant(&member)?.into_change().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleAssignment {
    user: UserId,
    scope: RoleScope,
    roles: BTreeSet<RoleName>,
}

impl RoleAssignment {
    /// No roles yet: where the first grant begins.
    #[must_use]
    pub const fn none(user: UserId, scope: RoleScope) -> Self {
        Self {
            user,
            scope,
            roles: BTreeSet::new(),
        }
    }

    /// Adds roles. Those already held stay; if all are held, nothing is to be done.
    ///
    /// # Errors
    /// [`GrantError::TooMany`] if more than [`ROLES_MAX`] would be held.
    pub fn grant(&self, roles: &RoleSet) -> Result<Outcome<Self>, GrantError> {
        let granted: BTreeSet<_> = roles.names().difference(&self.roles).cloned().collect();
        if granted.is_empty() {
            return Ok(Outcome::Unchanged);
        }
        let mut next = self.clone();
        next.roles.extend(granted.iter().cloned());
        if next.roles.len() > ROLES_MAX {
            return Err(GrantError::TooMany);
        }
        let event = Event::RoleGranted {
            user: self.user,
            scope: self.scope,
            roles: granted,
        };
        Ok(Outcome::Changed(Change::new(next, event)))
    }

    /// Takes roles away. If none of them is held, nothing is to be done.
    pub fn revoke(&self, roles: &RoleSet) -> Outcome<Self> {
        let revoked: BTreeSet<_> = roles.names().intersection(&self.roles).cloned().collect();
        if revoked.is_empty() {
            return Outcome::Unchanged;
        }
        let mut next = self.clone();
        next.roles.retain(|role| !revoked.contains(role));
        let event = Event::RoleRevoked {
            user: self.user,
            scope: self.scope,
            roles: revoked,
        };
        Outcome::Changed(Change::new(next, event))
    }

    /// Who has the roles.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// Where they hold.
    #[must_use]
    pub const fn scope(&self) -> RoleScope {
        self.scope
    }

    /// The roles, possibly none.
    #[must_use]
    pub const fn roles(&self) -> &BTreeSet<RoleName> {
        &self.roles
    }

    /// The form to store.
    #[must_use]
    pub fn snapshot(&self) -> RoleAssignmentSnapshot {
        RoleAssignmentSnapshot {
            v: SNAPSHOT_VERSION,
            user: self.user,
            scope: self.scope,
            roles: self.roles.clone(),
        }
    }

    /// Reads the stored form back, and checks every rule again.
    ///
    /// # Errors
    /// [`CorruptSnapshot`] says which rule is broken.
    pub fn restore(snapshot: RoleAssignmentSnapshot) -> Result<Self, CorruptSnapshot> {
        CorruptSnapshot::check_version(snapshot.v)?;
        if snapshot.roles.len() > ROLES_MAX {
            return Err(CorruptSnapshot::Rule {
                rule: "an assignment has at most 16 roles",
            });
        }
        if snapshot
            .roles
            .iter()
            .any(|name| SystemRole::from_name(name).is_err())
        {
            return Err(CorruptSnapshot::Rule {
                rule: "every assigned role exists",
            });
        }
        Ok(Self {
            user: snapshot.user,
            scope: snapshot.scope,
            roles: snapshot.roles,
        })
    }
}

/// Why roles cannot be granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// Over [`ROLES_MAX`].
    #[error("the user would have more than {ROLES_MAX} roles in one scope; revoke some first")]
    TooMany,
}

impl GrantError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooMany => "identity/roles-too-many",
        }
    }
}
