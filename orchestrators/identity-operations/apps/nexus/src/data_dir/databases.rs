//! The database files: which there are, and that none was lost.

use std::fs;
use std::io;
use std::path::Path;

use super::error::DataDirError;

/// What has a database file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// People, their registrations and roles.
    Identity,
    /// Tenants and memberships.
    Tenant,
    /// The audit trail.
    Audit,
    /// Messages.
    Notifier,
    /// Processes.
    Workflow,
    /// The orchestrator's own cursors.
    Operations,
}

impl Truth {
    /// Each of them.
    pub const ALL: [Self; 6] = [
        Self::Identity,
        Self::Tenant,
        Self::Audit,
        Self::Notifier,
        Self::Workflow,
        Self::Operations,
    ];

    /// The name of its file in the data directory.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Identity => "identity.db",
            Self::Tenant => "tenant.db",
            Self::Audit => "audit.db",
            Self::Notifier => "notifier.db",
            Self::Workflow => "workflow.db",
            Self::Operations => "operations.db",
        }
    }
}

/// What SQLite writes beside a database.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Whether a file of this name is a database, or lies beside one.
pub(super) fn is_part(name: &str) -> bool {
    let is_database = |name| Truth::ALL.iter().any(|truth| truth.file_name() == name);
    is_database(name)
        || COMPANIONS
            .iter()
            .any(|end| name.strip_suffix(end).is_some_and(is_database))
}

/// Refuses a finished directory from which a database is gone. A new one in its place would register
/// everybody again, or call an audit trail whole that has no record.
pub(super) fn check(root: &Path) -> Result<(), DataDirError> {
    for truth in Truth::ALL {
        let path = root.join(truth.file_name());
        let problem = match fs::metadata(&path) {
            Ok(found) if found.len() > 0 => continue,
            Ok(_) => "empty",
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => "missing",
            Err(source) => return Err(DataDirError::io(&path, source)),
        };
        return Err(DataDirError::LostDatabase { path, problem });
    }
    Ok(())
}
