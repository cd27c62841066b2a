//! What a bulk run came to.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use crate::bulk::{Rejection, Tally};
use crate::commands::audit::VerdictFacts;
use crate::failure::Exit;
use crate::output::{Answer, Table, grouped, rate, seconds};

/// What a bulk run came to.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    file: PathBuf,
    registered: u64,
    already_there: u64,
    awaiting_proof: u64,
    rejected: u64,
    seconds: f64,
    people_per_second: u64,
    /// Where messages are written.
    outbox: PathBuf,
    /// Where every rejected row is, if any was.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<PathBuf>,
    audit: VerdictFacts,
    /// The first rejected rows; the report has all.
    rejections: Vec<Rejection>,
    #[serde(skip)]
    took: Duration,
}

impl Summary {
    pub(super) fn new(
        file: &Path,
        tally: &Tally,
        took: Duration,
        report: Option<PathBuf>,
        outbox: &Path,
        audit: VerdictFacts,
    ) -> Self {
        Self {
            file: file.to_owned(),
            registered: tally.registered,
            already_there: tally.already_there,
            awaiting_proof: tally.awaiting_proof,
            rejected: tally.rejected,
            seconds: took.as_secs_f64(),
            people_per_second: rate(tally.people(), took),
            outbox: outbox.to_owned(),
            report,
            audit,
            rejections: tally.first_rejections().cloned().collect(),
            took,
        }
    }

    fn write_rejections(&self, to: &mut dyn Write) -> io::Result<()> {
        if self.rejections.is_empty() {
            return Ok(());
        }
        writeln!(to, "Rejected rows")?;
        let mut table = Table::new([">line", "column", "what is wrong, and what to do"]);
        for rejection in &self.rejections {
            let mut line = grouped(rejection.place.line);
            for problem in &rejection.problems {
                let column = problem.column.map_or("", |column| column.name());
                table.row([
                    std::mem::take(&mut line),
                    column.to_owned(),
                    problem.message.clone(),
                ]);
            }
        }
        table.write(to)?;
        let shown = u64::try_from(self.rejections.len()).unwrap_or_default();
        let hidden = self.rejected.saturating_sub(shown);
        if hidden > 0 {
            writeln!(to, "  … and {} more rows", grouped(hidden))?;
        }
        if let Some(report) = &self.report {
            writeln!(to, "  All of them are in {}", report.display())?;
        }
        writeln!(to)
    }
}

impl Answer for Summary {
    /// What was rejected comes first: the totals are what stays on the screen.
    fn write_text(&self, to: &mut dyn Write) -> io::Result<()> {
        self.write_rejections(to)?;
        writeln!(to, "{}", self.file.display())?;
        let counts = [
            ("registered", self.registered),
            ("already there", self.already_there),
            ("awaiting proof", self.awaiting_proof),
            ("rejected", self.rejected),
        ];
        for (what, count) in counts {
            writeln!(to, "  {what:<14}  {:>9}", grouped(count))?;
        }
        let rate = grouped(self.people_per_second);
        writeln!(
            to,
            "\n  time      {}, {rate} people a second",
            seconds(self.took)
        )?;
        writeln!(to, "  messages  {}", self.outbox.display())?;
        writeln!(to, "  audit     {}", self.audit.in_words())?;
        if self.awaiting_proof > 0 {
            writeln!(
                to,
                "\nWho awaits proof has a message with a link: nexus verify TOKEN"
            )?;
        }
        Ok(())
    }

    fn exit(&self) -> Exit {
        let of_rows = if self.rejected == 0 {
            Exit::Done
        } else {
            Exit::Rejected
        };
        of_rows.max(self.audit.exit())
    }
}
