//! The name of a tenant as people read it.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::slug::TenantSlug;

/// The name of a tenant as people read it: `Müller & Söhne GmbH`.
///
/// 1 to 200 characters in Unicode normalisation form C (UAX 15), without white space at either
/// end, and without characters that are not seen but change what is seen: controls, line breaks,
/// direction overrides, zero-width spaces. Joiners stay, because several scripts need them.
///
/// ```
/// use tenant::TenantName;
///
/// let name = TenantName::parse("  Mu\u{308}ller & So\u{308}hne ")?;
/// assert_eq!(name.as_str(), "Müller & Söhne");
/// # Ok::<(), tenant::InvalidTenantName>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantName(String);

/// Why a text cannot be the name of a tenant, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidTenantName {
    /// Nothing is left after the white space at both ends is gone.
    #[error("the name is empty: write at least one character")]
    Empty,
    /// More than [`TenantName::CHARS_MAX`] characters.
    #[error("the name is too long: use at most 200 characters")]
    TooLong,
    /// A character that is not seen but changes what is seen. Positions count from 1.
    #[error("character {position} is the invisible U+{code_point:04X}: remove it")]
    Invisible {
        /// The Unicode code point.
        code_point: u32,
        /// Where it stands.
        position: usize,
    },
}

impl InvalidTenantName {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "tenant/name-empty",
            Self::TooLong => "tenant/name-too-long",
            Self::Invisible { .. } => "tenant/name-invisible-character",
        }
    }
}

impl TenantName {
    /// The most characters (Unicode scalar values) of a name.
    pub const CHARS_MAX: usize = 200;

    /// What is longer than this is refused before it is looked at. A character has at most
    /// 4 bytes, and composing shortens by at most a factor of 4.
    const RAW_BYTES_MAX: usize = Self::CHARS_MAX * 16;

    /// Reads a name: trims it, composes it, and checks it.
    ///
    /// # Errors
    /// [`InvalidTenantName`] says which rule is broken and what to do.
    pub fn parse(raw: &str) -> Result<Self, InvalidTenantName> {
        if raw.len() > Self::RAW_BYTES_MAX {
            return Err(InvalidTenantName::TooLong);
        }
        let name: String = raw.trim().nfc().collect();
        if name.is_empty() {
            return Err(InvalidTenantName::Empty);
        }
        if let Some((index, found)) = name.chars().enumerate().find(|&(_, c)| is_invisible(c)) {
            let (code_point, position) = (u32::from(found), index + 1);
            return Err(InvalidTenantName::Invisible {
                code_point,
                position,
            });
        }
        if name.chars().count() > Self::CHARS_MAX {
            return Err(InvalidTenantName::TooLong);
        }
        Ok(Self(name))
    }

    /// The name that a deleted tenant is left with: every slug is a valid name.
    pub(crate) fn of_tombstone(slug: &TenantSlug) -> Self {
        Self(slug.as_str().to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Controls (Unicode `Cc`), separators of lines and paragraphs, marks of direction, and widthless
/// characters that no script needs.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{00AD}'
                | '\u{061C}'
                | '\u{180E}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

impl fmt::Display for TenantName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for TenantName {
    type Error = InvalidTenantName;

    fn try_from(raw: String) -> Result<Self, InvalidTenantName> {
        Self::parse(&raw)
    }
}

impl From<TenantName> for String {
    fn from(name: TenantName) -> Self {
        name.0
    }
}
