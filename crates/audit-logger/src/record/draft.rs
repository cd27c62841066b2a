//! A record before the log has numbered it.

use std::{collections::BTreeMap, mem};

use chrono::{DateTime, Datelike as _, Utc};

use super::{
    Action, Actor, Canonical, DEPTH_MAX, FieldKey, INT_MAX, InvalidRecord, LogId, Outcome,
    RECORD_BYTES_MAX, Severity, TEXT_CHARS_MAX, Target, Value,
};
use crate::{CausationId, CorrelationId, EventId, mask, time};

/// The most targets of a record.
pub const TARGETS_MAX: usize = 16;
/// The most metadata fields of a record.
pub const METADATA_FIELDS_MAX: usize = 32;

/// A record that is complete, within all limits and free of secrets, but not yet in a log.
///
/// It cannot be changed. Two drafts with the same content have the same canonical bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordDraft {
    content: Content,
    canonical: Canonical,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) event_id: EventId,
    pub(super) log: LogId,
    pub(super) action: Action,
    pub(super) actor: Actor,
    pub(super) targets: Vec<Target>,
    pub(super) outcome: Outcome,
    pub(super) severity: Severity,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) correlation: CorrelationId,
    pub(super) causation: Option<CausationId>,
    pub(super) metadata: BTreeMap<FieldKey, Value>,
}

/// Gathers what a record says; [`build`](Self::build) checks and masks it.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct RecordBuilder {
    content: Content,
    fields: Vec<(String, Value)>,
}

impl RecordDraft {
    /// Starts a record with what every record must say. It counts as a [`Outcome::Success`] of
    /// [`Severity::Medium`] unless told otherwise, and still needs a target.
    ///
    /// `occurred_at` is when the event says it happened; it is kept to the microsecond.
    pub fn builder(
        event_id: EventId,
        log: LogId,
        action: Action,
        actor: Actor,
        correlation: CorrelationId,
        occurred_at: DateTime<Utc>,
    ) -> RecordBuilder {
        RecordBuilder {
            content: Content {
                event_id,
                log,
                action,
                actor,
                targets: Vec::new(),
                outcome: Outcome::Success,
                severity: Severity::Medium,
                occurred_at,
                correlation,
                causation: None,
                metadata: BTreeMap::new(),
            },
            fields: Vec::new(),
        }
    }

    /// The event this record tells of, and the record's own id.
    pub const fn event_id(&self) -> EventId {
        self.content.event_id
    }

    /// The log it belongs to.
    pub const fn log(&self) -> LogId {
        self.content.log
    }

    /// What was done.
    pub const fn action(&self) -> &Action {
        &self.content.action
    }

    /// Who did it.
    pub const fn actor(&self) -> &Actor {
        &self.content.actor
    }

    /// What it was done to, in the order given.
    pub fn targets(&self) -> &[Target] {
        &self.content.targets
    }

    /// How it ended.
    pub const fn outcome(&self) -> Outcome {
        self.content.outcome
    }

    /// How much it matters.
    pub const fn severity(&self) -> Severity {
        self.content.severity
    }

    /// When the event says it happened, to the microsecond.
    pub const fn occurred_at(&self) -> DateTime<Utc> {
        self.content.occurred_at
    }

    /// What it was a part of.
    pub const fn correlation(&self) -> CorrelationId {
        self.content.correlation
    }

    /// What made it happen.
    pub const fn causation(&self) -> Option<CausationId> {
        self.content.causation
    }

    /// What else is worth knowing, with secrets masked.
    pub const fn metadata(&self) -> &BTreeMap<FieldKey, Value> {
        &self.content.metadata
    }

    /// The record written out, for a log to number and hash.
    pub const fn canonical(&self) -> &Canonical {
        &self.canonical
    }
}

impl RecordBuilder {
    /// Adds something that was acted on; the first is the one a reader sees first.
    pub fn target(mut self, target: Target) -> Self {
        // One more than allowed is enough to be refused, so a runaway caller costs no memory.
        if self.content.targets.len() <= TARGETS_MAX {
            self.content.targets.push(target);
        }
        self
    }

