//! The name of a role.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest role name, in characters, all of them ASCII.
pub const ROLE_NAME_CHARS_MAX: usize = 64;

/// The name of a role: a lower-case letter, then up to 63 of `a-z`, `0-9`, `_` and `-`.
///
/// A well-formed name need not name a role that exists: [`RoleSet`](super::RoleSet) checks that.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoleName(String);

impl RoleName {
    /// Reads a name. Blanks around it are dropped; nothing else is repaired.
    ///
    /// # Errors
    /// [`InvalidRoleName`] says what a name looks like.
    pub fn parse(raw: &str) -> Result<Self, InvalidRoleName> {
        let text = raw.trim_matches(' ');
        let fits = text.len() <= ROLE_NAME_CHARS_MAX;
        let starts = text.starts_with(|c: char| c.is_ascii_lowercase());
        let rest = text
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
        if fits && starts && rest {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidRoleName)
        }
    }

    /// A name written in this crate; a test reads them all.
    pub(super) fn known(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RoleName {
    type Error = InvalidRoleName;

    fn try_from(raw: String) -> Result<Self, InvalidRoleName> {
        Self::parse(&raw)
    }
}

impl From<RoleName> for String {
    fn from(name: RoleName) -> Self {
        name.0
    }
}

/// The text cannot be the name of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a role name begins with a lower-case letter and holds at most {ROLE_NAME_CHARS_MAX} of a-z, \
     0-9, _ and -"
)]
pub struct InvalidRoleName;

impl InvalidRoleName {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "identity/invalid-role-name"
    }
}
