//! Some roles, all of them known.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{RoleName, SystemRole, UnknownRole};

/// The most roles one user can have in one scope.
pub const ROLES_MAX: usize = 16;

/// 1 to 16 roles, each of which exists.
///
/// ```
/// use identity::{RoleName, RoleSet};
///
/// let roles = RoleSet::parse(["member", "admin"])?;
/// assert!(roles.contains(&RoleName::parse("admin")?));
/// let error = RoleSet::parse(["wizard"]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "there is no role wizard; there are owner, admin, member and guest"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "BTreeSet<RoleName>", into = "BTreeSet<RoleName>")]
pub struct RoleSet(BTreeSet<RoleName>);

impl RoleSet {
    /// Takes names; a name given twice counts once.
    ///
    /// # Errors
    /// [`InvalidRoleSet`] if there are none, too many, or one that does not exist.
    pub fn new(names: impl IntoIterator<Item = RoleName>) -> Result<Self, InvalidRoleSet> {
        let mut roles = BTreeSet::new();
        for name in names {
            SystemRole::from_name(&name)?;
            roles.insert(name);
            if roles.len() > ROLES_MAX {
                return Err(InvalidRoleSet::TooMany);
            }
        }
        if roles.is_empty() {
            Err(InvalidRoleSet::Empty)
        } else {
            Ok(Self(roles))
        }
    }

    /// Reads names.
    ///
    /// # Errors
    /// [`InvalidRoleSet`] as [`new`](Self::new), and for a text that cannot be a name.
    pub fn parse<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidRoleSet> {
        let names: Result<Vec<_>, _> = names.into_iter().map(RoleName::parse).collect();
        Self::new(names?)
    }

    /// Whether `name` is among them.
    #[must_use]
    pub fn contains(&self, name: &RoleName) -> bool {
        self.0.contains(name)
    }

    /// The names, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &RoleName> {
        self.0.iter()
    }

    pub(super) const fn names(&self) -> &BTreeSet<RoleName> {
        &self.0
    }
}

impl TryFrom<BTreeSet<RoleName>> for RoleSet {
    type Error = InvalidRoleSet;

    fn try_from(names: BTreeSet<RoleName>) -> Result<Self, InvalidRoleSet> {
        Self::new(names)
    }
}

impl From<RoleSet> for BTreeSet<RoleName> {
    fn from(roles: RoleSet) -> Self {
        roles.0
    }
}

/// Why some names are no set of roles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRoleSet {
    /// None given.
    #[error("no role given; name at least one of owner, admin, member and guest")]
    Empty,
    /// Over [`ROLES_MAX`].
    #[error("too many roles; at most {ROLES_MAX} fit")]
    TooMany,
    /// A text that cannot be a name.
    #[error(transparent)]
    Name(#[from] super::InvalidRoleName),
    /// A name without a role.
    #[error(transparent)]
    Unknown(#[from] UnknownRole),
}

impl InvalidRoleSet {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "identity/roles-empty",
            Self::TooMany => "identity/roles-too-many",
            Self::Name(error) => error.code(),
            Self::Unknown(error) => error.code(),
        }
    }
}
