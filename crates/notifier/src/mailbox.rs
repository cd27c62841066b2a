//! Where an e-mail goes: an address, and the name shown beside it.

use std::fmt;

use crate::text::{OneLine, breaks_the_line, reorders};

/// The text is not an address this crate sends to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMailAddress {
    /// No `@`, or nothing before or after it.
    #[error("not an e-mail address: expected `name@domain`")]
    Shape,
    /// More than 254 octets in all, 64 before the `@`, or 63 in a part of the domain (RFC 5321, section 4.5.3.1).
    #[error("the e-mail address is too long: at most 64 octets before the `@` and 254 in all")]
    TooLong,
    /// A line break, a space or another character that may not stand before the `@`, or a misplaced dot.
    #[error(
        "the part before the `@` has a character that is not allowed there, or a misplaced dot"
    )]
    LocalPart,
    /// The domain is not made of at least two labels of letters, digits and inner hyphens.
    #[error("the part after the `@` is not a domain name such as `example.org`")]
    Domain,
}

impl InvalidMailAddress {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape => "notifier/address-shape",
            Self::TooLong => "notifier/address-too-long",
            Self::LocalPart => "notifier/address-local-part",
            Self::Domain => "notifier/address-domain",
        }
    }
}

/// An address that a message can be sent to and that is safe in a header.
///
/// It is a dot-atom, `@`, and a domain (RFC 5322, section 3.4.1), with letters beyond ASCII as RFC 6532 allows.
/// Quoted local parts, comments, and address literals are refused: they are legal, hardly used, and a classic way in.
/// CR, LF, NUL, spaces, `<`, `>`, `,` and `;` cannot get in. The spelling is kept as given.
///
/// ```
/// use notifier::MailAddress;
///
/// assert_eq!(MailAddress::parse("zoë@bücher.example")?.as_str(), "zoë@bücher.example");
/// assert!(MailAddress::parse("ada@example.org\r\nBcc: eve@example.org").is_err());
/// # Ok::<(), notifier::InvalidMailAddress>(())
/// ```
///
/// An address is personal data: `Debug` shows it masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailAddress(String);

impl MailAddress {
    /// The most octets an address may have (RFC 5321, erratum 1690).
    pub const OCTETS_MAX: usize = 254;
    /// The most octets before the `@`.
    pub const LOCAL_OCTETS_MAX: usize = 64;

    /// Reads an address.
    ///
    /// # Errors
    /// [`InvalidMailAddress`] says which part is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidMailAddress> {
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidMailAddress::Shape)?;
        if local.is_empty() || domain.is_empty() {
            return Err(InvalidMailAddress::Shape);
        }
        if text.len() > Self::OCTETS_MAX || local.len() > Self::LOCAL_OCTETS_MAX {
            return Err(InvalidMailAddress::TooLong);
        }
        if !local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(is_atom_char))
        {
            return Err(InvalidMailAddress::LocalPart);
        }
        let mut labels = domain.split('.');
        if domain.split('.').nth(1).is_none() || !labels.all(is_label) {
            return Err(InvalidMailAddress::Domain);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The first character and the domain, `a•••@example.org`: enough to recognise one's own, too little to write to.
    pub fn masked(&self) -> String {
        let first = self.0.chars().next().map(String::from).unwrap_or_default();
        format!("{first}•••@{}", self.domain())
    }
}

impl fmt::Debug for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MailAddress({})", self.masked())
    }
}

/// `atext` of RFC 5322, section 3.2.3, and what RFC 6532 adds, without white space and invisible characters.
fn is_atom_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    }
    !(breaks_the_line(c) || reorders(c) || c.is_whitespace() || is_invisible(c))
}

/// A label of a host name (RFC 1123, section 2.1), or its Unicode form (RFC 5890, U-label).
fn is_label(label: &str) -> bool {
    let inner = |c: char| {
        c == '-'
            || if c.is_ascii() {
                c.is_ascii_alphanumeric()
            } else {
                is_atom_char(c)
            }
    };
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(inner)
}

/// Zero-width characters and the byte-order mark: two addresses that look alike would differ.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// An address with the name people see beside it.
///
/// ```
/// use notifier::{MailAddress, Mailbox, OneLine};
///
/// let ada = Mailbox::new(MailAddress::parse("ada@example.org")?).named(OneLine::parse("Ada Lovelace")?);
/// assert_eq!(ada.address().as_str(), "ada@example.org");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    address: MailAddress,
    name: Option<OneLine>,
}

impl Mailbox {
    /// A mailbox without a name.
    pub const fn new(address: MailAddress) -> Self {
        Self {
            address,
            name: None,
        }
    }

    /// The same mailbox with a name.
    #[must_use]
    pub fn named(mut self, name: OneLine) -> Self {
        self.name = Some(name);
        self
    }

    /// Where it is.
    pub const fn address(&self) -> &MailAddress {
        &self.address
    }

    /// Whose it is, if known.
    pub const fn name(&self) -> Option<&OneLine> {
        self.name.as_ref()
    }
}
