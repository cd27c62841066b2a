//! The key from which links are derived.

use std::fmt;

use zeroize::Zeroizing;

/// The secret from which tokens in links are derived: 32 random bytes, kept outside the store.
///
/// Whoever has it can prove any mailbox: guard it as a password, and wipe it on drop as here.
pub struct LinkKey(Zeroizing<[u8; 32]>);

impl LinkKey {
    /// Takes 32 bytes from a cryptographic random source.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key as HMAC-SHA-256 takes it: filled up with zeros to a block (RFC 2104, section 2).
    pub(super) fn block(&self) -> Zeroizing<[u8; 64]> {
        let mut block = Zeroizing::new([0; 64]);
        for (to, from) in block.iter_mut().zip(self.0.iter()) {
            *to = *from;
        }
        block
    }
}

impl fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkKey(redacted)")
    }
}
