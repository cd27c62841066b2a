//! The token itself, and the hash of it that is stored.

use std::fmt;
use std::marker::PhantomData;

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::{LinkKey, MailboxVerification, Purpose};
use crate::ids::AttemptId;

/// 32 bytes in base64url without padding.
const BODY_CHARS: usize = 43;

/// A secret of 256 bits for one purpose. Wiped on drop; it has no `Debug`, no `Clone` and no
/// `Serialize`, so that it cannot end in a log or a store by accident.
///
/// ```compile_fail
/// # let token = identity::SecretToken::<identity::MailboxVerification>::from_bytes([7; 32]);
/// format!("{token:?}");
/// ```
/// ```
/// use identity::{MailboxVerification, SecretToken};
///
/// let token = SecretToken::<MailboxVerification>::from_bytes([7; 32]);
/// let wire = token.expose();
/// assert!(wire.starts_with("nxv_"));
/// assert_eq!(SecretToken::<MailboxVerification>::parse(&wire)?.hash(), token.hash());
/// # Ok::<(), identity::InvalidToken>(())
/// ```
#[expect(
    missing_debug_implementations,
    reason = "a secret must not be printable"
)]
pub struct SecretToken<P: Purpose> {
    bytes: Zeroizing<[u8; 32]>,
    purpose: PhantomData<fn() -> P>,
}

impl<P: Purpose> SecretToken<P> {
    /// Takes 32 bytes from a cryptographic random source.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self {
            bytes: Zeroizing::new(bytes),
            purpose: PhantomData,
        }
    }

    /// Reads the wire form. Blanks around it are dropped, as pasted text often has them.
    ///
    /// # Errors
    /// [`InvalidToken`] if it is not exactly the prefix of the purpose and 43 characters.
    pub fn parse(text: &str) -> Result<Self, InvalidToken> {
        let invalid = InvalidToken { prefix: P::PREFIX };
        let body = text
            .trim()
            .strip_prefix(P::PREFIX)
            .and_then(|rest| rest.strip_prefix('_'))
            .filter(|body| body.len() == BODY_CHARS)
            .ok_or(invalid)?;
        let mut bytes = Zeroizing::new([0; 32]);
        let read = Base64UrlUnpadded::decode(body, bytes.as_mut())
            .map_err(|_| invalid)?
            .len();
        if read == 32 {
            Ok(Self {
                bytes,
                purpose: PhantomData,
            })
        } else {
            Err(invalid)
        }
    }

    /// The wire form, to be put into the one message it is meant for. Wiped on drop.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        let mut body = [0; BODY_CHARS];
        let mut wire = Zeroizing::new(String::with_capacity(BODY_CHARS.saturating_add(8)));
        wire.push_str(P::PREFIX);
        wire.push('_');
        // The buffer is exactly as long as 32 bytes need, so encoding cannot fail.
        if let Ok(text) = Base64UrlUnpadded::encode(self.bytes.as_ref(), &mut body) {
            wire.push_str(text);
        }
        body.zeroize();
        wire
    }

    /// What is stored instead of the token.
    #[must_use]
    pub fn hash(&self) -> TokenHash<P> {
        let digest = Sha256::new()
            .chain_update(P::DOMAIN)
            .chain_update([0])
            .chain_update(self.bytes.as_ref())
            .finalize();
        TokenHash {
            bytes: digest.into(),
            purpose: PhantomData,
        }
    }
}

impl SecretToken<MailboxVerification> {
    /// The token of this attempt under this key: HMAC-SHA-256 (RFC 2104).
    ///
    /// A step that is repeated makes the same link again, so that nothing but the hash is stored
    /// and a message sent twice carries one token.
    #[must_use]
    pub fn derive(key: &LinkKey, attempt: AttemptId) -> Self {
        let mut mac = Hmac::<Sha256>::new((&*key.block()).into());
        mac.update(MailboxVerification::DOMAIN.as_bytes());
        mac.update(&[0]);
        mac.update(attempt.as_uuid().as_bytes());
        Self::from_bytes(mac.finalize().into_bytes().into())
    }
}

/// The SHA-256 of a token, with its purpose mixed in. Compared in constant time.
///
/// A token has 256 random bits, so a plain hash is enough: there is nothing to guess.
pub struct TokenHash<P: Purpose> {
    bytes: [u8; 32],
    purpose: PhantomData<fn() -> P>,
}

impl<P: Purpose> TokenHash<P> {
    /// Takes a hash a store wrote.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self {
            bytes,
            purpose: PhantomData,
        }
    }

    /// The bare bytes, for a store's column.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }
}

impl<P: Purpose> PartialEq for TokenHash<P> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes.ct_eq(&other.bytes).into()
    }
}

impl<P: Purpose> Eq for TokenHash<P> {}

impl<P: Purpose> Clone for TokenHash<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Purpose> Copy for TokenHash<P> {}

impl<P: Purpose> fmt::Debug for TokenHash<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenHash<{}>(redacted)", P::PREFIX)
    }
}

impl<P: Purpose> Serialize for TokenHash<P> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Base64UrlUnpadded::encode_string(&self.bytes))
    }
}

impl<'de, P: Purpose> Deserialize<'de> for TokenHash<P> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;

        let text = String::deserialize(deserializer)?;
        let mut bytes = [0; 32];
        match Base64UrlUnpadded::decode(&text, &mut bytes) {
            Ok(read) if read.len() == 32 => Ok(Self::from_bytes(bytes)),
            _ => Err(D::Error::custom("a token hash is 32 bytes in base64url")),
        }
    }
}

/// The text is not a token of the expected purpose. It is not repeated: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a token of the form {prefix}_ followed by {BODY_CHARS} characters; copy it whole from \
     the message"
)]
pub struct InvalidToken {
    /// The prefix that was expected, without the underscore.
    pub prefix: &'static str,
}

impl InvalidToken {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "identity/invalid-token"
    }
}