    /// Says how it ended.
    pub const fn outcome(mut self, outcome: Outcome) -> Self {
        self.content.outcome = outcome;
        self
    }

    /// Says how much it matters.
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.content.severity = severity;
        self
    }

    /// Says what made it happen.
    pub const fn causation(mut self, causation: CausationId) -> Self {
        self.content.causation = Some(causation);
        self
    }

    /// Adds a field that an auditor will want to see. Personal data does not belong here.
    pub fn metadata(mut self, key: impl Into<String>, value: Value) -> Self {
        if self.fields.len() <= METADATA_FIELDS_MAX {
            self.fields.push((key.into(), value));
        }
        self
    }

    /// Checks every limit, masks secrets, and closes the record.
    ///
    /// # Errors
    /// [`InvalidRecord`] says what is wrong and where; the content is in no message.
    pub fn build(mut self) -> Result<RecordDraft, InvalidRecord> {
        match self.content.targets.len() {
            0 => return Err(InvalidRecord::NoTarget),
            1..=TARGETS_MAX => {},
            _ => return Err(InvalidRecord::TooManyTargets),
        }
        if !(1970..=9999).contains(&self.content.occurred_at.year()) {
            return Err(InvalidRecord::TimeOutOfRange);
        }
        self.content.occurred_at = time::to_micros(self.content.occurred_at);
        let fields = mem::take(&mut self.fields);
        self.content.metadata = mask::fields(checked(fields)?);
        let canonical = Canonical::of(&self.content);
        if canonical.bytes_max() > RECORD_BYTES_MAX {
            return Err(InvalidRecord::TooLarge);
        }
        Ok(RecordDraft {
            content: self.content,
            canonical,
        })
    }
}

fn checked(fields: Vec<(String, Value)>) -> Result<BTreeMap<FieldKey, Value>, InvalidRecord> {
    if fields.len() > METADATA_FIELDS_MAX {
        return Err(InvalidRecord::TooManyFields);
    }
    let mut metadata = BTreeMap::new();
    for (index, (key, value)) in fields.into_iter().enumerate() {
        let field = index + 1;
        let key = FieldKey::parse(&key).map_err(|_| InvalidRecord::Key { field })?;
        // Bounds the walk below too: nothing is looked at twice, nothing deeper than allowed.
        let mut bytes_left = RECORD_BYTES_MAX;
        within_limits(&value, field, 1, &mut bytes_left)?;
        if metadata.insert(key, value).is_some() {
            return Err(InvalidRecord::DuplicateKey { field });
        }
    }
    Ok(metadata)
}

fn within_limits(
    value: &Value,
    field: usize,
    depth: usize,
    bytes_left: &mut usize,
) -> Result<(), InvalidRecord> {
    if depth > DEPTH_MAX {
        return Err(InvalidRecord::TooDeep { field });
    }
    // Each value takes at least one byte and a separator, so a huge list ends here early.
    let least = if let Value::Text(text) = value {
        text.len() + 2
    } else {
        1
    };
    match value {
        Value::Text(text)
            if text.len() > TEXT_CHARS_MAX * 4 || text.chars().count() > TEXT_CHARS_MAX =>
        {
            return Err(InvalidRecord::TextTooLong { field });
        },
        Value::Int(number) if number.unsigned_abs() > INT_MAX.unsigned_abs() => {
            return Err(InvalidRecord::IntOutOfRange { field });
        },
        _ => {},
    }
    *bytes_left = bytes_left
        .checked_sub(least)
        .ok_or(InvalidRecord::TooLarge)?;
    match value {
        Value::List(items) => items
            .iter()
            .try_for_each(|item| within_limits(item, field, depth + 1, bytes_left)),
        Value::Map(fields) => fields
            .values()
            .try_for_each(|item| within_limits(item, field, depth + 1, bytes_left)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Text(_) | Value::Masked(_) => Ok(()),
    }
}
