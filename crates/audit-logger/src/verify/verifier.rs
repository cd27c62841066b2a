//! Walks through a whole trail, a batch at a time.

use std::{collections::BTreeMap, num::NonZeroU32};

use super::{Finding, log_check::LogCheck};
use crate::{
    LogId, Seq, TreeHead,
    ports::{AuditEvidence, StoreFailure, StoredHead, Strays},
};

/// The most findings that are listed; more are only counted.
pub const FINDINGS_MAX: usize = 1_000;

const HEADS_PER_BATCH: NonZeroU32 = NonZeroU32::new(256).unwrap();
const ENTRIES_PER_BATCH: NonZeroU32 = NonZeroU32::new(1_024).unwrap();
const STRAYS_LISTED: NonZeroU32 = NonZeroU32::new(1_000).unwrap();

/// What a verification came to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a verdict is there to be read"]
pub enum Verdict {
    /// Everything is as it was appended.
    Verified(Verified),
    /// Something is not.
    Tampered(Tampered),
}

/// A trail that is as it was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many logs.
    pub logs: u64,
    /// How many records in all of them.
    pub records: u64,
    /// The head of each log. Keep them elsewhere and give them to [`Verifier::expecting`] next
    /// time: then not even a wholly rewritten log passes.
    pub heads: BTreeMap<LogId, TreeHead>,
}

/// A trail that was tampered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tampered {
    /// How many logs were looked at.
    pub logs: u64,
    /// How many records their heads claim.
    pub records: u64,
    /// What was found, at most [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// How many findings there are, listed or not.
    pub findings_total: u64,
}

impl Verdict {
    /// True if nothing was found.
    pub const fn is_verified(&self) -> bool {
        matches!(self, Self::Verified(_))
    }

    /// What was found; nothing if the trail is as it was appended.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Verified(_) => &[],
            Self::Tampered(tampered) => &tampered.findings,
        }
    }
}

/// Hashes everything again. It streams, so a trail of any length takes little memory, and it may
/// run while others append: what is appended meanwhile is left to the next time.
///
/// What it cannot see by itself: a log rewritten from some record on by somebody who also rebuilt
/// the whole tree, its head and the total. That is what [`expecting`](Self::expecting) is for.
#[derive(Debug, Clone, Default)]
pub struct Verifier {
    pins: BTreeMap<LogId, Vec<TreeHead>>,
}

impl Verifier {
    /// A verifier that knows nothing but what is stored.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a head of this log that was seen before, in any order. The log must still begin so.
    #[must_use]
    pub fn expecting(mut self, log: LogId, head: TreeHead) -> Self {
        self.pins.entry(log).or_default().push(head);
        self
    }

    /// Verifies all logs.
    ///
    /// # Errors
    /// [`StoreFailure`] if the store does not answer; that says nothing about the trail.
    pub async fn verify<E: AuditEvidence + ?Sized>(
        &self,
        evidence: &E,
    ) -> Result<Verdict, StoreFailure> {
        let mut report = Report::default();
        let appended_before = evidence.total().await?;
        let mut after = None;
        loop {
            let heads = evidence.heads(after, HEADS_PER_BATCH).await?;
            let Some(last) = heads.last() else { break };
            after = Some(last.log);
            for head in &heads {
                self.check_log(evidence, head, &mut report).await?;
            }
        }
        for (log, pins) in &self.pins {
            if !report.heads.contains_key(log) {
                report.vanished(*log, pins);
            }
        }
        let strays = evidence.strays(STRAYS_LISTED).await?;
        report.strays(&strays);
        let appended_after = evidence.total().await?;
        if !(appended_before..=appended_after).contains(&report.records) {
            report.add(Finding::TotalMismatch {
                expected: appended_after,
                found: report.records,
            });
        }
        Ok(report.into_verdict())
    }

