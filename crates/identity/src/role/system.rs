//! The roles every installation has.

use std::fmt;

use super::RoleName;

/// The roles every installation has. They cannot be changed or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SystemRole {
    /// Answers for the scope, and may end it.
    Owner,
    /// Runs the scope and its people.
    Admin,
    /// Works in the scope.
    Member,
    /// Looks at what it is shown.
    Guest,
}

impl SystemRole {
    /// All of them, strongest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Member, Self::Guest];

    /// The name as text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Guest => "guest",
        }
    }

    /// The name as a [`RoleName`].
    #[must_use]
    pub fn name(self) -> RoleName {
        RoleName::known(self.as_str())
    }

    /// The role with this name.
    ///
    /// # Errors
    /// [`UnknownRole`] lists the roles there are.
    pub fn from_name(name: &RoleName) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == name.as_str())
            .ok_or_else(|| UnknownRole { name: name.clone() })
    }
}

impl fmt::Display for SystemRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no role with this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no role {name}; there are owner, admin, member and guest")]
pub struct UnknownRole {
    /// The name that was asked for.
    pub name: RoleName,
}

impl UnknownRole {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "identity/unknown-role"
    }
}
