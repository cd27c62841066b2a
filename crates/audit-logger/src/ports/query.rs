//! What a reader can ask for, page by page.

use std::{fmt, num::NonZeroU16};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use crate::{Action, Actor, CorrelationId, LogId, LookupField, Record, Seq, Target};

/// The most records of a page.
pub const PAGE_RECORDS_MAX: u16 = 500;

/// Which records to show: those that fit everything that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Exactly this action.
    pub action: Option<Action>,
    /// This actor, whoever impersonated them.
    pub actor: Option<Actor>,
    /// Among the targets.
    pub target: Option<Target>,
    /// Part of this.
    pub correlation: Option<CorrelationId>,
    /// Recorded at this time or later.
    pub recorded_from: Option<DateTime<Utc>>,
    /// Recorded before this time.
    pub recorded_before: Option<DateTime<Utc>>,
}

impl Filter {
    /// Whether a record fits. Adapters may find records however they like, but MUST agree with this.
    pub fn matches(&self, record: &Record) -> bool {
        self.mismatch(record).is_none()
    }

    /// The first thing that is asked for and that a record does not say. A record that a search
    /// found, but that does not fit, was moved there by a hand: its finding names this field.
    pub fn mismatch(&self, record: &Record) -> Option<LookupField> {
        let (draft, at) = (record.draft(), record.recorded_at());
        let fits = |field: Option<bool>| field.unwrap_or(true);
        let checks = [
            (
                fits(self.action.as_ref().map(|a| a == draft.action())),
                LookupField::Action,
            ),
            (
                fits(
                    self.actor
                        .as_ref()
                        .map(|a| same_principal(a, draft.actor())),
                ),
                LookupField::Actor,
            ),
            (
                fits(self.target.as_ref().map(|t| draft.targets().contains(t))),
                LookupField::Targets,
            ),
            (
                fits(self.correlation.map(|c| c == draft.correlation())),
                LookupField::Correlation,
            ),
            (
                fits(self.recorded_from.map(|from| from <= at))
                    && fits(self.recorded_before.map(|before| at < before)),
                LookupField::RecordedAt,
            ),
        ];
        checks
            .into_iter()
            .find_map(|(fits, field)| (!fits).then_some(field))
    }

    /// A fingerprint of the question, so that an answer's cursor fits no other.
    fn fingerprint(&self, log: LogId) -> [u8; 8] {
        // `Debug` of these types names every field, and neither order nor spelling is kept anywhere.
        let digest = Sha256::digest(format!("{log}|{self:?}").as_bytes());
        let (head, _) = digest.as_slice().as_chunks::<8>();
        head.first().copied().unwrap_or_default()
    }
}

fn same_principal(one: &Actor, other: &Actor) -> bool {
    match (one, other) {
        (Actor::User { id: one, .. }, Actor::User { id: other, .. }) => one == other,
        _ => one == other,
    }
}

/// How much to show, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    limit: NonZeroU16,
    cursor: Option<Cursor>,
}

impl Default for PageRequest {
    /// The newest 50.
    fn default() -> Self {
        Self::newest(50)
    }
}

impl PageRequest {
    /// The newest records; `limit` is moved into 1 to [`PAGE_RECORDS_MAX`].
    pub fn newest(limit: u16) -> Self {
        let limit = NonZeroU16::new(limit.min(PAGE_RECORDS_MAX)).unwrap_or(NonZeroU16::MIN);
        Self {
            limit,
            cursor: None,
        }
    }

    /// What comes after an earlier page.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.cursor = Some(cursor);
        self
    }

    /// The most records to answer, 1 to [`PAGE_RECORDS_MAX`].
    pub const fn limit(&self) -> u16 {
        self.limit.get()
    }

    /// Which records this page may show, newest first: those below the answer's `before` in a log
    /// that counts as having `size` records. `size` is the log's size now.
    ///
    /// # Errors
    /// [`BadCursor`] if the cursor came from another log or another filter.
    pub fn window(&self, log: LogId, filter: &Filter, size: u64) -> Result<Window, BadCursor> {
        match &self.cursor {
            None => Ok(Window {
                size,
                before: Seq::new(size),
            }),
            Some(cursor) => {
                let fits = cursor.question == filter.fingerprint(log)
                    && cursor.before <= cursor.size
                    && cursor.size <= size;
                if !fits {
                    return Err(BadCursor);
                }
                Ok(Window {
                    size: cursor.size,
                    before: Seq::new(cursor.before),
                })
            },
        }
    }
}

/// The part of a log that a page may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The size of the log when the first page was read; later records do not disturb the reading.
    pub size: u64,
    /// Only records below this place.
    pub before: Seq,
}

/// Some records, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The records.
    pub records: Vec<Record>,
    /// The size of the log that this and all following pages show.
    pub size: u64,
    /// Where to go on, if there may be more.
    pub next: Option<Cursor>,
}

impl Page {
    /// Makes a page of the records found in a window: at most `limit + 1`, newest first. The one
    /// beyond the limit only shows that there is more.
    pub fn of(
        log: LogId,
        filter: &Filter,
        request: &PageRequest,
        window: Window,
        mut found: Vec<Record>,
    ) -> Self {
        let limit = usize::from(request.limit());
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|last| Cursor {
            size: window.size,
            before: last.seq().as_u64(),
            question: filter.fingerprint(log),
        });
        Self {
            records: found,
            size: window.size,
            next,
        }
    }
}

/// Where a page ended. It fits only the log and the filter it came from, and pins the size of the
/// log, so that paging shows each record once whatever is appended meanwhile.
///
/// Its text is opaque. It holds no authority: whoever reads must be allowed to read the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    size: u64,
    before: u64,
    question: [u8; 8],
}

/// A cursor that does not fit the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cursor does not belong to this log and this filter: start again from the first page")]
pub struct BadCursor;

impl BadCursor {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "audit-logger/bad-cursor"
    }
}

impl Cursor {
    /// Reads exactly what `Display` writes.
    ///
    /// # Errors
    /// [`BadCursor`] for any other text.
    pub fn parse(text: &str) -> Result<Self, BadCursor> {
        let read = || {
            let rest = text.strip_prefix("c1.")?;
            let (size, rest) = rest.split_once('.')?;
            let (before, question) = rest.split_once('.')?;
            Some(Self {
                size: size.parse().ok()?,
                before: before.parse().ok()?,
                question: u64::from_str_radix(question, 16).ok()?.to_be_bytes(),
            })
        };
        read()
            .filter(|cursor| cursor.to_string() == text)
            .ok_or(BadCursor)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let question = u64::from_be_bytes(self.question);
        write!(f, "c1.{}.{}.{question:016x}", self.size, self.before)
    }
}
