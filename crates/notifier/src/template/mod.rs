//! What messages say: a closed set of templates, each with parameters of its own type.

mod link;
mod render;

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use self::{
    link::{InvalidSecretLink, SecretLink},
    render::{RenderError, Rendered},
};
use crate::text::OneLine;

/// The text names no template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such template: expected `welcome` or `verify_mailbox`")]
pub struct InvalidTemplateName;

impl InvalidTemplateName {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "notifier/invalid-template-name"
    }
}

/// The name of a template, as it is stored with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateName {
    /// Greets a new member of a tenant.
    Welcome,
    /// Asks a person to prove that a mailbox is theirs.
    VerifyMailbox,
}

impl TemplateName {
    /// All templates.
    pub const ALL: [Self; 2] = [Self::Welcome, Self::VerifyMailbox];

    /// The name that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::VerifyMailbox => "verify_mailbox",
        }
    }

    /// Reads what [`as_str`](Self::as_str) gives.
    ///
    /// # Errors
    /// [`InvalidTemplateName`] for any other text.
    pub fn parse(text: &str) -> Result<Self, InvalidTemplateName> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or(InvalidTemplateName)
    }
}

impl fmt::Display for TemplateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the welcome message needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WelcomeParams {
    /// What the person is called.
    pub display_name: OneLine,
    /// What the tenant is called.
    pub tenant_name: OneLine,
}

/// What the request to prove a mailbox needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyMailboxParams {
    /// What the person is called.
    pub display_name: OneLine,
    /// What the tenant is called.
    pub tenant_name: OneLine,
    /// The link that proves it. Secret: it is written into the message and nowhere else.
    pub link: SecretLink,
    /// From this instant on the link does not work; the message is not sent then either.
    pub expires_at: DateTime<Utc>,
}

/// A template with all it needs. A missing or an unknown parameter does not compile.
///
/// ```
/// use notifier::{OneLine, Template, WelcomeParams};
///
/// let welcome = Template::Welcome(WelcomeParams {
///     display_name: OneLine::parse("Ada Lovelace")?,
///     tenant_name: OneLine::parse("Analytical Engines")?,
/// });
/// assert_eq!(welcome.render()?.subject(), "Welcome to Analytical Engines");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Template {
    /// Greets a new member of a tenant.
    Welcome(WelcomeParams),
    /// Asks a person to prove that a mailbox is theirs.
    VerifyMailbox(VerifyMailboxParams),
}

impl Template {
    /// Its name.
    pub const fn name(&self) -> TemplateName {
        match self {
            Self::Welcome(_) => TemplateName::Welcome,
            Self::VerifyMailbox(_) => TemplateName::VerifyMailbox,
        }
    }

    /// The instant from which on what it says is no longer true, if there is one.
    pub const fn expires_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Welcome(_) => None,
            Self::VerifyMailbox(params) => Some(params.expires_at),
        }
    }
}
