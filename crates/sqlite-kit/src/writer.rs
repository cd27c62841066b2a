//! The one thread that writes: everything that waits goes into one durable commit.
//!
//! There is no artificial delay. While one commit reaches the disk, new writes queue up, and the
//! next commit takes them all: the more callers there are, the more share an `fsync`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use rusqlite::{Connection, ffi};
use tokio::sync::{mpsc, oneshot};

use crate::{database::BATCH_JOBS_MAX, errors::DatabaseError, transaction::WriteTx};

/// What the writer is asked to do.
pub(crate) enum Order {
    Write(Box<dyn Job>),
    Close(oneshot::Sender<Result<(), DatabaseError>>),
}

/// A write of any type, as the writer sees it.
pub(crate) trait Job: Send {
    /// Whether nobody waits for the answer any more.
    fn is_abandoned(&self) -> bool;
    /// Does the work; what it answered is kept until [`settle`](Self::settle).
    fn run(&mut self, tx: &WriteTx<'_>) -> Verdict;
    /// Tells the caller, once the outcome of the commit is known.
    fn settle(self: Box<Self>, commit: Result<(), DatabaseError>);
}

/// What is to become of a job's changes.
pub(crate) enum Verdict {
    Keep,
    Undo(Option<DatabaseError>),
}

/// One call of `Database::write`.
pub(crate) struct Write<T, R, F> {
    work: Option<F>,
    outcome: Option<Result<Result<T, R>, DatabaseError>>,
    reply: oneshot::Sender<Result<Result<T, R>, DatabaseError>>,
}

impl<T, R, F> Write<T, R, F> {
    pub(crate) const fn new(
        work: F,
        reply: oneshot::Sender<Result<Result<T, R>, DatabaseError>>,
    ) -> Self {
        Self {
            work: Some(work),
            outcome: None,
            reply,
        }
    }
}

impl<T, R, F> Job for Write<T, R, F>
where
    F: FnOnce(&WriteTx<'_>) -> rusqlite::Result<Result<T, R>> + Send,
    T: Send,
    R: Send,
{
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(&mut self, tx: &WriteTx<'_>) -> Verdict {
        let outcome = match self.work.take() {
            None => Err(DatabaseError::Closed),
            // Whatever the work has left half done lies in its savepoint, which is undone.
            Some(work) => match catch_unwind(AssertUnwindSafe(|| work(tx))) {
                Ok(outcome) => outcome.map_err(DatabaseError::of_statement),
                Err(_) => Err(DatabaseError::Panicked),
            },
        };
        let verdict = match &outcome {
            Ok(Ok(_)) => Verdict::Keep,
            Ok(Err(_)) => Verdict::Undo(None),
            Err(error) => Verdict::Undo(Some(error.clone())),
        };
        self.outcome = Some(outcome);
        verdict
    }

    fn settle(self: Box<Self>, commit: Result<(), DatabaseError>) {
        let Self { outcome, reply, .. } = *self;
        let answer = match (outcome, commit) {
            (Some(Err(own)), _) => Err(own),
            // A refusal too may rest on what a neighbour wrote, so it waits for the same commit.
            (Some(Ok(answer)), Ok(())) => Ok(answer),
            (_, Err(error)) => Err(error),
            (None, Ok(())) => Err(DatabaseError::Closed),
        };
        // An answer that nobody takes is dropped here, and dropping runs the caller's code.
        let told = catch_unwind(AssertUnwindSafe(|| drop(reply.send(answer))));
        if told.is_err() {
            tracing::error!("an answer of the database panicked when it was dropped");
        }
    }
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
    fn close(mut self, mut closing: Vec<oneshot::Sender<Result<(), DatabaseError>>>) {
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
    fn carry_out(&self, jobs: Vec<Box<dyn Job>>) -> Result<(), Stopped> {
        let mut waiting = jobs.into_iter();
        while waiting.len() > 0 {
            let (done, outcome) = self.commit_some(&mut waiting);
            let stopped = matches!(outcome, Err(DatabaseError::CommitUnknown(_)));
            for job in done {
                job.settle(outcome.clone());
            }
            if stopped {
                tracing::error!("the database stopped: the outcome of a commit is unknown");
                return Err(Stopped);
            }
        }
        Ok(())
    }

    /// One transaction over as many of the jobs as it lives for; answers them and its outcome.
    fn commit_some(
        &self,
        waiting: &mut impl Iterator<Item = Box<dyn Job>>,
    ) -> (Vec<Box<dyn Job>>, Result<(), DatabaseError>) {
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
        let outcome = (self.commit)(&self.connection).map_err(DatabaseError::of_commit);
        if outcome.is_err() {
            self.roll_back();
        }
        (done, outcome)
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

type Replies = Vec<oneshot::Sender<Result<(), DatabaseError>>>;

fn sort(orders: impl Iterator<Item = Order>) -> (Vec<Box<dyn Job>>, Replies) {
    let (mut jobs, mut closing) = (Vec::new(), Vec::new());
    for order in orders {
        match order {
            Order::Write(job) => jobs.push(job),
            Order::Close(reply) => closing.push(reply),
        }
    }
    (jobs, closing)
}
