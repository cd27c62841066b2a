//! What the writer is given to do: a caller's work, and the way back to the caller.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use crate::{errors::DatabaseError, transaction::WriteTx};

/// What a caller is answered.
pub(crate) type Answer<T, R> = Result<Result<T, R>, DatabaseError>;

/// A write of any type, as the writer sees it.
pub(crate) trait Job: Send {
    /// Whether nobody waits for the answer any more.
    fn is_abandoned(&self) -> bool;
    /// Whether the work may be run again after its changes were rolled back.
    fn is_repeatable(&self) -> bool;
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

/// A caller's closure.
pub(crate) trait Work<T, R>: Send {
    const REPEATABLE: bool;
    /// `None` if it has run and cannot run again.
    fn call(&mut self, tx: &WriteTx<'_>) -> Option<rusqlite::Result<Result<T, R>>>;
}

/// Work that consumes what it has.
pub(crate) struct Once<F>(pub(crate) Option<F>);

/// Work that can be run again.
pub(crate) struct Repeatable<F>(pub(crate) F);

impl<T, R, F> Work<T, R> for Once<F>
where
    F: FnOnce(&WriteTx<'_>) -> rusqlite::Result<Result<T, R>> + Send,
{
    const REPEATABLE: bool = false;

    fn call(&mut self, tx: &WriteTx<'_>) -> Option<rusqlite::Result<Result<T, R>>> {
        self.0.take().map(|work| work(tx))
    }
}

impl<T, R, F> Work<T, R> for Repeatable<F>
where
    F: Fn(&WriteTx<'_>) -> rusqlite::Result<Result<T, R>> + Send,
{
    const REPEATABLE: bool = true;

    fn call(&mut self, tx: &WriteTx<'_>) -> Option<rusqlite::Result<Result<T, R>>> {
        Some((self.0)(tx))
    }
}

/// One call of `Database::write` or `Database::write_repeatable`.
pub(crate) struct Write<T, R, W> {
    work: W,
    outcome: Option<Answer<T, R>>,
    reply: oneshot::Sender<Answer<T, R>>,
}

impl<T, R, W> Write<T, R, W> {
    pub(crate) const fn new(work: W, reply: oneshot::Sender<Answer<T, R>>) -> Self {
        Self {
            work,
            outcome: None,
            reply,
        }
    }
}

impl<T, R, W> Job for Write<T, R, W>
where
    W: Work<T, R>,
    T: Send,
    R: Send,
{
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn is_repeatable(&self) -> bool {
        W::REPEATABLE
    }

    fn run(&mut self, tx: &WriteTx<'_>) -> Verdict {
        let (work, former) = (&mut self.work, self.outcome.take());
        // Whatever the work has left half done is rolled back.
        let outcome = match catch_unwind(AssertUnwindSafe(|| {
            drop(former);
            work.call(tx)
        })) {
            Ok(Some(outcome)) => outcome.map_err(DatabaseError::of_statement),
            Ok(None) => Err(DatabaseError::Closed),
            Err(_) => Err(DatabaseError::Panicked),
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
