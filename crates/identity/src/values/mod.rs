//! Values that parse: what is held is always well formed.

mod display_name;
mod email_address;
mod free_text;
mod text;

pub use display_name::{DISPLAY_NAME_CHARS_MAX, DisplayName, InvalidDisplayName};
pub use email_address::{
    EMAIL_LOCAL_OCTETS_MAX, EMAIL_OCTETS_MAX, EmailAddress, InvalidEmailAddress,
};
pub use free_text::{InvalidReason, REASON_CHARS_MAX, StatusReason, VouchReason};
