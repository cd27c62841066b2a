//! Secret tokens: 256 bits, typed by purpose, never stored in clear.

mod attempt_id;
mod link_key;
mod purpose;
mod secret;

pub use link_key::LinkKey;
pub use purpose::{MailboxVerification, Purpose};
pub use secret::{InvalidToken, SecretToken, TokenHash};
