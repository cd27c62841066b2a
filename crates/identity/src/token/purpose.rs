//! What a token is for, as a type.

/// What a token is for. A token of one purpose does not fit where another is wanted.
pub trait Purpose: sealed::Sealed + Send + Sync + 'static {
    /// What the wire form begins with, without the underscore. Secret scanners look for it.
    const PREFIX: &'static str;
    /// What separates hashes and derived tokens of this purpose from all others.
    const DOMAIN: &'static str;
}

/// Proves that whoever holds the token reads the mailbox it was sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailboxVerification {}

impl Purpose for MailboxVerification {
    const PREFIX: &'static str = "nxv";
    const DOMAIN: &'static str = "nexus/identity/mailbox-verification/v1";
}

mod sealed {
    #[expect(
        unnameable_types,
        reason = "purposes are closed: nobody else may name the seal"
    )]
    pub trait Sealed {}
    impl Sealed for super::MailboxVerification {}
}
