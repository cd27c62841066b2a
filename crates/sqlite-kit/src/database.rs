//! The handle to one open file.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::{
    errors::{DatabaseError, OpenError},
    job::{Answer, Once, Repeatable, Work, Write},
    open::{LOCK_PATIENCE, open_reader, open_writer},
    reader::{self, Reader},
    schema::Schema,
    transaction::WriteTx,
    writer::{self, Writer},
};

/// The most writes that share one commit.
pub const BATCH_JOBS_MAX: usize = 512;

/// The most writes, and the most reads, that wait; further callers wait until there is room.
pub const QUEUED_JOBS_MAX: usize = 1_024;

/// Connections that read, each with a thread.
pub const READERS: usize = 2;

/// One open SQLite file. Cloning is cheap, and all clones are the same open file.
///
/// Works under any async executor. When the last clone is dropped, what was accepted is still
/// carried out in the background; [`close`](Self::close) waits for it.
#[derive(Clone)]
pub struct Database {
    path: Arc<Path>,
    writes: mpsc::Sender<writer::Order>,
    reads: mpsc::Sender<reader::Order>,
    readers: Arc<[Arc<Reader>]>,
}

impl Database {
    /// Opens the file at `path`, or makes it, and applies the migrations it lacks.
    ///
    /// It blocks while it does: call it at start-up. The file is in WAL mode with
    /// `synchronous=FULL`, and both are read back.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong and what to do; the content of the file is then unchanged.
    pub fn open(path: &Path, schema: &Schema) -> Result<Self, OpenError> {
        Self::open_patiently(path, schema, LOCK_PATIENCE, |writer| writer)
    }

    pub(crate) fn open_patiently(
        path: &Path,
        schema: &Schema,
        patience: Duration,
        adjust: impl FnOnce(Writer) -> Writer,
    ) -> Result<Self, OpenError> {
        let (connection, path) = open_writer(path, schema, patience)?;
        let readers = (0..READERS)
            .map(|_| open_reader(&path, patience).map(|reader| Arc::new(Reader::new(reader))))
            .collect::<Result<Arc<[_]>, OpenError>>()?;

        let (writes, orders) = mpsc::channel(QUEUED_JOBS_MAX);
        let write = adjust(Writer::new(connection, orders));
        spawn(format!("{}-writer", schema.name), &path, move || {
            write.run();
        })?;

        let (reads, orders) = mpsc::channel(QUEUED_JOBS_MAX);
        let orders = Arc::new(Mutex::new(orders));
        for reader in readers.iter() {
            let (orders, reader) = (Arc::clone(&orders), Arc::clone(reader));
            let name = format!("{}-reader", schema.name);
            spawn(name, &path, move || reader::run(orders, reader))?;
        }
        Ok(Self {
            path: path.into(),
            writes,
            reads,
            readers,
        })
    }

