//! One process as a timeline: what happened, when, how long it took, what failed.

use std::io::{self, Write};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use workflow::{Fact, Failure, HistoryEvent, Instance, Otherwise};

use crate::output::{Answer, Table, moment, seconds};

/// One process and everything that happened in it.
#[derive(Debug, Serialize)]
pub(crate) struct Timeline {
    id: String,
    workflow: String,
    version: u32,
    status: &'static str,
    /// The tenant's slug, or `platform`.
    owner: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_for: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wakes_at: Option<DateTime<Utc>>,
    started_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    events: Vec<Event>,
}

/// One line of the timeline.
#[derive(Debug, Serialize)]
struct Event {
    seq: u64,
    at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    took_us: Option<u64>,
    worker: String,
    #[serde(flatten)]
    fact: Fact,
}

impl Timeline {
    pub(super) fn new(instance: &Instance, owner: String, events: &[HistoryEvent]) -> Self {
        let head = instance.head();
        Self {
            id: head.id.to_string(),
            workflow: head.workflow.to_string(),
            version: head.version,
            status: instance.status().as_str(),
            owner,
            waits_for: instance.waits_for().map(ToString::to_string),
            wakes_at: instance.wake_at(),
            started_at: head.created_at,
            updated_at: instance.updated_at(),
            events: events.iter().map(Event::new).collect(),
        }
    }

    fn write_head(&self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "{} {}", self.workflow, self.id)?;
        writeln!(to, "  status   {}", self.status)?;
        if let Some(signal) = &self.waits_for {
            writeln!(to, "  waits    for {signal}")?;
        }
        if let Some(at) = self.wakes_at {
            writeln!(to, "  wakes    {}", moment(at))?;
        }
        writeln!(to, "  tenant   {}", self.owner)?;
        writeln!(to, "  version  {}", self.version)?;
        writeln!(to, "  started  {}", moment(self.started_at))
    }
}

impl Event {
    fn new(event: &HistoryEvent) -> Self {
        Self {
            seq: event.seq,
            at: event.at,
            attempt: event.attempt,
            took_us: event
                .took
                .map(|took| u64::try_from(took.as_micros()).unwrap_or(u64::MAX)),
            worker: event.worker.to_string(),
            fact: event.fact.clone(),
        }
    }

    /// What happened, in words.
    fn what(&self) -> &'static str {
        match &self.fact {
            Fact::Started { .. } => "started",
            Fact::StepCompleted { .. } => "done",
            Fact::StepFailed { .. } => "failed",
            Fact::Skipped { .. } => "not needed",
            Fact::WaitStarted { .. } => "waits",
            Fact::WaitSatisfied { .. } => "signal came",
            Fact::WaitExpired { .. } => "signal did not come",
            Fact::SleepStarted { .. } => "sleeps",
            Fact::SleepEnded { .. } => "woke",
            Fact::UndoStarted { .. } => "turned back",
            Fact::UndoCompleted { .. } => "undone",
            Fact::UndoFailed { .. } => "undo failed",
            Fact::UndoPassed { .. } => "has no undo",
            Fact::Completed => "completed",
            Fact::Compensated => "all undone",
            Fact::Parked { .. } => "parked",
            Fact::Retried { .. } => "retried by an operator",
        }
    }

    /// What else there is to say, in words.
    fn detail(&self) -> String {
        match &self.fact {
            Fact::StepFailed {
                failure, retry_at, ..
            }
            | Fact::UndoFailed {
                failure, retry_at, ..
            } => {
                let next = retry_at.map_or_else(
                    || "given up".to_owned(),
                    |at| format!("again in {}", seconds(between(self.at, at))),
                );
                format!("{}; {next}", in_words(failure))
            },
            Fact::WaitStarted {
                signal, deadline, ..
            } => {
                format!("for {signal}, until {}", moment(*deadline))
            },
            Fact::WaitSatisfied { signal, .. } => signal.to_string(),
            Fact::WaitExpired {
                signal, otherwise, ..
            } => {
                let then = match otherwise {
                    Otherwise::Compensate => "turns back",
                    Otherwise::Continue => "goes on without",
                };
                format!("{signal}; {then}")
            },
            Fact::SleepStarted { until, .. } => format!("until {}", moment(*until)),
            Fact::UndoStarted { cause, .. } => in_words(cause),
            Fact::UndoPassed { reason, .. } => reason.clone(),
            Fact::Parked { reason, failure } => {
                let reason = reason.as_str().replace('_', " ");
                failure.as_ref().map_or_else(
                    || reason.clone(),
                    |failure| format!("{reason}: {}", in_words(failure)),
                )
            },
            Fact::Retried { actor, reason } => format!("{actor}: {reason}"),
            Fact::Started { .. }
            | Fact::StepCompleted { .. }
            | Fact::Skipped { .. }
            | Fact::SleepEnded { .. }
            | Fact::UndoCompleted { .. }
            | Fact::Completed
            | Fact::Compensated => String::new(),
        }
    }
}

