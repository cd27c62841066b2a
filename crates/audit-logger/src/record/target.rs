//! What was acted on.

use std::fmt;

use crate::{Slug, mask};

/// The longest id of a target, in bytes.
pub const TARGET_ID_BYTES_MAX: usize = 128;

/// One thing that was acted on: its kind and its id, as its owner writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    kind: Slug,
    id: Box<str>,
}

/// A kind or an id that names no target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTarget {
    /// The kind is no slug.
    #[error("the kind of the target is not a slug")]
    Kind,
    /// The id is empty, too long, or has a character other than printable ASCII.
    #[error(
        "the id of the target must be 1 to {TARGET_ID_BYTES_MAX} printable ASCII characters without spaces"
    )]
    Id,
}

impl InvalidTarget {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Kind => "audit-logger/invalid-target-kind",
            Self::Id => "audit-logger/invalid-target-id",
        }
    }
}

impl Target {
    /// Names a thing.
    ///
    /// An id that is itself a secret (a token, a card number) is masked here, so it can reach
    /// neither a store nor a search.
    ///
    /// # Errors
    /// [`InvalidTarget`] if the kind is no slug, or the id not 1 to [`TARGET_ID_BYTES_MAX`] bytes of
    /// printable ASCII without spaces.
    pub fn parse(kind: &str, id: &str) -> Result<Self, InvalidTarget> {
        let kind = Slug::parse(kind).map_err(|_| InvalidTarget::Kind)?;
        let printable = id.bytes().all(|b| b.is_ascii_graphic());
        if id.is_empty() || id.len() > TARGET_ID_BYTES_MAX || !printable {
            return Err(InvalidTarget::Id);
        }
        Ok(Self {
            kind,
            id: mask::id(id, TARGET_ID_BYTES_MAX).into(),
        })
    }

    /// What kind of thing it is.
    pub fn kind(&self) -> &Slug {
        &self.kind
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}
