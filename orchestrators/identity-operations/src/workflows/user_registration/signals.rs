//! What the world tells the process.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use workflow::Signal;

/// The person has followed the link, and `identity` has recorded the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxVerified {
    /// When the proof was recorded.
    pub at: DateTime<Utc>,
}

impl Signal for MailboxVerified {
    const NAME: &'static str = "mailbox_verified";
}
