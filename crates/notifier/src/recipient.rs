//! Who a message is for and on whose behalf, as references that this crate does not look into.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text cannot refer to a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a recipient reference: expected 1 to {max} printable ASCII characters without spaces and without `@`",
    max = RecipientRef::OCTETS_MAX
)]
pub struct InvalidRecipientRef;

impl InvalidRecipientRef {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "notifier/invalid-recipient-ref"
    }
}

/// Who a message is for, as the caller names that person: an id such as `usr_…`, never an address.
///
/// It is stored with the record and stands in events, so an `@` is refused: an address is personal data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecipientRef(String);

impl RecipientRef {
    /// The most octets a reference may have.
    pub const OCTETS_MAX: usize = 128;

    /// Reads a reference.
    ///
    /// # Errors
    /// [`InvalidRecipientRef`] if it is empty, too long, or has a character that is not allowed.
    pub fn parse(text: &str) -> Result<Self, InvalidRecipientRef> {
        let fits = (1..=Self::OCTETS_MAX).contains(&text.len());
        if fits && text.bytes().all(|b| b.is_ascii_graphic() && b != b'@') {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidRecipientRef)
        }
    }

    /// The reference as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RecipientRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RecipientRef {
    type Error = InvalidRecipientRef;

    fn try_from(text: String) -> Result<Self, InvalidRecipientRef> {
        Self::parse(&text)
    }
}

impl From<RecipientRef> for String {
    fn from(reference: RecipientRef) -> Self {
        reference.0
    }
}

/// On whose behalf a message is sent: the platform itself, or one tenant, whose id this crate does not look into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scope(Option<Uuid>);

impl Scope {
    /// The platform itself.
    pub const PLATFORM: Self = Self(None);

    /// One tenant.
    pub const fn tenant(id: Uuid) -> Self {
        Self(Some(id))
    }

    /// The tenant's id, or `None` for the platform.
    pub const fn as_uuid(self) -> Option<Uuid> {
        self.0
    }
}
