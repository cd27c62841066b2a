//! A password in clear, for as short a time as possible.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The longest password, in characters (code points after NFC).
pub const PASSWORD_CHARS_MAX: usize = 256;
/// The longest password, in bytes, as given. Checked before any work is done on it.
pub const PASSWORD_BYTES_MAX: usize = 1_024;

/// A password in clear: 1 to 256 code points, in NFC as NIST SP 800-63B-4 asks, no controls.
///
/// Blanks count, also at the ends. Wiped on drop; it has no `Debug`, no `Clone` and no
/// `Serialize`. Whether it is a *good* one is said by [`PasswordPolicy`](super::PasswordPolicy),
/// and only when it is chosen: an old password must stay good for signing in.
///
/// ```compile_fail
/// # let password = identity::Password::parse("correct horse").unwrap();
/// format!("{password:?}");
/// ```
#[expect(
    missing_debug_implementations,
    reason = "a secret must not be printable"
)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Reads a password.
    ///
    /// # Errors
    /// [`InvalidPassword`] says what is wrong, and never repeats the password.
    pub fn parse(raw: &str) -> Result<Self, InvalidPassword> {
        if raw.is_empty() {
            return Err(InvalidPassword::Empty);
        }
        if raw.len() > PASSWORD_BYTES_MAX {
            return Err(InvalidPassword::TooLong);
        }
        if raw.chars().any(char::is_control) {
            return Err(InvalidPassword::Control);
        }
        // Room for the worst case of NFC (UAX #15): a growing string would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(raw.len().saturating_mul(3)));
        text.extend(raw.nfc());
        if text.chars().count() > PASSWORD_CHARS_MAX {
            return Err(InvalidPassword::TooLong);
        }
        Ok(Self(text))
    }

    /// The password. Give it to a hasher, and to nobody else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Why a text cannot be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPassword {
    /// Nothing given.
    #[error("the password is empty")]
    Empty,
    /// Over [`PASSWORD_CHARS_MAX`] or [`PASSWORD_BYTES_MAX`].
    #[error("the password is too long; at most {PASSWORD_CHARS_MAX} characters fit")]
    TooLong,
    /// A control character, which no keyboard types.
    #[error("the password holds a control character; remove it")]
    Control,
}

impl InvalidPassword {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "identity/password-empty",
            Self::TooLong => "identity/password-too-long",
            Self::Control => "identity/password-control-character",
        }
    }
}
