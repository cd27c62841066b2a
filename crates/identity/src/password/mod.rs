//! Passwords: what is one, what is a good one, and how it is kept.

#[cfg(feature = "argon2")]
mod argon2id;
mod hash;
mod hashing;
mod plain;
mod policy;

#[cfg(feature = "argon2")]
pub use argon2id::{Argon2id, Argon2idParams, InvalidArgon2idParams};
pub use hash::{InvalidPasswordHash, PASSWORD_HASH_BYTES_MAX, PasswordHash};
pub use hashing::{HashFailure, PasswordHashing, Salt, Verdict};
pub use plain::{InvalidPassword, PASSWORD_BYTES_MAX, PASSWORD_CHARS_MAX, Password};
pub use policy::{
    InvalidPasswordPolicy, PASSWORD_CHARS_MIN_DEFAULT, PASSWORD_CHARS_MIN_FLOOR, PasswordPolicy,
    WeakPassword,
};
