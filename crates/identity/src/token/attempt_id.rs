//! The id of a registration attempt, derived so that the same request finds the same attempt.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::LinkKey;
use crate::{
    ids::{AttemptId, TenantRef},
    values::EmailAddress,
};

/// Keeps these ids apart from tokens made under the same key.
const DOMAIN: &str = "identity/attempt-id/v1";

impl AttemptId {
    /// The id of the `number`-th attempt to register this address for this tenant: the first half of an
    /// HMAC-SHA-256 (RFC 2104), as a `UUIDv8` (RFC 9562, section 5.8).
    ///
    /// The same request has the same id on every machine that holds the key, so a request that is repeated
    /// finds what it began. Without the key nobody can tell from an id whose attempt it is, which a plain
    /// hash of the address would let anybody try out.
    ///
    /// ```
    /// use identity::{AttemptId, EmailAddress, LinkKey, TenantRef};
    ///
    /// let key = LinkKey::new([7; 32]);
    /// let tenant = TenantRef::from_uuid(uuid::Uuid::from_u128(1));
    /// let ada = EmailAddress::parse("ada@example.org")?;
    /// let shouted = EmailAddress::parse("ADA@EXAMPLE.ORG")?;
    /// assert_eq!(
    ///     AttemptId::derive(&key, tenant, &ada, 0),
    ///     AttemptId::derive(&key, tenant, &shouted, 0),
    /// );
    /// assert_ne!(AttemptId::derive(&key, tenant, &ada, 0), AttemptId::derive(&key, tenant, &ada, 1));
    /// # Ok::<(), identity::InvalidEmailAddress>(())
    /// ```
    #[must_use]
    pub fn derive(key: &LinkKey, tenant: TenantRef, email: &EmailAddress, number: u32) -> Self {
        let mut mac = Hmac::<Sha256>::new((&*key.block()).into());
        mac.update(DOMAIN.as_bytes());
        mac.update(&[0]);
        mac.update(tenant.as_uuid().as_bytes());
        mac.update(&number.to_be_bytes());
        // Last, since it alone has no fixed length.
        mac.update(email.canonical().as_bytes());
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        let mut half = [0; 16];
        for (to, from) in half.iter_mut().zip(digest) {
            *to = from;
        }
        Self::from_uuid(uuid::Builder::from_custom_bytes(half).into_uuid())
    }
}
