//! `nexus audit`: what happened, and whether the trail is whole.

mod verdict;

use std::io::{self, Write};

use audit_logger::ports::{AuditReader, Filter, PageRequest, ReadError};
use audit_logger::{Action, Actor, LogId, Record, Target, TenantId};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;

pub(crate) use self::verdict::{VerdictFacts, verify, verify_with_file};
use super::tenant::parse_slug;
use crate::cli::AuditSearch;
use crate::composition::House;
use crate::failure::Failure;
use crate::output::{Answer, Table, moment};

/// Searches one log.
pub(crate) async fn search(house: &House, search: &AuditSearch) -> Result<RecordList, Failure> {
    let log = match &search.tenant {
        Some(slug) => {
            let tenant = house.tenants.find(&parse_slug(slug)?).await?.value;
            LogId::Tenant(TenantId::from_uuid(tenant.id().as_uuid()))
        },
        None => LogId::Platform,
    };
    let filter = Filter {
        action: search.action.as_deref().map(parse_action).transpose()?,
        actor: search.actor.as_deref().map(parse_actor).transpose()?,
        target: search.target.as_deref().map(parse_target).transpose()?,
        ..Filter::default()
    };
    let page = house
        .trail_reader
        .page(log, &filter, &PageRequest::newest(search.limit))
        .await?;
    let records = page
        .records
        .iter()
        .map(RecordFacts::new)
        .collect::<Result<_, _>>()?;
    Ok(RecordList {
        log: log.to_string(),
        records,
        more: page.next.is_some(),
    })
}

fn parse_action(text: &str) -> Result<Action, Failure> {
    Action::parse(text).map_err(|error| Failure::usage(error.code(), error.to_string()))
}

/// Reads the one-line form, as `audit search` prints it.
fn parse_actor(text: &str) -> Result<Actor, Failure> {
    Actor::parse(text).map_err(|_| {
        Failure::usage(
            "nexus/not-an-actor",
            "no actor is written like this: write operator:cli, service:NAME, system:NAME, \
             user:ID or anonymous",
        )
    })
}

fn parse_target(text: &str) -> Result<Target, Failure> {
    let unusable = || {
        Failure::usage(
            "nexus/not-a-target",
            "no target is written like this: write its kind and its id, as in user:usr_…",
        )
    };
    let (kind, id) = text.split_once(':').ok_or_else(unusable)?;
    Target::parse(kind, id).map_err(|error| Failure::usage(error.code(), error.to_string()))
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        let failure = match &error {
            ReadError::Cursor(_) => Self::usage(error.code(), error.to_string()),
            ReadError::Tampered(_) => {
                Self::rejected(error.code(), format!("{error}: see `nexus audit verify`"))
            },
            ReadError::Store(_) => Self::environment(error.code(), error.to_string()),
        };
        failure.caused_by(&error)
    }
}

/// What is said of a record: a few facts for people, and the record itself, byte for byte.
#[derive(Debug, Serialize)]
struct RecordFacts {
    seq: u64,
    recorded_at: DateTime<Utc>,
    actor: String,
    action: String,
    targets: Vec<String>,
    outcome: &'static str,
    severity: &'static str,
    /// The canonical body that the log's tree is built over.
    record: Box<RawValue>,
}

impl RecordFacts {
    fn new(record: &Record) -> Result<Self, Failure> {
        let draft = record.draft();
        let body = RawValue::from_string(record.body())
            .map_err(|_| Failure::internal("a record of the audit trail is no JSON"))?;
        Ok(Self {
            seq: record.seq().as_u64(),
            recorded_at: record.recorded_at(),
            actor: draft.actor().to_string(),
            action: draft.action().to_string(),
            targets: draft.targets().iter().map(ToString::to_string).collect(),
            outcome: draft.outcome().as_str(),
            severity: draft.severity().as_str(),
            record: body,
        })
    }
}

/// Records of one log, the newest first.
#[derive(Debug, Serialize)]
pub(crate) struct RecordList {
    log: String,
    records: Vec<RecordFacts>,
    /// Whether there are more than were asked for.
    more: bool,
}

impl Answer for RecordList {
    fn write_text(&self, to: &mut dyn Write) -> io::Result<()> {
        if self.records.is_empty() {
            return writeln!(to, "No record of the log {} fits.", self.log);
        }
        let mut table = Table::new([">seq", "recorded", "actor", "action", "targets"]);
        for record in &self.records {
            table.row([
                record.seq.to_string(),
                moment(record.recorded_at),
                record.actor.clone(),
                record.action.clone(),
                record.targets.join("  "),
            ]);
        }
        table.write(to)?;
        if self.more {
            writeln!(to, "  … and more: raise --limit")?;
        }
        Ok(())
    }
}
