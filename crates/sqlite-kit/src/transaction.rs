//! The transaction a write works in.

use std::ops::Deref;

use rusqlite::Connection;

/// One write's part of a group commit.
///
/// It gives the whole [`Connection`]: prepare statements with
/// [`prepare_cached`](Connection::prepare_cached), which keeps them for the next write. Do not
/// begin or end transactions with it; savepoints of your own are fine. Only
/// [`Database::write`](crate::Database::write) makes one, so what takes a `WriteTx` cannot be
/// called from a read.
#[derive(Debug)]
pub struct WriteTx<'connection> {
    connection: &'connection Connection,
}

impl<'connection> WriteTx<'connection> {
    pub(crate) const fn new(connection: &'connection Connection) -> Self {
        Self { connection }
    }
}

impl Deref for WriteTx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}
