//! The one thread that writes: everything that waits goes into one durable commit.
//!
//! There is no artificial delay. While one commit reaches the disk, new writes queue up, and the
//! next commit takes them all: the more callers there are, the more share an `fsync`.

use std::{sync::Arc, vec};

use rusqlite::{Connection, ffi};
use tokio::sync::{mpsc, oneshot};

use crate::{
    database::BATCH_JOBS_MAX,
    errors::DatabaseError,
    job::{Job, Verdict},
    transaction::WriteTx,
};

/// What the writer is asked to do.
pub(crate) enum Order {
    Write(Box<dyn Job>),
    Close(oneshot::Sender<Result<(), DatabaseError>>),
}

/// The thread's state.
pub(crate) struct Writer {
    connection: Connection,
    orders: mpsc::Receiver<Order>,
    /// `COMMIT`; another in the test of a failing device.
    commit: fn(&Connection) -> rusqlite::Result<()>,
}

/// Why the writer takes no further orders.
struct Stopped;

/// What became of jobs that ran without savepoints.
enum Together {
    /// All that was written is to be kept.
    Kept,
    /// Something that is not to be kept was written. Nothing is told apart: undo all.
    Spoiled,
}

type Jobs = Vec<Box<dyn Job>>;
type Outcome = Result<(), DatabaseError>;
type Replies = Vec<oneshot::Sender<Outcome>>;

impl Writer {
    pub(crate) const fn new(connection: Connection, orders: mpsc::Receiver<Order>) -> Self {
        Self {
            connection,
            orders,
            commit,
        }
    }

    #[cfg(test)]
    pub(crate) const fn with_commit(
        mut self,
        commit: fn(&Connection) -> rusqlite::Result<()>,
    ) -> Self {
        self.commit = commit;
        self
    }

    /// Works until the database is closed, the last handle is dropped, or the device fails.
    pub(crate) fn run(mut self) {
        let mut orders = Vec::with_capacity(BATCH_JOBS_MAX);
        while self.orders.blocking_recv_many(&mut orders, BATCH_JOBS_MAX) > 0 {
            let (jobs, closing) = sort(orders.drain(..));
            if self.carry_out(jobs).is_err() {
                return;
            }
            if !closing.is_empty() {
                self.close(closing);
                return;
            }
        }
    }

    /// Finishes what was accepted before the queue closed, then moves the log into the file.
    fn close(mut self, mut closing: Replies) {
        self.orders.close();
        let mut rest = Vec::new();
        while self.orders.blocking_recv_many(&mut rest, BATCH_JOBS_MAX) > 0 {
            let (jobs, more) = sort(rest.drain(..));
            closing.extend(more);
            if self.carry_out(jobs).is_err() {
                return;
            }
        }
        let emptied = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .and_then(|()| self.connection.close().map_err(|(_, error)| error))
            .map_err(DatabaseError::of_statement);
        for reply in closing {
            drop(reply.send(emptied.clone()));
        }
    }

    /// Carries out all jobs, in one commit unless a failure ends the transaction early.
    fn carry_out(&self, jobs: Jobs) -> Result<(), Stopped> {
        let mut waiting = jobs.into_iter();
        while waiting.len() > 0 {
            let (done, outcome) = self.commit_some(&mut waiting);
            match outcome {
                Err(error) if done.len() > 1 && error.is_constraint() => {
                    self.commit_each(done, &error)?;
                },
                outcome => settle(done, &outcome)?,
            }
        }
        Ok(())
    }

    /// One transaction for each job, after a rule that only the commit checks has ended theirs.
    ///
    /// SQLite does not say whose rows broke the rule. What cannot be run again shares the refusal.
    fn commit_each(&self, jobs: Jobs, error: &DatabaseError) -> Result<(), Stopped> {
        for job in jobs {
            if job.is_repeatable() {
                let (done, outcome) = self.commit_some(&mut vec![job].into_iter());
                settle(done, &outcome)?;
            } else {
                job.settle(Err(error.clone()));
            }
        }
        Ok(())
    }

    /// One transaction over as many of the jobs as it lives for; answers them and its outcome.
    ///
    /// A savepoint for each job costs SQLite a copy of every page the job touches. A job that is
    /// alone needs none, and jobs that can be repeated need none until one of them goes wrong.
    fn commit_some(&self, waiting: &mut vec::IntoIter<Box<dyn Job>>) -> (Jobs, Outcome) {
        let alone = waiting.len() == 1;
        if alone || waiting.as_slice().iter().all(|job| job.is_repeatable()) {
            match self.run_together(waiting.as_mut_slice()) {
                Ok(Together::Kept) => return (waiting.collect(), self.commit()),
                Ok(Together::Spoiled) => self.roll_back(),
                Err(error) => {
                    self.roll_back();
                    return (waiting.collect(), Err(error));
                },
            }
            if alone {
                return (waiting.collect(), Ok(()));
            }
        }
        self.commit_isolated(waiting)
    }

