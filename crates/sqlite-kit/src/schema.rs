//! The tables of one file, and how an older file becomes a current one.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::errors::OpenError;

/// Which tables a file has, and to whom it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// The name of the file's owner, for messages and thread names.
    pub name: &'static str,
    /// SQLite's `application_id`: tells this owner's files from all others. Must not be 0.
    ///
    /// Four letters make a good one: `i32::from_be_bytes(*b"Gbok")`.
    pub application_id: i32,
    /// Every migration ever released, oldest first. Never change or remove one; add another.
    ///
    /// Each is a batch of statements without `BEGIN` or `COMMIT`. SQLite's `user_version` holds
    /// how many are applied. All that are missing are applied in one transaction.
    pub migrations: &'static [&'static str],
}

/// The kit's own tables, applied before the owner's; `kit_schema` holds how many are applied.
const BASE: &[&str] = &[crate::receipt::TABLE, crate::outbox::TABLE];

/// What a file says about itself before anything is changed in it.
struct Stamp {
    application_id: i32,
    owner_applied: u32,
    base_applied: u32,
    blank: bool,
}

impl Schema {
    /// Refuses a file that is not this schema's, without changing it.
    pub(crate) fn check(&self, connection: &Connection, path: &Path) -> Result<(), OpenError> {
        let stamp = self.read_stamp(connection, path)?;
        if stamp.blank {
            return Ok(());
        }
        if stamp.application_id != self.application_id {
            return Err(OpenError::WrongApplication {
                path: path.to_owned(),
                expected: self.name,
                found: stamp.application_id,
            });
        }
        for (found, known) in [
            (stamp.owner_applied, self.migrations),
            (stamp.base_applied, BASE),
        ] {
            let known = count(known);
            if found > known {
                return Err(OpenError::NewerSchema {
                    path: path.to_owned(),
                    found,
                    known,
                });
            }
        }
        Ok(())
    }

    /// Applies the missing migrations in one transaction.
    pub(crate) fn migrate(
        &self,
        connection: &mut Connection,
        path: &Path,
    ) -> Result<(), OpenError> {
        let sqlite = |error| crate::open::explain(error, path);
        let stamp = self.read_stamp(connection, path)?;
        if !stamp.blank
            && stamp.owner_applied == count(self.migrations)
            && stamp.base_applied == count(BASE)
        {
            return Ok(());
        }
        let tx = Transaction::new(connection, TransactionBehavior::Immediate).map_err(sqlite)?;
        // Another process may have migrated while this one waited for the lock.
        self.check(&tx, path)?;
        let stamp = self.read_stamp(&tx, path)?;
        if stamp.blank {
            tx.execute_batch("CREATE TABLE kit_schema (base_applied INTEGER NOT NULL) STRICT")
                .map_err(sqlite)?;
            tx.execute("INSERT INTO kit_schema VALUES (0)", [])
                .map_err(sqlite)?;
            tx.pragma_update(None, "application_id", self.application_id)
                .map_err(sqlite)?;
        }
        apply(&tx, BASE, stamp.base_applied, path)?;
        apply(&tx, self.migrations, stamp.owner_applied, path)?;
        tx.execute("UPDATE kit_schema SET base_applied = ?1", [count(BASE)])
            .map_err(sqlite)?;
        tx.pragma_update(None, "user_version", count(self.migrations))
            .map_err(sqlite)?;
        tx.commit().map_err(sqlite)
    }

    fn read_stamp(&self, connection: &Connection, path: &Path) -> Result<Stamp, OpenError> {
        let pragma = |name| connection.pragma_query_value(None, name, |row| row.get(0));
        let read = || -> rusqlite::Result<Stamp> {
            let application_id = pragma("application_id")?;
            let tables: u32 =
                connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            let base_applied = if application_id == self.application_id && tables > 0 {
                connection.query_row("SELECT base_applied FROM kit_schema", [], |row| row.get(0))?
            } else {
                0
            };
            let owner_applied =
                connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
            Ok(Stamp {
                application_id,
                owner_applied,
                base_applied,
                blank: tables == 0 && application_id == 0 && owner_applied == 0,
            })
        };
        read().map_err(|error| crate::open::explain(error, path))
    }
}

fn apply(
    tx: &Transaction<'_>,
    migrations: &[&str],
    applied: u32,
    path: &Path,
) -> Result<(), OpenError> {
    for (number, migration) in (1_u32..).zip(migrations) {
        if number > applied {
            tx.execute_batch(migration).map_err(|error| {
                match crate::open::explain(error, path) {
                    OpenError::Sqlite { path, source } => OpenError::Migration {
                        path,
                        number,
                        source,
                    },
                    known => known,
                }
            })?;
        }
    }
    Ok(())
}

fn count(migrations: &[&str]) -> u32 {
    u32::try_from(migrations.len()).unwrap_or(u32::MAX)
}
