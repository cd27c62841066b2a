//! The name a person wants to be called by.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::text::{self, TextFault};

/// The longest display name, in characters (Unicode scalar values after NFC).
pub const DISPLAY_NAME_CHARS_MAX: usize = 200;

/// The name a person wants to be called by: 1 to 200 characters, NFC, trimmed, one line.
///
/// Nothing is assumed about how names are built. Personal data: `Debug` does not show it.
///
/// ```
/// use identity::DisplayName;
///
/// assert_eq!(DisplayName::parse("  Ada Lovelace ")?.as_str(), "Ada Lovelace");
/// assert!(DisplayName::parse("Ada\u{202E}Lovelace").is_err());
/// # Ok::<(), identity::InvalidDisplayName>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

impl DisplayName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`InvalidDisplayName`] says what is wrong and what would be right.
    pub fn parse(raw: &str) -> Result<Self, InvalidDisplayName> {
        text::line(raw, DISPLAY_NAME_CHARS_MAX)
            .map(Self)
            .map_err(|fault| match fault {
                TextFault::Empty => InvalidDisplayName::Empty,
                TextFault::TooLong => InvalidDisplayName::TooLong,
                TextFault::Forbidden => InvalidDisplayName::Forbidden,
            })
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DisplayName(redacted)")
    }
}

impl TryFrom<String> for DisplayName {
    type Error = InvalidDisplayName;

    fn try_from(raw: String) -> Result<Self, InvalidDisplayName> {
        Self::parse(&raw)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0
    }
}

/// Why a text is no display name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDisplayName {
    /// Nothing to read in it.
    #[error("the name is empty; give at least one visible character")]
    Empty,
    /// Over [`DISPLAY_NAME_CHARS_MAX`].
    #[error("the name is too long; at most {DISPLAY_NAME_CHARS_MAX} characters fit")]
    TooLong,
    /// A control, a line break, or a character that reorders or hides text.
    #[error("the name holds a control or text-direction character; remove it")]
    Forbidden,
}

impl InvalidDisplayName {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "identity/name-empty",
            Self::TooLong => "identity/name-too-long",
            Self::Forbidden => "identity/name-forbidden-character",
        }
    }
}