    /// Verifies one log, and not what lies in none. A log without records is as good as none, unless an earlier head says
    /// otherwise.
    ///
    /// # Errors
    /// [`StoreFailure`] if the store does not answer; that says nothing about the log.
    pub async fn verify_log<E: AuditEvidence + ?Sized>(
        &self,
        evidence: &E,
        log: LogId,
    ) -> Result<Verdict, StoreFailure> {
        let mut report = Report::default();
        match evidence.stored_head(log).await? {
            Some(head) => self.check_log(evidence, &head, &mut report).await?,
            None => report.vanished(log, self.pins.get(&log).map_or(&[], Vec::as_slice)),
        }
        Ok(report.into_verdict())
    }

    async fn check_log<E: AuditEvidence + ?Sized>(
        &self,
        evidence: &E,
        head: &StoredHead,
        report: &mut Report,
    ) -> Result<(), StoreFailure> {
        let pins = self.pins.get(&head.log).map_or(&[][..], Vec::as_slice);
        let mut check = LogCheck::new(head, pins, report);
        let mut from = Seq::FIRST;
        while from.as_u64() < head.size {
            let entries = evidence.entries(head.log, from, ENTRIES_PER_BATCH).await?;
            let Some(last) = entries.last() else { break };
            from = Seq::new(last.seq.as_u64().saturating_add(1));
            for entry in entries
                .iter()
                .take_while(|entry| entry.seq.as_u64() < head.size)
            {
                check.entry(entry);
            }
        }
        check.finish();
        self.check_end(evidence, head, report).await
    }

    /// What lies beyond the end was appended since the head was read, or it does not belong there.
    async fn check_end<E: AuditEvidence + ?Sized>(
        &self,
        evidence: &E,
        head: &StoredHead,
        report: &mut Report,
    ) -> Result<(), StoreFailure> {
        let mut from = Seq::new(head.size);
        loop {
            let beyond = evidence.entries(head.log, from, ENTRIES_PER_BATCH).await?;
            let Some(last) = beyond.last() else { break };
            // Read after the entries: what was appended meanwhile is before this end.
            let now = evidence.stored_head(head.log).await?;
            let end = now.map_or(0, |head| head.size);
            for entry in beyond.iter().filter(|entry| entry.seq.as_u64() >= end) {
                report.add(Finding::Unexpected {
                    log: head.log,
                    seq: entry.seq,
                });
            }
            // Appended meanwhile as a whole: it ends here, for it might go on for ever.
            if last.seq.as_u64() < end {
                break;
            }
            from = Seq::new(last.seq.as_u64().saturating_add(1));
        }
        Ok(())
    }
}

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    records: u64,
    heads: BTreeMap<LogId, TreeHead>,
    findings: Vec<Finding>,
    findings_total: u64,
}

impl Report {
    pub(super) fn add(&mut self, finding: Finding) {
        self.findings_total += 1;
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        }
    }

    /// Counts findings of which there are too many to list.
    pub(super) fn add_unlisted(&mut self, count: u64) {
        self.findings_total += count;
    }

    pub(super) fn log_done(&mut self, log: LogId, head: TreeHead) {
        self.records = self.records.saturating_add(head.size);
        self.heads.insert(log, head);
    }

    fn strays(&mut self, strays: &Strays) {
        for event_id in &strays.event_ids {
            self.add(Finding::Stray {
                event_id: *event_id,
            });
        }
        let listed = strays.event_ids.len() as u64;
        self.add_unlisted(strays.total.saturating_sub(listed));
    }

    fn vanished(&mut self, log: LogId, pins: &[TreeHead]) {
        if let Some(expected) = pins
            .iter()
            .map(|pin| pin.size)
            .max()
            .filter(|size| *size > 0)
        {
            self.add(Finding::Rollback {
                log,
                expected,
                found: 0,
            });
        }
    }

    fn into_verdict(self) -> Verdict {
        let Self {
            records,
            heads,
            findings,
            findings_total,
        } = self;
        let logs = heads.len() as u64;
        if findings_total == 0 {
            Verdict::Verified(Verified {
                logs,
                records,
                heads,
            })
        } else {
            Verdict::Tampered(Tampered {
                logs,
                records,
                findings,
                findings_total,
            })
        }
    }
}
