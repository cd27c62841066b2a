//! Who wants to be registered.

use serde::{Deserialize, Serialize};

use crate::password::PasswordHash;
use crate::values::{DisplayName, EmailAddress};

/// Who wants to be registered. All of it is personal data; `Debug` shows none of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Where the link goes, and what names the user once proven.
    pub email: EmailAddress,
    /// What to call the person.
    pub name: DisplayName,
    /// The hash of a password, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordHash>,
}
