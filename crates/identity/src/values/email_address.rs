//! E-mail addresses, and when two of them are the same.

use std::fmt;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::text;

/// The longest address, in octets (RFC 5321, section 4.5.3.1.3, less the angle brackets).
pub const EMAIL_OCTETS_MAX: usize = 254;
/// The longest part before the `@`, in octets (RFC 5321, section 4.5.3.1.1).
pub const EMAIL_LOCAL_OCTETS_MAX: usize = 64;

/// An e-mail address a message can be sent to: `dot-atom@domain` of RFC 5321, with the letters of
/// all scripts (RFC 6531).
///
/// The local part is kept as given, in NFC. The domain is stored in lower case and as A-label
/// (`xn--…`), has at least two labels and obeys the limits of DNS. Quoted local parts, comments and
/// address literals are refused: mailboxes of people do not need them, and attackers do.
///
/// **Equality is that of [`canonical`](Self::canonical)**, where the local part is in lower case
/// too. RFC 5321 lets a host tell `Ada@` from `ada@`; no host in use does, and two users who differ
/// only in case would be an attack. Dots and `+tags` are kept, because they do name different
/// mailboxes at many hosts.
///
/// Lower case is all there is to it: letters that differ in more than that stay apart, though
/// Unicode's case folding would join them. So `ς` and `σ`, or `ß` and `ss`, before the `@` are two
/// addresses and may be two users.
///
/// Personal data: `Debug` does not show it.
///
/// ```
/// use identity::EmailAddress;
///
/// let ada = EmailAddress::parse("Ada@Bücher.example")?;
/// assert_eq!(ada.as_str(), "Ada@xn--bcher-kva.example");
/// assert_eq!(ada.canonical(), "ada@xn--bcher-kva.example");
/// assert_eq!(ada, EmailAddress::parse("ADA@bücher.EXAMPLE")?);
/// # Ok::<(), identity::InvalidEmailAddress>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress {
    address: String,
    canonical: String,
    at: usize,
}

impl EmailAddress {
    /// Reads an address. Blanks around it are dropped.
    ///
    /// # Errors
    /// [`InvalidEmailAddress`] says what is wrong and what would be right.
    pub fn parse(raw: &str) -> Result<Self, InvalidEmailAddress> {
        // Before any work: NFC and A-labels never shrink an address to below half its length here.
        if raw.len() > EMAIL_OCTETS_MAX.saturating_mul(4) {
            return Err(InvalidEmailAddress::TooLong);
        }
        let raw = raw.trim_matches(' ');
        let (local, domain) = raw.rsplit_once('@').ok_or(InvalidEmailAddress::NoAt)?;
        let local = parse_local(local)?;
        let domain = parse_domain(domain)?;
        let address = format!("{local}@{domain}");
        if address.len() > EMAIL_OCTETS_MAX {
            return Err(InvalidEmailAddress::TooLong);
        }
        let folded: String = local.chars().flat_map(char::to_lowercase).nfc().collect();
        Ok(Self {
            address,
            canonical: format!("{folded}@{domain}"),
            at: local.len(),
        })
    }

    /// The address to write on a message.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The key by which addresses are compared: all of it in lower case (each letter by
    /// itself, not by case folding: `ς` and `σ` differ).
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.address.get(..self.at).unwrap_or_default()
    }

    /// What stands after the `@`: a domain of A-labels in lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.address
            .get(self.at.saturating_add(1)..)
            .unwrap_or_default()
    }
}

/// A dot-atom whose letters may be of any script.
fn parse_local(raw: &str) -> Result<String, InvalidEmailAddress> {
    if raw.is_empty() {
        return Err(InvalidEmailAddress::LocalEmpty);
    }
    let local: String = if is_nfc(raw) {
        raw.to_owned()
    } else {
        raw.nfc().collect()
    };
    if local.len() > EMAIL_LOCAL_OCTETS_MAX {
        return Err(InvalidEmailAddress::LocalTooLong);
    }
    if local.split('.').any(str::is_empty) {
        return Err(InvalidEmailAddress::LocalDots);
    }
    if local.chars().all(|c| c == '.' || is_atext(c)) {
        Ok(local)
    } else {
        Err(InvalidEmailAddress::LocalCharacter)
    }
}

/// `atext` of RFC 5322, section 3.2.3, and of RFC 6531 without what cannot be seen.
fn is_atext(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
    } else {
        !(c.is_whitespace() || text::forbidden(c) || text::invisible(c))
    }
}

/// A domain name of two labels or more, as A-labels (UTS #46, non-transitional, STD3 rules).
fn parse_domain(raw: &str) -> Result<String, InvalidEmailAddress> {
    if raw.is_empty() {
        return Err(InvalidEmailAddress::DomainEmpty);
    }
    let domain = Uts46::new()
        .to_ascii(
            raw.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .map_err(|_| InvalidEmailAddress::Domain)?;
    let Some((_, last)) = domain.rsplit_once('.') else {
        return Err(InvalidEmailAddress::DomainOneLabel);
    };
    // A name that ends in digits is an address literal in disguise (RFC 3696, section 2).
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InvalidEmailAddress::Domain);
    }
    Ok(domain.into_owned())
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for EmailAddress {}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(redacted)")
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmailAddress;

    fn try_from(raw: String) -> Result<Self, InvalidEmailAddress> {
        Self::parse(&raw)
    }
}

impl From<EmailAddress> for String {
    fn from(email: EmailAddress) -> Self {
        email.address
    }
}

/// Why a text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmailAddress {
    /// No `@` in it.
    #[error("the address has no @; write it as name@domain")]
    NoAt,
    /// Over [`EMAIL_OCTETS_MAX`].
    #[error("the address is too long; at most {EMAIL_OCTETS_MAX} octets fit")]
    TooLong,
    /// Nothing before the `@`.
    #[error("the address has nothing before the @")]
    LocalEmpty,
    /// Over [`EMAIL_LOCAL_OCTETS_MAX`].
    #[error("the part before the @ is too long; at most {EMAIL_LOCAL_OCTETS_MAX} octets fit")]
    LocalTooLong,
    /// A dot at the start, at the end, or two in a row.
    #[error("the part before the @ begins or ends with a dot, or has two in a row")]
    LocalDots,
    /// A character that needs quoting, a blank, a control, or one that cannot be seen.
    #[error("the part before the @ holds a blank or a character that is not allowed there")]
    LocalCharacter,
    /// Nothing after the `@`.
    #[error("the address has nothing after the @")]
    DomainEmpty,
    /// Only one label, as in `localhost`.
    #[error("the domain after the @ needs at least two parts, as in example.org")]
    DomainOneLabel,
    /// Not a domain name.
    #[error("what follows the @ is not a domain name, such as example.org")]
    Domain,
}

impl InvalidEmailAddress {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoAt => "identity/email-no-at",
            Self::TooLong => "identity/email-too-long",
            Self::LocalEmpty => "identity/email-local-empty",
            Self::LocalTooLong => "identity/email-local-too-long",
            Self::LocalDots => "identity/email-local-dots",
            Self::LocalCharacter => "identity/email-local-character",
            Self::DomainEmpty => "identity/email-domain-empty",
            Self::DomainOneLabel => "identity/email-domain-one-label",
            Self::Domain => "identity/email-domain",
        }
    }
}
