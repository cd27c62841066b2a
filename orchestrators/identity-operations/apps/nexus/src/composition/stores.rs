//! Every store of the house, each in its own file.

use audit_logger_sqlite::AuditStore;
use identity_operations_sqlite::OperationsStore;
use identity_sqlite::IdentityStore;
use notifier_sqlite::NotifierStore;
use tenant_sqlite::TenantStore;
use workflow_sqlite::SqliteJournal;

use crate::data_dir::{DataDir, Truth};
use crate::failure::Failure;

/// Every store, open.
#[derive(Debug, Clone)]
pub(super) struct Stores {
    pub(super) identity: IdentityStore,
    pub(super) tenant: TenantStore,
    pub(super) audit: AuditStore,
    pub(super) notifier: NotifierStore,
    pub(super) workflow: SqliteJournal,
    pub(super) operations: OperationsStore,
}

impl Stores {
    /// Opens each file, or makes it in a data directory that is not finished.
    pub(super) fn open(data: &DataDir) -> Result<Self, Failure> {
        Ok(Self {
            identity: IdentityStore::open(&data.database(Truth::Identity))?,
            tenant: TenantStore::open(&data.database(Truth::Tenant))?,
            audit: AuditStore::open(&data.database(Truth::Audit))?,
            notifier: NotifierStore::open(&data.database(Truth::Notifier))?,
            workflow: SqliteJournal::open(&data.database(Truth::Workflow))?,
            operations: OperationsStore::open(&data.database(Truth::Operations))?,
        })
    }

    /// Closes every file; tries each even if one fails, and answers the first failure.
    pub(super) async fn close(self) -> Result<(), Failure> {
        let results = [
            self.identity.close().await,
            self.tenant.close().await,
            self.audit.close().await,
            self.notifier.close().await,
            self.workflow.close().await,
            self.operations.close().await,
        ];
        results
            .into_iter()
            .collect::<Result<(), _>>()
            .map_err(Failure::from)
    }
}
