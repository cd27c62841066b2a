//! What was done, and the small words that names are made of.

use std::fmt;

/// The longest slug, in bytes.
pub const SLUG_BYTES_MAX: usize = 64;

/// One small word of a name: a lower-case ASCII letter, then letters, digits, `_` or `-`;
/// at most [`SLUG_BYTES_MAX`] bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Box<str>);

/// A text that is no slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a slug: start with a lower-case letter, go on with lower-case letters, digits, `_` or `-`, at most {SLUG_BYTES_MAX} bytes"
)]
pub struct InvalidSlug;

impl InvalidSlug {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "audit-logger/invalid-slug"
    }
}

impl Slug {
    /// Takes a text that is a slug already; nothing is folded or trimmed.
    ///
    /// # Errors
    /// [`InvalidSlug`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidSlug> {
        if is_slug(text) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidSlug)
        }
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What was done: three slugs with dots between, `<truth>.<thing>.<verb in the past>`.
///
/// ```
/// let action = audit_logger::Action::parse("identity.user.suspended")?;
/// assert_eq!(action.as_str(), "identity.user.suspended");
/// # Ok::<(), audit_logger::InvalidAction>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action(Box<str>);

/// A text that is no action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an action: write three slugs with dots between, such as `identity.user.suspended`")]
pub struct InvalidAction;

impl InvalidAction {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "audit-logger/invalid-action"
    }
}

impl Action {
    /// Takes a text that is an action already.
    ///
    /// # Errors
    /// [`InvalidAction`] for anything but three slugs.
    pub fn parse(text: &str) -> Result<Self, InvalidAction> {
        let mut slugs = 0;
        for part in text.split('.') {
            slugs += 1;
            if slugs > 3 || !is_slug(part) {
                return Err(InvalidAction);
            }
        }
        if slugs == 3 {
            Ok(Self(text.into()))
        } else {
            Err(InvalidAction)
        }
    }

    /// The action as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_slug(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= SLUG_BYTES_MAX
        && bytes.next().is_some_and(|b| b.is_ascii_lowercase())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_three_slugs() {
        for good in [
            "tenant.member.joined",
            "a.b.c",
            "identity.api-key.revoked_2",
        ] {
            assert_eq!(
                Action::parse(good).map(|a| a.to_string()),
                Ok(good.to_owned())
            );
        }
        for bad in [
            "", "a", "a.b", "a.b.c.d", "A.b.c", "a..c", "a.b.c ", ".a.b", "1a.b.c", "a.b.é",
        ] {
            assert_eq!(Action::parse(bad), Err(InvalidAction), "{bad:?}");
        }
        let long = "a".repeat(SLUG_BYTES_MAX);
        assert!(Action::parse(&format!("{long}.b.c")).is_ok());
        assert!(Action::parse(&format!("{long}a.b.c")).is_err());
    }
}
