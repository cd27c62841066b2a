//! `nexus register --from`: everybody in a file, and the summary.

mod desk;
mod summary;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use identity::VouchReason;

use self::desk::RegistrationDesk;
pub(crate) use self::summary::Summary;
use super::audit;
use crate::bulk::{self, FileError, ReportFile, Rows, Survey};
use crate::cli::Register;
use crate::composition::House;
use crate::failure::Failure;
use crate::output::Progress;
use crate::system::System;

/// What can be known of a run before anything is changed.
pub(crate) struct Plan {
    path: PathBuf,
    survey: Survey,
    rows: Rows,
    vouch_for_all: Option<VouchReason>,
    existing_tenants_only: bool,
    in_flight_max: usize,
}

impl Plan {
    /// Looks at the file and the options. Nothing is changed.
    pub(crate) fn new(path: &Path, options: &Register) -> Result<Self, Failure> {
        let vouch_for_all = options.vouch.as_deref().map(VouchReason::parse).transpose();
        let vouch_for_all = vouch_for_all.map_err(|error| {
            Failure::usage(error.code(), format!("--vouch cannot be used: {error}"))
        })?;
        let survey = bulk::survey(path, options.format)?;
        let rows = Rows::open(path, survey.format)?;
        if survey.rows == 0 {
            return Err(FileError::NoRows(path.to_owned()).into());
        }
        Ok(Self {
            path: path.to_owned(),
            survey,
            rows,
            vouch_for_all,
            existing_tenants_only: options.existing_tenants_only,
            in_flight_max: usize::from(options.concurrency),
        })
    }

    /// Registers everybody, then has the trail verify itself.
    pub(crate) async fn run(
        self,
        house: &Arc<House>,
        shows_progress: bool,
    ) -> Result<Summary, Failure> {
        let begun = System::instant();
        let name = format!("{}.jsonl", System::now().format("%Y-%m-%dT%H-%M-%S%.3fZ"));
        let mut report = ReportFile::new(house.data.reports().join(name));
        let mut progress = Progress::new(self.survey.rows, shows_progress);
        let desk = Arc::new(RegistrationDesk::new(
            Arc::clone(house),
            self.vouch_for_all,
            self.existing_tenants_only,
        ));
        let (tally, result) = bulk::run(
            desk,
            self.rows,
            self.in_flight_max,
            &mut report,
            &mut progress,
        )
        .await;
        progress.clear();
        let took = begun.elapsed();
        let report_path = report.path().to_owned();
        let report = report
            .finish()
            .map_err(|error| Failure::report_file(&report_path, error))?;
        result.map_err(|failure| failure.after_people(tally.people()))?;
        let verdict = audit::verify(house).await?;
        Ok(Summary::new(
            &self.path,
            &tally,
            took,
            report,
            &house.data.outbox(),
            verdict,
        ))
    }
}
