//! Argon2id (RFC 9106) behind the hashing port.

use argon2::password_hash::phc;
use argon2::password_hash::{Error as ArgonError, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use super::{HashFailure, Password, PasswordHash, PasswordHashing, Salt, Verdict};

/// How much work Argon2id does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon2idParams {
    /// Memory, in KiB: 7,168 to 1,048,576.
    pub memory_kib: u32,
    /// How often the memory is filled: 1 to 16.
    pub passes: u32,
    /// How many lanes: 1 to 16.
    pub lanes: u32,
}

impl Argon2idParams {
    /// 19,456 KiB, two passes, one lane: the first choice of the OWASP Password Storage Cheat Sheet.
    pub const RECOMMENDED: Self = Self {
        memory_kib: 19_456,
        passes: 2,
        lanes: 1,
    };
    /// The least memory of any choice in that sheet.
    const MEMORY_KIB_MIN: u32 = 7_168;
    const MEMORY_KIB_MAX: u32 = 1_048_576;
    const PASSES_MAX: u32 = 16;
    const LANES_MAX: u32 = 16;

    /// Whether verifying a hash made with these is work that a server may be asked to do.
    const fn bearable(&self) -> bool {
        self.memory_kib <= Self::MEMORY_KIB_MAX
            && 1 <= self.passes
            && self.passes <= Self::PASSES_MAX
            && 1 <= self.lanes
            && self.lanes <= Self::LANES_MAX
    }
}

impl Default for Argon2idParams {
    fn default() -> Self {
        Self::RECOMMENDED
    }
}

/// Argon2id with a salt of 16 bytes and a hash of 32.
///
/// ```
/// # // Weaker parameters than these are refused, so the example does the real work once.
/// use identity::{Argon2id, Password, PasswordHashing, Salt, Verdict};
///
/// let argon2id = Argon2id::default();
/// let password = Password::parse("correct horse battery staple")?;
/// // The salt comes from a cryptographic random source.
/// let hash = argon2id.hash(&password, Salt::from_bytes([7; 16]))?;
/// assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
/// assert_eq!(argon2id.verify(&password, &hash)?, Verdict::Match { rehash: false });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Argon2id {
    params: Argon2idParams,
}

impl Argon2id {
    /// Takes parameters other than the recommended ones.
    ///
    /// # Errors
    /// [`InvalidArgon2idParams`] if they are weaker than any recommendation, or absurd.
    pub const fn new(params: Argon2idParams) -> Result<Self, InvalidArgon2idParams> {
        if params.bearable() && params.memory_kib >= Argon2idParams::MEMORY_KIB_MIN {
            Ok(Self { params })
        } else {
            Err(InvalidArgon2idParams)
        }
    }

    /// The least work there is, so that tests which hash are fast. Never for real passwords.
    #[cfg(feature = "testing")]
    #[must_use]
    pub const fn weak_for_tests() -> Self {
        Self {
            params: Argon2idParams {
                memory_kib: 8,
                passes: 1,
                lanes: 1,
            },
        }
    }

    fn hasher(&self) -> Result<Argon2<'static>, HashFailure> {
        let Argon2idParams {
            memory_kib,
            passes,
            lanes,
        } = self.params;
        let params = Params::new(memory_kib, passes, lanes, Some(32)).map_err(HashFailure::new)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

impl PasswordHashing for Argon2id {
    fn hash(&self, password: &Password, salt: Salt) -> Result<PasswordHash, HashFailure> {
        let hash: phc::PasswordHash = self
            .hasher()?
            .hash_password_with_salt(password.expose().as_bytes(), salt.as_bytes())
            .map_err(HashFailure::new)?;
        PasswordHash::parse(&hash.to_string()).map_err(HashFailure::new)
    }

    fn verify(&self, password: &Password, hash: &PasswordHash) -> Result<Verdict, HashFailure> {
        let hash = phc::PasswordHash::new(hash.as_str()).map_err(HashFailure::new)?;
        let made_with = Params::try_from(&hash).map_err(HashFailure::new)?;
        let used = Argon2idParams {
            memory_kib: made_with.m_cost(),
            passes: made_with.t_cost(),
            lanes: made_with.p_cost(),
        };
        if !used.bearable() {
            return Err(HashFailure::new(InvalidArgon2idParams));
        }
        match self
            .hasher()?
            .verify_password(password.expose().as_bytes(), &hash)
        {
            Ok(()) => {
                let same = hash.algorithm.as_str() == "argon2id" && used == self.params;
                Ok(Verdict::Match { rehash: !same })
            },
            Err(ArgonError::PasswordInvalid) => Ok(Verdict::Mismatch),
            Err(error) => Err(HashFailure::new(error)),
        }
    }
}

/// The parameters are weaker than any recommendation, or ask for absurd work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "argon2id takes {} to {} KiB of memory, 1 to {} passes and 1 to {} lanes",
    Argon2idParams::MEMORY_KIB_MIN,
    Argon2idParams::MEMORY_KIB_MAX,
    Argon2idParams::PASSES_MAX,
    Argon2idParams::LANES_MAX
)]
pub struct InvalidArgon2idParams;

impl InvalidArgon2idParams {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "identity/argon2id-params"
    }
}