impl Answer for Timeline {
    fn write_text(&self, to: &mut dyn Write) -> io::Result<()> {
        self.write_head(to)?;
        writeln!(to)?;
        let mut table = Table::new([">after", "step", "what", ">attempt", ">took", "detail"]);
        for event in &self.events {
            table.row([
                seconds(between(self.started_at, event.at)),
                event
                    .fact
                    .node()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                event.what().to_owned(),
                event
                    .attempt
                    .map(|attempt| attempt.to_string())
                    .unwrap_or_default(),
                event
                    .took_us
                    .map(|us| seconds(Duration::from_micros(us)))
                    .unwrap_or_default(),
                event.detail(),
            ]);
        }
        table.write(to)
    }
}

fn in_words(failure: &Failure) -> String {
    format!("{} ({})", failure.message, failure.code)
}

/// From one instant to a later one; nothing if the clock ran back.
fn between(from: DateTime<Utc>, to: DateTime<Utc>) -> Duration {
    (to - from).to_std().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(seq: u64, millis: i64, took_us: Option<u64>, fact: serde_json::Value) -> Event {
        Event {
            seq,
            at: DateTime::from_timestamp_millis(1_795_376_400_000 + millis).unwrap(),
            attempt: took_us.map(|_| 1),
            took_us,
            worker: "cli-1".to_owned(),
            fact: serde_json::from_value(fact).unwrap(),
        }
    }

    #[test]
    fn a_process_that_was_undone_tells_what_failed_and_what_was_taken_back() {
        let failure = json!({
            "node": "join_tenant",
            "class": "rejected",
            "code": "tenant/not-operational",
            "message": "nobody can join a tenant that is suspended",
        });
        let retry_at = DateTime::from_timestamp_millis(1_795_376_400_062).unwrap();
        let timeline = Timeline {
            id: "wfi_1".to_owned(),
            workflow: "user_registration".to_owned(),
            version: 1,
            status: "compensated",
            owner: "acme".to_owned(),
            waits_for: None,
            wakes_at: None,
            started_at: DateTime::from_timestamp(1_795_376_400, 0).unwrap(),
            updated_at: DateTime::from_timestamp(1_795_376_401, 0).unwrap(),
            events: vec![
                event(
                    1,
                    0,
                    None,
                    json!({"kind": "instance.started", "signals": []}),
                ),
                event(
                    2,
                    1,
                    None,
                    json!({
                        "kind": "wait.started", "index": 1, "node": "verify_mailbox",
                        "signal": "mailbox_verified", "deadline": "2026-11-23T19:40:00Z",
                    }),
                ),
                event(
                    3,
                    5,
                    Some(900),
                    json!({
                        "kind": "step.completed", "index": 2, "node": "create_user",
                    }),
                ),
                event(
                    4,
                    12,
                    Some(5_200),
                    json!({
                        "kind": "step.failed", "index": 3, "failure": failure, "retry_at": retry_at,
                    }),
                ),
                event(
                    5,
                    70,
                    Some(4_100),
                    json!({
                        "kind": "step.failed", "index": 3, "failure": failure, "retry_at": null,
                    }),
                ),
                event(
                    6,
                    70,
                    None,
                    json!({"kind": "undo.started", "below": 4, "cause": failure}),
                ),
                event(
                    7,
                    82,
                    Some(2_000),
                    json!({
                        "kind": "undo.completed", "index": 2, "node": "create_user",
                    }),
                ),
                event(8, 82, None, json!({"kind": "instance.compensated"})),
            ],
        };
        let mut text = Vec::new();
        timeline.write_text(&mut text).unwrap();
        insta::assert_snapshot!(String::from_utf8(text).unwrap(), @"
        user_registration wfi_1
          status   compensated
          tenant   acme
          version  1
          started  2026-11-22 19:40:00 UTC

            after  step            what         attempt    took  detail
           0.0 ms                  started
           1.0 ms  verify_mailbox  waits                         for mailbox_verified, until 2026-11-23 19:40:00 UTC
           5.0 ms  create_user     done               1  0.9 ms
          12.0 ms  join_tenant     failed             1  5.2 ms  nobody can join a tenant that is suspended (tenant/not-operational); again in 50.0 ms
          70.0 ms  join_tenant     failed             1  4.1 ms  nobody can join a tenant that is suspended (tenant/not-operational); given up
          70.0 ms                  turned back                   nobody can join a tenant that is suspended (tenant/not-operational)
          82.0 ms  create_user     undone             1  2.0 ms
          82.0 ms                  all undone
        ");
    }
}
