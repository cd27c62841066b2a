//! Which passwords are good enough to be chosen.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::{PASSWORD_CHARS_MAX, Password};

/// The least length of a password that is the only factor (NIST SP 800-63B-4, section 3.1.1.2).
pub const PASSWORD_CHARS_MIN_DEFAULT: usize = 15;
/// The least length any policy may ask for: good only beside a second factor.
pub const PASSWORD_CHARS_MIN_FLOOR: usize = 8;
/// What must be left of a password without the words that anyone would try with this person.
const CHARS_BEYOND_CONTEXT_MIN: usize = 8;
/// Shorter context words are too common to mean anything.
const CONTEXT_WORD_CHARS_MIN: usize = 4;
/// A password made of one piece over and over is as weak as the piece.
const REPEATED_PIECE_CHARS_MAX: usize = 4;

/// Long passwords that are tried first. A deployment adds its own list of leaked ones.
const BLOCKED: &[&str] = &[
    "123456789012345",
    "1234567890123456",
    "12345678901234567890",
    "987654321098765",
    "0123456789012345",
    "1qaz2wsx3edc4rfv",
    "abcdefghijklmno",
    "abcdefghijklmnop",
    "abcdefghijklmnopqrstuvwxyz",
    "administrator123",
    "changemechangeme",
    "correct horse battery staple",
    "correcthorsebatterystaple",
    "iloveyouiloveyou",
    "ihatepasswords!",
    "letmeinletmein1",
    "passwordpassword",
    "password12345678",
    "password123456789",
    "qazwsxedcrfvtgb",
    "qwertyuiopasdfg",
    "qwertyuiopasdfgh",
    "qwertyuiopasdfghjkl",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiop12345",
    "qwertyuiop1234567890",
    "thisisapassword",
    "thisismypassword",
    "trustno1trustno1",
    "welcomewelcome1",
];

/// Which passwords are good enough to be chosen: long, not known, not guessable from the person.
///
/// Follows NIST SP 800-63B-4: length and a blocklist, and no rules about kinds of characters. The
/// whole password is compared, in lower case.
///
/// ```
/// use identity::{Password, PasswordPolicy, WeakPassword};
///
/// let policy = PasswordPolicy::default();
/// let words = ["Ada Lovelace", "ada@example.org", "Nexus"];
/// let good = Password::parse("engines weave algebra")?;
/// assert_eq!(policy.check(&good, words), Ok(()));
/// let short = Password::parse("Tr0ub4dor&3")?;
/// assert_eq!(policy.check(&short, words), Err(WeakPassword::TooShort { chars_min: 15 }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordPolicy {
    chars_min: usize,
    blocked: BTreeSet<String>,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            chars_min: PASSWORD_CHARS_MIN_DEFAULT,
            blocked: BLOCKED.iter().map(|word| fold(word).to_string()).collect(),
        }
    }
}

impl PasswordPolicy {
    /// Asks for another least length, in characters.
    ///
    /// # Errors
    /// [`InvalidPasswordPolicy`] outside [`PASSWORD_CHARS_MIN_FLOOR`] to [`PASSWORD_CHARS_MAX`].
    pub fn with_chars_min(self, chars_min: usize) -> Result<Self, InvalidPasswordPolicy> {
        if (PASSWORD_CHARS_MIN_FLOOR..=PASSWORD_CHARS_MAX).contains(&chars_min) {
            Ok(Self { chars_min, ..self })
        } else {
            Err(InvalidPasswordPolicy)
        }
    }

    /// Adds passwords that are known, such as a list of leaked ones. Case does not matter.
    #[must_use]
    pub fn with_blocked<'a>(mut self, passwords: impl IntoIterator<Item = &'a str>) -> Self {
        self.blocked
            .extend(passwords.into_iter().map(|word| fold(word).to_string()));
        self
    }

    /// Whether the password may be chosen. `context` holds what anyone would try with this person:
    /// the name, the address, the tenant, the service.
    ///
    /// # Errors
    /// [`WeakPassword`] says what is weak, and what to do.
    pub fn check<'a>(
        &self,
        password: &Password,
        context: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), WeakPassword> {
        if password.expose().chars().count() < self.chars_min {
            return Err(WeakPassword::TooShort {
                chars_min: self.chars_min,
            });
        }
        let folded = fold(password.expose());
        if self.blocked.contains(folded.as_str()) {
            return Err(WeakPassword::Known);
        }
        if repeats(&folded) {
            return Err(WeakPassword::Repetitive);
        }
        if mostly_context(&folded, context) {
            return Err(WeakPassword::Guessable);
        }
        Ok(())
    }
}

/// Lower case, in NFC, so that a change of case makes no new password.
fn fold(text: &str) -> Zeroizing<String> {
    let mut folded = Zeroizing::new(String::with_capacity(text.len().saturating_mul(3)));
    folded.extend(text.nfc().flat_map(char::to_lowercase));
    folded
}

/// Whether the text is one short piece over and over.
fn repeats(text: &str) -> bool {
    (1..=REPEATED_PIECE_CHARS_MAX).any(|piece| {
        text.chars()
            .zip(text.chars().skip(piece))
            .all(|(earlier, later)| earlier == later)
    })
}

/// Whether the text holds words of the context, and too little beside them.
fn mostly_context<'a>(folded: &str, context: impl IntoIterator<Item = &'a str>) -> bool {
    let mut words: Vec<String> = Vec::new();
    for text in context {
        let text = fold(text);
        let parts = text.split(|c: char| !c.is_alphanumeric());
        let long = parts.filter(|word| word.chars().count() >= CONTEXT_WORD_CHARS_MIN);
        words.extend(long.map(ToOwned::to_owned));
    }
    // The longest first, so that a word inside another does not leave crumbs.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut left = Zeroizing::new(folded.to_owned());
    for word in &words {
        // A new value each time: what is assigned over would be freed without being wiped.
        left = Zeroizing::new(left.replace(word.as_str(), " "));
    }
    let beyond = left.chars().filter(|c| c.is_alphanumeric()).count();
    *left != *folded && beyond < CHARS_BEYOND_CONTEXT_MIN
}

/// Why a password may not be chosen. Never repeats the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer characters than asked for.
    #[error("the password is too short; use at least {chars_min} characters, such as a sentence")]
    TooShort {
        /// How many are asked for.
        chars_min: usize,
    },
    /// On the list of known passwords.
    #[error("the password is widely known; choose one that nobody else uses")]
    Known,
    /// One short piece over and over.
    #[error("the password repeats one short piece; choose one with more variety")]
    Repetitive,
    /// Little more than the person's name, address or the like.
    #[error("the password is mostly your name, address or the service's; add words of your own")]
    Guessable,
}

impl WeakPassword {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "identity/password-too-short",
            Self::Known => "identity/password-known",
            Self::Repetitive => "identity/password-repetitive",
            Self::Guessable => "identity/password-guessable",
        }
    }
}

/// The least length is not one a policy may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a password policy asks for at least {PASSWORD_CHARS_MIN_FLOOR} and at most \
     {PASSWORD_CHARS_MAX} characters"
)]
pub struct InvalidPasswordPolicy;

impl InvalidPasswordPolicy {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "identity/password-policy"
    }
}