    /// Runs all jobs without savepoints.
    fn run_together(&self, jobs: &mut [Box<dyn Job>]) -> Result<Together, DatabaseError> {
        self.execute("BEGIN IMMEDIATE")
            .map_err(DatabaseError::of_statement)?;
        for job in jobs.iter_mut().filter(|job| !job.is_abandoned()) {
            let before = self.connection.total_changes();
            let verdict = job.run(&WriteTx::new(&self.connection));
            let ended = self.connection.is_autocommit();
            match verdict {
                Verdict::Keep | Verdict::Undo(Some(DatabaseError::Panicked) | None) if ended => {
                    return Err(transaction_ended(verdict));
                },
                Verdict::Keep => {},
                // The usual refusal: no row was written before it.
                Verdict::Undo(None)
                    if job.is_repeatable() && self.connection.total_changes() == before => {},
                Verdict::Undo(_) => return Ok(Together::Spoiled),
            }
        }
        Ok(Together::Kept)
    }

    /// Runs each job in a savepoint of its own.
    fn commit_isolated(&self, waiting: &mut vec::IntoIter<Box<dyn Job>>) -> (Jobs, Outcome) {
        if let Err(error) = self.execute("BEGIN IMMEDIATE") {
            return (waiting.collect(), Err(DatabaseError::of_statement(error)));
        }
        let mut done = Vec::new();
        for mut job in waiting.by_ref() {
            if job.is_abandoned() {
                continue;
            }
            let alive = self.run_isolated(job.as_mut());
            done.push(job);
            if let Err(error) = alive {
                self.roll_back();
                return (done, Err(error));
            }
        }
        (done, self.commit())
    }

    fn commit(&self) -> Outcome {
        let outcome = (self.commit)(&self.connection).map_err(DatabaseError::of_commit);
        if outcome.is_err() {
            self.roll_back();
        }
        outcome
    }

    /// Runs one job in a savepoint. An error means that the whole transaction is lost.
    fn run_isolated(&self, job: &mut dyn Job) -> Result<(), DatabaseError> {
        self.execute("SAVEPOINT job")
            .map_err(DatabaseError::of_statement)?;
        let verdict = job.run(&WriteTx::new(&self.connection));
        if self.connection.is_autocommit() {
            return Err(transaction_ended(verdict));
        }
        if matches!(verdict, Verdict::Undo(_)) {
            self.execute("ROLLBACK TO job")
                .map_err(DatabaseError::of_statement)?;
        }
        self.execute("RELEASE job")
            .map_err(DatabaseError::of_statement)
    }

    fn roll_back(&self) {
        // After some failures SQLite has already rolled back by itself.
        if !self.connection.is_autocommit()
            && let Err(error) = self.execute("ROLLBACK")
        {
            tracing::error!(
                %error,
                "rolling back failed"
            );
        }
    }

    fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }
}

/// Answers jobs that share an outcome.
fn settle(jobs: Jobs, outcome: &Outcome) -> Result<(), Stopped> {
    for job in jobs {
        job.settle(outcome.clone());
    }
    if matches!(outcome, Err(DatabaseError::CommitUnknown(_))) {
        tracing::error!("the database stopped: the outcome of a commit is unknown");
        return Err(Stopped);
    }
    Ok(())
}

fn commit(connection: &Connection) -> rusqlite::Result<()> {
    connection.prepare_cached("COMMIT")?.execute([]).map(drop)
}

/// What it means for the neighbours that the transaction is gone after a job.
fn transaction_ended(verdict: Verdict) -> DatabaseError {
    match verdict {
        // SQLite rolls everything back by itself when, for example, the disk is full.
        Verdict::Undo(Some(error)) if !matches!(error, DatabaseError::Panicked) => error,
        // The work itself must have ended it, and may have committed what came before.
        _ => DatabaseError::CommitUnknown(Arc::new(rusqlite::Error::SqliteFailure(
            ffi::Error::new(ffi::SQLITE_MISUSE),
            Some("the work ended the transaction it was given".to_owned()),
        ))),
    }
}

fn sort(orders: impl Iterator<Item = Order>) -> (Jobs, Replies) {
    let (mut jobs, mut closing) = (Vec::new(), Vec::new());
    for order in orders {
        match order {
            Order::Write(job) => jobs.push(job),
            Order::Close(reply) => closing.push(reply),
        }
    }
    (jobs, closing)
}
