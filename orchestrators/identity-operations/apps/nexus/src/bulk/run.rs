//! The run itself: a bounded number of people in flight, one row of a person at a time.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::thread;

use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};

use super::desk::{Desk, Outcome, Refusal};
use super::file_error::FileError;
use super::report::ReportFile;
use super::row::{Place, Rejection, Row};
use super::rows::Rows;
use super::tally::Tally;
use crate::failure::Failure;

/// How many rows are read ahead of those in flight.
const READ_AHEAD_ROWS: usize = 128;

/// Is told how far a run is.
pub trait Watch: Send {
    /// Called after each row.
    fn progressed(&mut self, tally: &Tally);
}

/// Registers everybody in `rows` at `desk`, at most `in_flight_max` at a time.
///
/// # Errors
/// The first [`Failure`] of the house or the file. What was in flight is finished before it is
/// returned; the tally counts what was done until then.
pub async fn run<D: Desk>(
    desk: Arc<D>,
    rows: Rows,
    in_flight_max: usize,
    report: &mut ReportFile,
    watch: &mut dyn Watch,
) -> (Tally, Result<(), Failure>) {
    let (sender, mut receiver) = mpsc::channel(READ_AHEAD_ROWS);
    let reader = thread::spawn(move || read_into(rows, &sender));
    let mut run = Run {
        desk,
        in_flight: JoinSet::new(),
        people: BTreeMap::new(),
        held: 0,
        tally: Tally::default(),
        report,
        watch,
        failure: None,
    };
    while run.failure.is_none() {
        let Some(item) = receiver.recv().await else {
            break;
        };
        run.take(item);
        while let Some(done) = run.in_flight.try_join_next() {
            run.finish(done);
        }
        while run.held >= in_flight_max.max(1) && run.finish_next().await {}
    }
    drop(receiver);
    while run.finish_next().await {}
    if reader.join().is_err() {
        run.fail(Failure::internal("reading the file ended unexpectedly"));
    }
    let failure = run.failure.take();
    (run.tally, failure.map_or(Ok(()), Err))
}

type Item = Result<Result<Row, Rejection>, FileError>;

/// Runs on a thread of its own, because reading a file blocks.
fn read_into(mut rows: Rows, to: &mpsc::Sender<Item>) {
    while let Some(item) = rows.read_next().transpose() {
        let last = item.is_err();
        // The other side is gone when the run failed: then there is nobody to read for.
        if to.blocking_send(item).is_err() || last {
            break;
        }
    }
}

/// A task's answer: whose row, where it stands, what became of it.
struct Done {
    person_key: String,
    place: Place,
    result: Result<Outcome, Refusal>,
}

struct Run<'a, D: Desk> {
    desk: Arc<D>,
    in_flight: JoinSet<Done>,
    /// Who is in flight, and the later rows of the same person, which wait.
    people: BTreeMap<String, VecDeque<(Place, D::Person)>>,
    /// Rows in flight or waiting: what bounds the memory.
    held: usize,
    tally: Tally,
    report: &'a mut ReportFile,
    watch: &'a mut dyn Watch,
    failure: Option<Failure>,
}

impl<D: Desk> Run<'_, D> {
    fn take(&mut self, item: Item) {
        match item {
            Err(error) => self.fail(error.into()),
            Ok(Err(rejection)) => self.reject(rejection),
            Ok(Ok(row)) => {
                let place = row.place;
                match self.desk.read(row) {
                    Err(problems) => self.reject(Rejection { place, problems }),
                    Ok(entry) => {
                        self.held += 1;
                        if let Some(waiting) = self.people.get_mut(&entry.person_key) {
                            waiting.push_back((place, entry.person));
                        } else {
                            self.people
                                .insert(entry.person_key.clone(), VecDeque::new());
                            self.start(entry.person_key, place, entry.person);
                        }
                    },
                }
            },
        }
    }

    fn start(&mut self, person_key: String, place: Place, person: D::Person) {
        let desk = Arc::clone(&self.desk);
        self.in_flight.spawn(async move {
            let result = desk.register(person).await;
            Done {
                person_key,
                place,
                result,
            }
        });
    }

    /// Waits for one in flight; `false` if there is none.
    async fn finish_next(&mut self) -> bool {
        match self.in_flight.join_next().await {
            Some(done) => {
                self.finish(done);
                true
            },
            None => false,
        }
    }

    fn finish(&mut self, done: Result<Done, JoinError>) {
        self.held = self.held.saturating_sub(1);
        let Ok(Done {
            person_key,
            place,
            result,
        }) = done
        else {
            self.fail(Failure::internal("a registration ended unexpectedly"));
            return;
        };
        let next = self
            .people
            .get_mut(&person_key)
            .and_then(VecDeque::pop_front);
        match next {
            Some((place, person)) if self.failure.is_none() => {
                self.start(person_key, place, person);
            },
            _ => {
                self.people.remove(&person_key);
            },
        }
        match result {
            Ok(outcome) => {
                self.tally.count(outcome);
                self.watch.progressed(&self.tally);
            },
            Err(Refusal::Row(problem)) => self.reject(Rejection::one(place, problem)),
            Err(Refusal::House(failure)) => self.fail(failure),
        }
    }

    fn reject(&mut self, rejection: Rejection) {
        if let Err(error) = self.report.add(&rejection) {
            let failure = Failure::report_file(self.report.path(), error);
            self.fail(failure);
        }
        self.tally.reject(rejection);
        self.watch.progressed(&self.tally);
    }

    fn fail(&mut self, failure: Failure) {
        self.failure.get_or_insert(failure);
    }
}
