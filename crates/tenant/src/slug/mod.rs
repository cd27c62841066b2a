//! The short name of a tenant, fit to be a label of a host name.

mod reserved;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::reserved::RESERVED;

/// The short, unique, unchanging name of a tenant: `acme` in `acme.example.org`.
///
/// A label of a host name as RFC 1123, section 2.1 allows it, in lower case only: 3 to 63 of
/// `a-z`, `0-9` and `-`, no hyphen first or last, and none in both the third and fourth place,
/// which RFC 5891, section 4.2.3.1 keeps for encoded names such as `xn--`.
///
/// ```
/// use tenant::{InvalidTenantSlug, TenantSlug};
///
/// assert_eq!(TenantSlug::parse("acme-eu")?.as_str(), "acme-eu");
/// assert_eq!(TenantSlug::parse("admin"), Err(InvalidTenantSlug::Reserved));
/// assert_eq!(
///     TenantSlug::parse("Acme").unwrap_err().to_string(),
///     "character 1 is an upper-case `A`: a slug is written in lower case",
/// );
/// # Ok::<(), InvalidTenantSlug>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantSlug(String);

/// Why a text cannot be the slug of a tenant, and what to do. Positions count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidTenantSlug {
    /// Fewer than [`TenantSlug::LEN_MIN`] characters.
    #[error("{len} characters are too few: a slug has at least 3")]
    TooShort {
        /// How many there are.
        len: usize,
    },
    /// More than [`TenantSlug::LEN_MAX`] characters.
    #[error("the slug is too long: use at most 63 characters")]
    TooLong,
    /// A capital letter.
    #[error("character {position} is an upper-case `{found}`: a slug is written in lower case")]
    UpperCase {
        /// The letter.
        found: char,
        /// Where it stands.
        position: usize,
    },
    /// Something else than a letter, a digit or a hyphen.
    #[error("character {position}, {found:?}, is not allowed: use a-z, 0-9 and hyphens")]
    Character {
        /// The character.
        found: char,
        /// Where it stands.
        position: usize,
    },
    /// A hyphen first or last.
    #[error("a slug begins and ends with a letter or a digit, not with a hyphen")]
    EdgeHyphen,
    /// Hyphens in the third and the fourth place.
    #[error("`--` in the third and fourth place is kept for encoded names: choose another slug")]
    EncodedName,
    /// A word that addresses the platform itself.
    #[error("this word is reserved for the platform: choose another slug")]
    Reserved,
}

impl InvalidTenantSlug {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "tenant/slug-too-short",
            Self::TooLong => "tenant/slug-too-long",
            Self::UpperCase { .. } => "tenant/slug-upper-case",
            Self::Character { .. } => "tenant/slug-character",
            Self::EdgeHyphen => "tenant/slug-edge-hyphen",
            Self::EncodedName => "tenant/slug-encoded-name",
            Self::Reserved => "tenant/slug-reserved",
        }
    }
}

impl TenantSlug {
    /// The fewest characters of a slug.
    pub const LEN_MIN: usize = 3;
    /// The most characters of a slug: one label of a host name (RFC 1035, section 2.3.4).
    pub const LEN_MAX: usize = 63;

    /// The words that no new tenant can have, sorted: they address the platform, its operators or
    /// its mail, so a tenant that bore one could pose as the platform.
    pub const RESERVED: &'static [&'static str] = RESERVED;

    /// Reads the slug of a new tenant.
    ///
    /// # Errors
    /// [`InvalidTenantSlug`] says which rule is broken and what to do. Nothing is corrected
    /// silently: what a person wrote is what they will have to type.
    pub fn parse(raw: &str) -> Result<Self, InvalidTenantSlug> {
        let slug = Self::parse_existing(raw)?;
        if Self::RESERVED.contains(&slug.as_str()) {
            return Err(InvalidTenantSlug::Reserved);
        }
        Ok(slug)
    }

    /// Reads the slug of a tenant that may be there already: the shape is checked, the reserved
    /// words are not, because the list may have grown since that tenant was created.
    ///
    /// Deserialising does the same.
    ///
    /// # Errors
    /// Every [`InvalidTenantSlug`] but `Reserved`.
    pub fn parse_existing(raw: &str) -> Result<Self, InvalidTenantSlug> {
        // Only so many are looked at, so a huge text costs no more than a long one.
        for (index, found) in raw.chars().take(Self::LEN_MAX).enumerate() {
            let position = index + 1;
            match found {
                'a'..='z' | '0'..='9' | '-' => {},
                'A'..='Z' => return Err(InvalidTenantSlug::UpperCase { found, position }),
                _ => return Err(InvalidTenantSlug::Character { found, position }),
            }
        }
        if raw.len() > Self::LEN_MAX {
            return Err(InvalidTenantSlug::TooLong);
        }
        if raw.len() < Self::LEN_MIN {
            return Err(InvalidTenantSlug::TooShort { len: raw.len() });
        }
        if raw.starts_with('-') || raw.ends_with('-') {
            return Err(InvalidTenantSlug::EdgeHyphen);
        }
        if raw.get(2..4) == Some("--") {
            return Err(InvalidTenantSlug::EncodedName);
        }
        Ok(Self(raw.to_owned()))
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TenantSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for TenantSlug {
    type Error = InvalidTenantSlug;

    fn try_from(raw: String) -> Result<Self, InvalidTenantSlug> {
        Self::parse_existing(&raw)
    }
}

impl From<TenantSlug> for String {
    fn from(slug: TenantSlug) -> Self {
        slug.0
    }
}
