//! A link that works like a password.

use std::fmt;

/// The text is not a link that may stand in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSecretLink {
    /// It begins with something else than `https://`, or `http://` on this very machine.
    #[error("the link must begin with `https://` and a host; `http://` is for `localhost` only")]
    Scheme,
    /// More than [`SecretLink::OCTETS_MAX`] octets.
    #[error("the link is too long: at most {max} octets are allowed", max = SecretLink::OCTETS_MAX)]
    TooLong,
    /// A space, a quote, an angle bracket, a line break, or a character beyond ASCII.
    #[error("the link has a character that must be percent-encoded")]
    Character,
}

impl InvalidSecretLink {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Scheme => "notifier/link-scheme",
            Self::TooLong => "notifier/link-too-long",
            Self::Character => "notifier/link-character",
        }
    }
}

/// A link that proves something to whoever holds it.
///
/// It is written into the message and nowhere else: no `Display`, no serialisation, and `Debug` hides it.
///
/// ```
/// use notifier::SecretLink;
///
/// let link = SecretLink::parse("https://id.example.org/verify#nxv_c2VjcmV0")?;
/// assert_eq!(format!("{link:?}"), "SecretLink(••••)");
/// assert!(SecretLink::parse("javascript:alert(1)").is_err());
/// # Ok::<(), notifier::InvalidSecretLink>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SecretLink(String);

impl SecretLink {
    /// The most octets a link may have.
    pub const OCTETS_MAX: usize = 2_048;

    /// Reads a link: `https` to any host, `http` to `localhost`, `127.0.0.1` and `[::1]`.
    ///
    /// # Errors
    /// [`InvalidSecretLink`] says what is wrong, and does not repeat the link.
    pub fn parse(text: &str) -> Result<Self, InvalidSecretLink> {
        if text.len() > Self::OCTETS_MAX {
            return Err(InvalidSecretLink::TooLong);
        }
        let allowed = |b: u8| b.is_ascii_graphic() && !b"\"'<>\\^`{|}".contains(&b);
        if !text.bytes().all(allowed) {
            return Err(InvalidSecretLink::Character);
        }
        let starts_a_host =
            |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[');
        let secure = text.strip_prefix("https://").is_some_and(starts_a_host);
        let local = text.strip_prefix("http://").is_some_and(is_this_machine);
        if secure || local {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSecretLink::Scheme)
        }
    }

    /// The link itself. Only for the message.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

fn is_this_machine(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    ["localhost", "127.0.0.1", "[::1]"].into_iter().any(|host| {
        authority.strip_prefix(host).is_some_and(|after| {
            after.is_empty()
                || after
                    .strip_prefix(':')
                    .is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()))
        })
    })
}

impl fmt::Debug for SecretLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretLink(••••)")
    }
}
