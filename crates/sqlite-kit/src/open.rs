//! Opening a file: refuse what is not ours, then set durability and read it back.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::{errors::OpenError, schema::Schema};

/// How long a connection waits for a lock that another process holds.
pub(crate) const LOCK_PATIENCE: Duration = Duration::from_secs(5);

/// Statements a connection keeps prepared.
const STATEMENTS_CACHED: usize = 256;

/// Pages after which a commit moves the log into the file: 4,096 pages are 16 MiB.
const CHECKPOINT_PAGES: u32 = 4_096;

/// The log file is cut back to this size after a checkpoint.
const LOG_BYTES_MAX: u32 = 64 * 1024 * 1024;

/// Opens the connection that writes: checks the file, makes it durable, applies migrations.
pub(crate) fn open_writer(
    path: &Path,
    schema: &Schema,
    patience: Duration,
) -> Result<(Connection, PathBuf), OpenError> {
    // Absolute, so that a later change of the working folder does not matter, and so that
    // SQLite does not take a name such as `file:x` or `:memory:` for something else.
    let path = std::path::absolute(path).map_err(|source| OpenError::Io {
        path: path.to_owned(),
        source,
    })?;
    if let Some(folder) = path.parent()
        && !folder.is_dir()
    {
        return Err(OpenError::MissingFolder {
            folder: folder.to_owned(),
        });
    }
    create_for_owner_alone(&path)?;
    // Without `CREATE`: SQLite would let others read the file.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection =
        Connection::open_with_flags(&path, flags).map_err(|error| explain(error, &path))?;
    let sqlite = |error| explain(error, &path);
    connection.busy_timeout(patience).map_err(sqlite)?;
    if connection.is_readonly("main").map_err(sqlite)? {
        return Err(OpenError::ReadOnly { path });
    }
    schema.check(&connection, &path)?;
    set_durability(&connection).map_err(sqlite)?;
    check_durability(&connection, &path)?;
    schema.migrate(&mut connection, &path)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    Ok((connection, path))
}

/// Makes the file if there is none, so that nobody but its owner can read it.
///
/// SQLite gives the log and its index beside the file the same mode.
fn create_for_owner_alone(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        // Closed before SQLite opens it, for closing it later would drop SQLite's locks.
        Ok(empty) => {
            drop(empty);
            Ok(())
        },
        Err(there) if there.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(explain_io(source, path.to_owned())),
    }
}

/// Opens a connection that can only read; `path` is absolute and already checked by the writer.
pub(crate) fn open_reader(path: &Path, patience: Duration) -> Result<Connection, OpenError> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(patience)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
        Ok(connection)
    };
    open().map_err(|error| explain(error, path))
}

fn set_durability(connection: &Connection) -> rusqlite::Result<()> {
    // Answers with the mode in force, which `check_durability` reads again.
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    // Only macOS knows these: there a plain `fsync` does not reach the medium.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // `INSERT OR REPLACE` fires delete triggers only with this, and the outbox relies on them.
    connection.pragma_update(None, "recursive_triggers", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES_MAX, |_| Ok(()))
}

/// Reads back every setting that durability and integrity rest on.
fn check_durability(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    const WANTED: [(&str, &str); 4] = [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("recursive_triggers", "1"),
    ];
    for (setting, wanted) in WANTED {
        let found = connection
            .pragma_query_value(None, setting, |row| {
                row.get_ref(0).map(|value| match value {
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    other => other.as_str().unwrap_or("unreadable").to_owned(),
                })
            })
            .map_err(|error| explain(error, path))?;
        if found != wanted {
            return Err(OpenError::DurabilityNotInForce {
                path: path.to_owned(),
                setting,
                wanted,
                found,
            });
        }
    }
    Ok(())
}

/// Names what an error of SQLite means for the one who opens `path`.
pub(crate) fn explain(error: rusqlite::Error, path: &Path) -> OpenError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::NotADatabase { path },
        Some(ErrorCode::DatabaseCorrupt) => OpenError::Corrupt {
            path,
            source: error,
        },
        Some(ErrorCode::ReadOnly) => OpenError::ReadOnly { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OpenError::Locked { path },
        Some(ErrorCode::DiskFull) => OpenError::Full { path },
        Some(ErrorCode::CannotOpen) => explain_cannot_open(path),
        _ => OpenError::Sqlite {
            path,
            source: error,
        },
    }
}

/// SQLite says only "cannot open"; the operating system knows why.
fn explain_cannot_open(path: PathBuf) -> OpenError {
    match fs::metadata(&path) {
        Ok(found) if found.is_dir() => OpenError::NotADatabase { path },
        // The file is there: SQLite may not open it, or may not create its log beside it. It is
        // not opened here to find out which, because closing it would drop SQLite's own locks.
        Ok(_) => OpenError::ReadOnly { path },
        Err(source) => explain_io(source, path),
    }
}

fn explain_io(source: io::Error, path: PathBuf) -> OpenError {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            OpenError::ReadOnly { path }
        },
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => OpenError::Full { path },
        _ => OpenError::Io { path, source },
    }
}
