//! The port behind which passwords are hashed.

use auto_impl::auto_impl;
use std::error::Error;
use std::fmt;

use super::{Password, PasswordHash};

/// 16 random bytes that make equal passwords hash differently. Not a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 16]);

impl Salt {
    /// Takes 16 bytes from a cryptographic random source, fresh for every hash.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Whether a password is the one that was hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    /// It is.
    Match {
        /// Whether the hash was made with other parameters than now: hash again and store.
        rehash: bool,
    },
    /// It is not.
    Mismatch,
}

/// Hashes and verifies passwords. Slow on purpose, and busy while it works.
///
/// The methods are not async: run them where blocking is allowed, on a bounded pool, so that many
/// sign-ins at once cannot take all memory.
#[auto_impl(Arc)]
pub trait PasswordHashing: Send + Sync + 'static {
    /// Hashes a password. The same password and salt MUST give the same hash.
    ///
    /// # Errors
    /// [`HashFailure`] if the algorithm could not run, such as for want of memory.
    fn hash(&self, password: &Password, salt: Salt) -> Result<PasswordHash, HashFailure>;

    /// Verifies a password, in a time that does not depend on it.
    ///
    /// MUST use the parameters the hash was made with, and MUST refuse absurd ones.
    ///
    /// # Errors
    /// [`HashFailure`] if the hash cannot be read or the algorithm could not run.
    fn verify(&self, password: &Password, hash: &PasswordHash) -> Result<Verdict, HashFailure>;

    /// As [`verify`](Self::verify), but does the same work when there is no hash, and then says
    /// mismatch: the time taken must not tell whether a user exists or has a password.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    fn verify_or_dummy(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<Verdict, HashFailure> {
        match hash {
            Some(hash) => self.verify(password, hash),
            None => self
                .hash(password, Salt([0; 16]))
                .map(|_| Verdict::Mismatch),
        }
    }
}

/// The algorithm could not do its work. The cause is the source and is never printed.
#[derive(Debug)]
pub struct HashFailure {
    source: Box<dyn Error + Send + Sync>,
}

impl HashFailure {
    /// Wraps what the algorithm said.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            source: source.into(),
        }
    }

    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "identity/hash-failure"
    }
}

impl fmt::Display for HashFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the password could not be hashed or compared")
    }
}

impl Error for HashFailure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