    /// Runs `work` on the writer thread as a part of the next commit.
    ///
    /// - `Ok(Ok(value))`: everything `work` wrote is on disk.
    /// - `Ok(Err(refusal))`: nothing of it is; those that share the commit are unharmed.
    /// - `Err(_)`: nothing of it is, except as [`DatabaseError::CommitUnknown`] says.
    ///
    /// If the returned future is dropped, the work is done wholly or not at all: not at all if it
    /// was still waiting. `work` must not end the transaction, and should be short: all other
    /// writes wait for it.
    ///
    /// # Errors
    /// [`DatabaseError`]; an error of a statement that `work` hands on, or a failure of the commit.
    pub async fn write<T, R, F>(&self, work: F) -> Result<Result<T, R>, DatabaseError>
    where
        F: FnOnce(&WriteTx<'_>) -> rusqlite::Result<Result<T, R>> + Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
    {
        self.order(Once(Some(work))).await
    }

    /// Like [`write`](Self::write), but faster among many: `work` may be run a second time.
    ///
    /// Repeatable writes share a commit without a savepoint for each. Only when one of them has
    /// written something that is not to be kept is all rolled back, and each is run again by
    /// itself. So `work` must do nothing but read and write rows, and `Ok(Err(refusal))` should
    /// come before it writes. It must not change the schema.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn write_repeatable<T, R, F>(&self, work: F) -> Result<Result<T, R>, DatabaseError>
    where
        F: Fn(&WriteTx<'_>) -> rusqlite::Result<Result<T, R>> + Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
    {
        self.order(Repeatable(work)).await
    }

    async fn order<T, R>(&self, work: impl Work<T, R> + 'static) -> Answer<T, R>
    where
        T: Send + 'static,
        R: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Write::new(work, reply));
        self.writes
            .send(writer::Order::Write(job))
            .await
            .map_err(|_| DatabaseError::Closed)?;
        answer.await.map_err(|_| DatabaseError::Closed)?
    }

    /// Runs `work` on a connection that cannot write; all its statements see the same state.
    ///
    /// It sees every write that was answered before this call.
    ///
    /// # Errors
    /// [`DatabaseError`]; mostly an error of a statement that `work` hands on.
    pub async fn read<T, F>(&self, work: F) -> Result<T, DatabaseError>
    where
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.reads
            .send(reader::Order::Read(Box::new(reader::Read { work, reply })))
            .await
            .map_err(|_| DatabaseError::Closed)?;
        answer.await.map_err(|_| DatabaseError::Closed)?
    }

    /// Like [`read`](Self::read), but done at once by the caller's thread if a connection is idle.
    ///
    /// It saves the way to another thread and back, which costs more than finding a row does. The
    /// caller's executor waits meanwhile, so `work` should touch few rows, found by an index.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn look_up<T, F>(&self, work: F) -> Result<T, DatabaseError>
    where
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        match reader::read_here(&self.readers, work) {
            Ok(answer) => answer,
            Err(work) => self.read(work).await,
        }
    }

    /// Carries out what was accepted, moves the log into the file, and closes it for all clones.
    ///
    /// # Errors
    /// [`DatabaseError::Closed`] if it was closed already; else what kept the file from being
    /// tidied. What was answered is on disk in any case.
    pub async fn close(self) -> Result<(), DatabaseError> {
        // The readers first, for a log that is still read cannot be emptied.
        for _ in 0..READERS {
            self.reads
                .send(reader::Order::Close)
                .await
                .map_err(|_| DatabaseError::Closed)?;
        }
        self.reads.closed().await;
        let (reply, answer) = oneshot::channel();
        self.writes
            .send(writer::Order::Close(reply))
            .await
            .map_err(|_| DatabaseError::Closed)?;
        answer.await.map_err(|_| DatabaseError::Closed)?
    }

    /// Reads the whole file and answers what is wrong with it: nothing, if the answer is empty.
    ///
    /// It takes time in proportion to the file and occupies one reader; writes go on meanwhile.
    ///
    /// # Errors
    /// [`DatabaseError`] if the check could not be carried out.
    pub async fn integrity_check(&self) -> Result<Vec<String>, DatabaseError> {
        self.read(|connection| {
            let mut findings: Vec<String> = connection
                .prepare("PRAGMA integrity_check(100)")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            findings.retain(|finding| finding != "ok");
            let broken = connection
                .prepare("PRAGMA foreign_key_check")?
                .query_map([], |row| row.get::<_, String>(0))?
                .map(|table| table.map(|table| format!("a row of {table} lacks its parent")))
                .collect::<Result<Vec<_>, _>>()?;
            findings.extend(broken);
            Ok(findings)
        })
        .await
    }

    /// The absolute path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many writes wait in the queue.
    #[cfg(test)]
    pub(crate) fn queued(&self) -> usize {
        self.writes.max_capacity() - self.writes.capacity()
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Database")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

fn spawn(name: String, path: &Path, work: impl FnOnce() + Send + 'static) -> Result<(), OpenError> {
    thread::Builder::new()
        .name(name)
        .spawn(work)
        .map(drop)
        .map_err(|source| OpenError::Io {
            path: PathBuf::from(path),
            source,
        })
}
