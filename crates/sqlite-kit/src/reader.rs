//! The connections that read and cannot write: each with a thread, and lent to callers while it is idle.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError},
};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::errors::DatabaseError;

/// What a reader is asked to do.
pub(crate) enum Order {
    Read(Box<dyn Job>),
    Close,
}

/// A connection that cannot write; gone once the database is closed.
pub(crate) struct Reader(Mutex<Option<Connection>>);

impl Reader {
    pub(crate) const fn new(connection: Connection) -> Self {
        Self(Mutex::new(Some(connection)))
    }

    /// Waits until nobody else reads with it.
    fn lock(&self) -> MutexGuard<'_, Option<Connection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection, if nobody reads with it at this moment.
    fn try_lock(&self) -> Option<MutexGuard<'_, Option<Connection>>> {
        match self.0.try_lock() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

/// Does `work` on the caller's thread with an idle connection; gives it back if there is none.
pub(crate) fn read_here<T, F>(
    readers: &[Arc<Reader>],
    work: F,
) -> Result<Result<T, DatabaseError>, F>
where
    F: FnOnce(&Connection) -> rusqlite::Result<T>,
{
    for reader in readers {
        if let Some(guard) = reader.try_lock()
            && let Some(connection) = guard.as_ref()
        {
            return Ok(contained(connection, work));
        }
    }
    Err(work)
}

/// A read of any type, as the reader sees it.
pub(crate) trait Job: Send {
    fn run(self: Box<Self>, connection: &Connection);
}

/// One call of `Database::read`.
pub(crate) struct Read<T, F> {
    pub(crate) work: F,
    pub(crate) reply: oneshot::Sender<Result<T, DatabaseError>>,
}

impl<T, F> Job for Read<T, F>
where
    F: FnOnce(&Connection) -> rusqlite::Result<T> + Send,
    T: Send,
{
    fn run(self: Box<Self>, connection: &Connection) {
        if self.reply.is_closed() {
            return;
        }
        let Self { work, reply } = *self;
        let outcome = contained(connection, work);
        // An answer that nobody takes is dropped here, and dropping runs the caller's code.
        let told = catch_unwind(AssertUnwindSafe(|| drop(reply.send(outcome))));
        if told.is_err() {
            tracing::error!("an answer of the database panicked when it was dropped");
        }
    }
}

/// Whatever `work` does, the connection can be used again afterwards.
fn contained<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> Result<T, DatabaseError> {
    let outcome = catch_unwind(AssertUnwindSafe(|| in_snapshot(connection, work)))
        .unwrap_or(Err(DatabaseError::Panicked));
    end_snapshot(connection);
    outcome
}

/// All statements of one read see the same state.
fn in_snapshot<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> Result<T, DatabaseError> {
    execute(connection, "BEGIN")
        .and_then(|()| work(connection))
        .map_err(DatabaseError::of_statement)
}

fn end_snapshot(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = execute(connection, "COMMIT")
    {
        tracing::error!(
            %error,
            "ending a read failed"
        );
    }
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

/// Works until the database is closed or the last handle is dropped.
///
/// The connection goes before the queue: when the queue is gone, so is every connection, and the
/// writer's is the last one, which tidies the files.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the thread owns its share of the queue"
)]
pub(crate) fn run(orders: Arc<Mutex<mpsc::Receiver<Order>>>, reader: Arc<Reader>) {
    loop {
        // The lock is held while waiting: one reader waits for work, the others for the lock.
        let order = orders
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .blocking_recv();
        match order {
            Some(Order::Read(job)) => {
                if let Some(connection) = reader.lock().as_ref() {
                    job.run(connection);
                }
            },
            Some(Order::Close) | None => break,
        }
    }
    drop(reader.lock().take());
}
