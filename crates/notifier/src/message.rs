//! A finished message on its way to a transport.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::{category::Category, id::MessageId, mailbox::Mailbox, template::Rendered};

/// A finished message: what a transport gets, the same on every attempt.
///
/// No value in it holds CR, LF or NUL but the bodies, which hold LF alone. `Debug` hides the bodies and the subject.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingMessage {
    id: MessageId,
    from: Mailbox,
    to: Mailbox,
    date: DateTime<Utc>,
    category: Category,
    rendered: Rendered,
}

impl OutgoingMessage {
    pub(crate) fn new(
        id: MessageId,
        (from, to): (Mailbox, Mailbox),
        date: DateTime<Utc>,
        category: Category,
        rendered: Rendered,
    ) -> Self {
        Self {
            id,
            from,
            to,
            date,
            category,
            rendered,
        }
    }

    /// Names the message. A transport that can recognises a repeat by it.
    pub const fn id(&self) -> MessageId {
        self.id
    }

    /// Who sends.
    pub const fn from(&self) -> &Mailbox {
        &self.from
    }

    /// Who gets it.
    pub const fn to(&self) -> &Mailbox {
        &self.to
    }

    /// The subject: one line.
    pub fn subject(&self) -> &str {
        self.rendered.subject()
    }

    /// The body for readers without HTML; may hold a secret.
    pub fn text(&self) -> &str {
        self.rendered.text()
    }

    /// The body for readers with HTML; may hold a secret.
    pub fn html(&self) -> &str {
        self.rendered.html()
    }

    /// When the message was accepted: its `Date`.
    pub const fn date(&self) -> DateTime<Utc> {
        self.date
    }

    /// What kind it is.
    pub const fn category(&self) -> Category {
        self.category
    }

    /// Its `Message-ID` without angle brackets (RFC 5322, section 3.6.4): its id at the sender's domain.
    pub fn message_id_header(&self) -> String {
        format!("{}@{}", self.id, self.from.address().domain())
    }

    /// Headers that every transport adds: no vacation notice may answer (RFC 3834, section 5).
    pub const fn extra_headers(&self) -> &'static [(&'static str, &'static str)] {
        &[("Auto-Submitted", "auto-generated")]
    }
}

impl fmt::Debug for OutgoingMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingMessage")
            .field("id", &self.id)
            .field("to", &self.to)
            .field("category", &self.category)
            .finish_non_exhaustive()
    }
}
