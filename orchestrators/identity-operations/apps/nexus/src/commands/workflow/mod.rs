//! `nexus workflow`: processes as a list, one as a timeline, and a parked one sent on its way.

mod timeline;

use std::io::{self, Write};
use std::num::NonZeroU32;

use chrono::{DateTime, Utc};
use serde::Serialize;
use workflow::ports::{InstanceFilter, InstanceSummary, WorkflowOperatorRepository};
use workflow::{InstanceId, Scope, Status};

pub(crate) use self::timeline::Timeline;
use crate::cli::ProcessStatus;
use crate::composition::House;
use crate::failure::Failure;
use crate::output::{Answer, Table, moment};

/// The most events of a process that are shown.
const EVENTS_MAX: NonZeroU32 = NonZeroU32::MIN.saturating_add(9_999);

/// Lists processes, the newest first.
pub(crate) async fn list(
    house: &House,
    status: Option<ProcessStatus>,
    limit: u16,
) -> Result<ProcessList, Failure> {
    let filter = InstanceFilter {
        status: status.map(Status::from),
        workflow: None,
    };
    let limit = NonZeroU32::new(u32::from(limit)).unwrap_or(NonZeroU32::MIN);
    let page = house
        .journal
        .page_everywhere(&filter, None, limit)
        .await
        .map_err(|failure| {
            Failure::environment(failure.code(), failure.to_string()).caused_by(&failure)
        })?;
    let mut processes = Vec::with_capacity(page.items.len());
    for summary in &page.items {
        let tenant = house.tenant_of(summary.scope).await?;
        processes.push(ProcessFacts::new(summary, tenant));
    }
    Ok(ProcessList {
        processes,
        more: page.next.is_some(),
    })
}

/// Shows one process.
pub(crate) async fn show(house: &House, id: &str) -> Result<Timeline, Failure> {
    let id = parse(id)?;
    let unreadable = |error: workflow::ports::ReadError| {
        Failure::environment(error.code(), error.to_string()).caused_by(&error)
    };
    let found = house.journal.find_anywhere(id).await.map_err(unreadable)?;
    let recorded = found.ok_or_else(|| {
        Failure::rejected(
            "nexus/no-such-process",
            "there is no such process: see `nexus workflow list`",
        )
    })?;
    let events = house
        .journal
        .history_anywhere(id, 0, EVENTS_MAX)
        .await
        .map_err(unreadable)?;
    let tenant = house.tenant_of(recorded.instance.head().scope).await?;
    Ok(Timeline::new(&recorded.instance, tenant, &events))
}

/// Sends a parked process on its way, drives it until it rests, and shows it.
pub(crate) async fn retry(house: &House, id: &str, reason: &str) -> Result<Timeline, Failure> {
    let process = parse(id)?;
    house.retry(process, reason).await?;
    show(house, id).await
}

fn parse(id: &str) -> Result<InstanceId, Failure> {
    InstanceId::parse(id).map_err(|error| {
        Failure::usage(error.code(), format!("{error}: see `nexus workflow list`"))
    })
}

impl From<ProcessStatus> for Status {
    fn from(status: ProcessStatus) -> Self {
        match status {
            ProcessStatus::Running => Self::Running,
            ProcessStatus::Waiting => Self::Waiting,
            ProcessStatus::Compensating => Self::Compensating,
            ProcessStatus::Completed => Self::Completed,
            ProcessStatus::Compensated => Self::Compensated,
            ProcessStatus::Parked => Self::Parked,
        }
    }
}

/// What a list says of a process.
#[derive(Debug, Serialize)]
pub(crate) struct ProcessFacts {
    id: String,
    workflow: String,
    version: u32,
    status: &'static str,
    /// The tenant's slug, or `platform`.
    owner: String,
    scope: Scope,
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_for: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parked_because: Option<&'static str>,
    started_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl ProcessFacts {
    fn new(summary: &InstanceSummary, owner: String) -> Self {
        Self {
            id: summary.id.to_string(),
            workflow: summary.workflow.to_string(),
            version: summary.version,
            status: summary.status.as_str(),
            owner,
            scope: summary.scope,
            waits_for: summary.waits_for.as_ref().map(ToString::to_string),
            parked_because: summary.parked.map(workflow::ParkReason::as_str),
            started_at: summary.created_at,
            updated_at: summary.updated_at,
        }
    }

    fn status_in_words(&self) -> String {
        match (&self.waits_for, self.parked_because) {
            (Some(signal), _) => format!("{} for {signal}", self.status),
            (None, Some(reason)) => format!("{}: {}", self.status, reason.replace('_', " ")),
            (None, None) => self.status.to_owned(),
        }
    }
}

/// Processes, the newest first.
#[derive(Debug, Serialize)]
pub(crate) struct ProcessList {
    processes: Vec<ProcessFacts>,
    /// Whether there are more than were asked for.
    more: bool,
}

impl Answer for ProcessList {
    fn write_text(&self, to: &mut dyn Write) -> io::Result<()> {
        if self.processes.is_empty() {
            return writeln!(to, "There are no such processes.");
        }
        let mut table = Table::new(["id", "process", "tenant", "started", "status"]);
        for process in &self.processes {
            table.row([
                process.id.clone(),
                process.workflow.clone(),
                process.owner.clone(),
                moment(process.started_at),
                process.status_in_words(),
            ]);
        }
        table.write(to)?;
        if self.more {
            writeln!(to, "  … and more: raise --limit")?;
        }
        Ok(())
    }
}
