//! `nexus audit verify`: the verdict on the whole trail.

use std::io::{self, Write};

use audit_logger::{Verdict, Verifier};
use serde::Serialize;

use crate::composition::House;
use crate::failure::{Exit, Failure};
use crate::output::{Answer, counted, grouped};

/// The most findings that are shown.
const FINDINGS_SHOWN_MAX: usize = 20;

/// Brings the trail up to date and verifies the whole of it. One that cannot be brought up to date
/// is verified all the same: that may be how somebody hides what was done to it.
pub(crate) async fn verify(house: &House) -> Result<VerdictFacts, Failure> {
    let caught_up = house.catch_up().await;
    let verdict = Verifier::new()
        .verify(&house.evidence)
        .await
        .map_err(|failure| {
            Failure::environment(failure.code(), failure.to_string()).caused_by(&failure)
        })?;
    Ok(VerdictFacts {
        behind: caught_up.err(),
        ..VerdictFacts::new(&verdict)
    })
}

/// As [`verify`], and looks into the file itself: what searches go by lies beside the records, and a
/// damaged index would hide records without changing one.
pub(crate) async fn verify_with_file(house: &House) -> Result<VerdictFacts, Failure> {
    let mut facts = verify(house).await?;
    for problem in house.damage_of_trail().await? {
        facts.verdict = "tampered";
        facts.findings_total = facts.findings_total.saturating_add(1);
        facts.findings.push(FindingFacts {
            code: "nexus/trail-file-damaged",
            message: format!("the file of the trail is damaged: {problem}"),
        });
    }
    Ok(facts)
}

/// What a verification came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct VerdictFacts {
    /// `verified` or `tampered`.
    verdict: &'static str,
    logs: u64,
    records: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    heads: Vec<HeadFacts>,
    findings_total: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<FindingFacts>,
    /// Why the trail lacks the latest events, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    behind: Option<Failure>,
}

/// The head of a log: keep it elsewhere, and a rewritten log can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct HeadFacts {
    log: String,
    size: u64,
    root: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct FindingFacts {
    code: &'static str,
    message: String,
}

impl VerdictFacts {
    fn new(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Verified(verified) => Self {
                verdict: "verified",
                logs: verified.logs,
                records: verified.records,
                heads: verified
                    .heads
                    .iter()
                    .map(|(log, head)| HeadFacts {
                        log: log.to_string(),
                        size: head.size,
                        root: head.root.to_string(),
                    })
                    .collect(),
                findings_total: 0,
                findings: Vec::new(),
                behind: None,
            },
            Verdict::Tampered(tampered) => Self {
                verdict: "tampered",
                logs: tampered.logs,
                records: tampered.records,
                heads: Vec::new(),
                findings_total: tampered.findings_total,
                findings: tampered
                    .findings
                    .iter()
                    .map(|finding| FindingFacts {
                        code: finding.code(),
                        message: finding.to_string(),
                    })
                    .collect(),
                behind: None,
            },
        }
    }

    /// Whether nothing was found.
    pub(crate) fn is_verified(&self) -> bool {
        self.verdict == "verified"
    }

    /// The verdict in one line.
    pub(crate) fn in_words(&self) -> String {
        let (logs, records) = (counted(self.logs, "log"), counted(self.records, "record"));
        if !self.is_verified() {
            let findings = counted(self.findings_total, "finding");
            format!("TAMPERED WITH: {findings} in {records}; see nexus audit verify")
        } else if self.behind.is_some() {
            format!("NOT UP TO DATE; verified: {records} in {logs}; see nexus audit verify")
        } else {
            format!("verified: {records} in {logs}")
        }
    }

    fn write_findings(&self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "The audit trail was tampered with.")?;
        for finding in self.findings.iter().take(FINDINGS_SHOWN_MAX) {
            writeln!(to, "  {} ({})", finding.message, finding.code)?;
        }
        let shown = u64::try_from(self.findings.len().min(FINDINGS_SHOWN_MAX)).unwrap_or_default();
        let hidden = self.findings_total.saturating_sub(shown);
        if hidden > 0 {
            writeln!(to, "  … and {} more: --json lists them", grouped(hidden))?;
        }
        Ok(())
    }
}

impl Answer for VerdictFacts {
    fn write_text(&self, to: &mut dyn Write) -> io::Result<()> {
        if self.is_verified() {
            let (logs, records) = (counted(self.logs, "log"), counted(self.records, "record"));
            writeln!(to, "The audit trail is verified: {records} in {logs}.")?;
        } else {
            self.write_findings(to)?;
        }
        match &self.behind {
            Some(why) => writeln!(
                to,
                "It could not be brought up to date: {why} ({})",
                why.code
            ),
            None => Ok(()),
        }
    }

    fn exit(&self) -> Exit {
        match &self.behind {
            _ if !self.is_verified() => Exit::Rejected,
            Some(why) => why.exit,
            None => Exit::Done,
        }
    }
}
