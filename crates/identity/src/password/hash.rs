//! The stored form of a password.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest PHC string, in bytes.
pub const PASSWORD_HASH_BYTES_MAX: usize = 512;

/// The hash of a password as a PHC string, such as `$argon2id$v=19$m=19456,t=2,p=1$…$…`.
///
/// Says itself how it was made, so that parameters can grow. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Reads a PHC string. Only the shape is checked here; the algorithm is the hasher's matter.
    ///
    /// # Errors
    /// [`InvalidPasswordHash`] if it has no algorithm, salt and hash, or is too long.
    pub fn parse(text: &str) -> Result<Self, InvalidPasswordHash> {
        let fits = text.len() <= PASSWORD_HASH_BYTES_MAX;
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"$/+.-=,".contains(&b);
        let mut parts = text.split('$');
        let starts = parts.next() == Some("");
        let filled = parts.clone().all(|part| !part.is_empty());
        if fits && starts && filled && parts.count() >= 3 && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPasswordHash)
        }
    }

    /// The PHC string. Give it to a store or a hasher, and to nobody else.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(redacted)")
    }
}

impl TryFrom<String> for PasswordHash {
    type Error = InvalidPasswordHash;

    fn try_from(text: String) -> Result<Self, InvalidPasswordHash> {
        Self::parse(&text)
    }
}

impl From<PasswordHash> for String {
    fn from(hash: PasswordHash) -> Self {
        hash.0
    }
}

/// The text is no PHC string. It is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a password hash in the PHC string format of at most {PASSWORD_HASH_BYTES_MAX} bytes")]
pub struct InvalidPasswordHash;

impl InvalidPasswordHash {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "identity/invalid-password-hash"
    }
}
