//! The whole house on one machine: the only place that names adapters.

mod failures;
mod hashing;
mod ids;
mod stores;

use std::fmt;
use std::sync::Arc;

use audit_logger::ports::{AuditEvidence, AuditReader};
use identity::LinkKey;
use identity_operations::coordinators::{RegistrationCoordinator, TenantCoordinator};
use identity_operations::data_providers::People;
use identity_operations::dtos::Operator;
use identity_operations::errors::Unavailable;
use identity_operations::listeners::{EventSources, RecordDomainEvents};
use identity_operations::workflows::user_registration::LinkMaker;
use identity_operations::{IdentityOperations, Ports, Run};
use notifier::{Courier, MailAddress, Mailbox};
use notifier_eml::EmlTransport;
use notifier_sqlite::NotifierStore;
use tenant::TenantId;
use tenant::ports::{MembershipDirectory, TenantDirectory};
use workflow::ports::{ClaimError, Journal, Observer};
use workflow::{ActorRef, Engine, InstanceId, RetryError, Scope, Settings, SystemClock, WorkerId};

pub(crate) use self::failures::database_behind;
use self::hashing::BlockingHashing;
use self::ids::SystemIds;
use self::stores::Stores;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::system::System;

/// In whose name everything done at the command line is recorded.
const OPERATOR: &str = "operator:cli";
/// Who signs the messages.
const FROM: &str = "no-reply@nexus.example";
/// Where links lead. Nothing listens there yet: `nexus verify` takes the whole link, or its token.
const LINK_BASE: &str = "http://localhost/verify#";

/// The whole house, open.
pub(crate) struct House {
    /// The data directory, owned as long as the house is open.
    pub(crate) data: DataDir,
    /// Who works at the command line.
    pub(crate) operator: Operator,
    /// Registers people.
    pub(crate) registrations: RegistrationCoordinator,
    /// Creates and changes tenants.
    pub(crate) tenants: TenantCoordinator,
    /// Looks people up.
    pub(crate) people: People,
    /// Looks members up.
    pub(crate) members: Arc<dyn MembershipDirectory>,
    /// What processes did.
    pub(crate) journal: Arc<dyn Journal>,
    /// Reads the audit trail.
    pub(crate) trail_reader: Arc<dyn AuditReader>,
    /// What the audit trail's verifier reads.
    pub(crate) evidence: Arc<dyn AuditEvidence>,
    directory: Arc<dyn TenantDirectory>,
    trail: Arc<RecordDomainEvents>,
    engine: Engine,
    stores: Stores,
}

impl fmt::Debug for House {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("House")
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

impl House {
    /// Opens every store in `data` and puts the house together. It blocks while it does.
    pub(crate) async fn open(
        data: DataDir,
        observer: Option<Arc<dyn Observer>>,
    ) -> Result<Self, Failure> {
        let stores = Stores::open(&data)?;
        data.finish()?;
        let assembled = IdentityOperations::assemble(ports(&stores, &data)?, this_run(observer)?);
        let operations = assembled.map_err(misbuilt)?;
        // The data directory is ours alone, so whoever else held a lease is dead.
        let released = operations.engine.release_leases_of_dead_workers().await;
        released.map_err(|failure| {
            Failure::environment(failure.code(), failure.to_string()).caused_by(&failure)
        })?;
        Ok(Self {
            data,
            operator: Operator::parse(OPERATOR).map_err(misbuilt)?,
            registrations: operations.registration,
            tenants: operations.tenancy,
            people: operations.people,
            members: Arc::new(stores.tenant.clone()),
            journal: Arc::clone(operations.engine.journal()),
            trail_reader: Arc::new(stores.audit.clone()),
            evidence: Arc::new(stores.audit.clone()),
            directory: Arc::new(stores.tenant.clone()),
            trail: operations.trail,
            engine: operations.engine,
            stores,
        })
    }

    /// Finishes what an earlier run began and did not end: processes that have something to do.
    pub(crate) async fn finish_what_was_begun(&self) -> Result<(), Failure> {
        self.engine.resume_all().await.map(drop).map_err(|failure| {
            Failure::environment(failure.code(), failure.to_string()).caused_by(&failure)
        })
    }

    /// Sends a parked process on its way again and drives it until it rests.
    pub(crate) async fn retry(&self, process: InstanceId, reason: &str) -> Result<(), Failure> {
        let actor = ActorRef::parse(OPERATOR).map_err(misbuilt)?;
        let retried = self.engine.operator().retry(process, actor, reason).await;
        retried.map_err(|error| match error {
            RetryError::Claim(ClaimError::NotFound { .. }) => Failure::rejected(
                "nexus/no-such-process",
                "there is no such process: see `nexus workflow list --status parked`",
            ),
            RetryError::NotParked { .. } | RetryError::Reason { .. } => {
                Failure::rejected(error.code(), error.to_string())
            },
            _ => Failure::environment(error.code(), error.to_string()).caused_by(&error),
        })?;
        let driven = self.engine.run_to_rest(process).await;
        driven.map_err(|error| {
            Failure::environment(error.code(), error.to_string()).caused_by(&error)
        })?;
        self.catch_up().await
    }

    /// Brings the audit trail up to date with everything that was committed.
    pub(crate) async fn catch_up(&self) -> Result<(), Failure> {
        self.trail.catch_up().await.map_err(|error| {
            Failure::environment(error.code(), error.to_string()).caused_by(&error)
        })
    }

    /// What is wrong with the file of the audit trail, as the database sees it; nothing if it is whole.
    pub(crate) async fn damage_of_trail(&self) -> Result<Vec<String>, Failure> {
        Ok(self.stores.audit.integrity_check().await?)
    }

    /// Whose process it is: the tenant's slug, its id if it is gone, or `platform`.
    pub(crate) async fn tenant_of(&self, scope: Scope) -> Result<String, Failure> {
        let Scope::Tenant(id) = scope else {
            return Ok(scope.to_string());
        };
        let id = TenantId::from_uuid(id);
        let found = self.directory.find(id).await.map_err(Unavailable::from)?;
        Ok(found.map_or_else(|| id.to_string(), |stored| stored.value.slug().to_string()))
    }

    /// Writes what is queued and tidies the files. Nothing can be done in the house afterwards.
    pub(crate) async fn close(&self) -> Result<(), Failure> {
        self.stores.clone().close().await
    }
}

/// Every port of the orchestrator, each filled with the adapter of this machine.
fn ports(stores: &Stores, data: &DataDir) -> Result<Ports, Failure> {
    let key = LinkKey::new(*data.link_key()?);
    Ok(Ports {
        registrations: Arc::new(stores.identity.clone()),
        users: Arc::new(stores.identity.clone()),
        people: Arc::new(stores.identity.clone()),
        roles: Arc::new(stores.identity.clone()),
        tenants: Arc::new(stores.tenant.clone()),
        tenant_directory: Arc::new(stores.tenant.clone()),
        memberships: Arc::new(stores.tenant.clone()),
        members: Arc::new(stores.tenant.clone()),
        sources: EventSources {
            identity: Arc::new(stores.identity.clone()),
            tenant: Arc::new(stores.tenant.clone()),
            notifier: Arc::new(stores.notifier.clone()),
        },
        trail: Arc::new(stores.audit.clone()),
        trail_reader: Arc::new(stores.audit.clone()),
        courier: Arc::new(courier(stores, data)?),
        journal: Arc::new(stores.workflow.clone()),
        cursors: Arc::new(stores.operations.clone()),
        links: Arc::new(stores.operations.clone()),
        link_maker: Arc::new(LinkMaker::new(LINK_BASE, key).map_err(misbuilt)?),
        hashing: Arc::new(BlockingHashing::new()),
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds::default()),
    })
}

fn courier(stores: &Stores, data: &DataDir) -> Result<Courier, Failure> {
    let transport = EmlTransport::open(&data.outbox()).map_err(Failure::from)?;
    let from = Mailbox::new(MailAddress::parse(FROM).map_err(misbuilt)?);
    let store = Arc::new(stores.notifier.clone());
    Ok(Courier::new(
        Arc::<NotifierStore>::clone(&store),
        store,
        Arc::new(transport),
        from,
    ))
}

fn this_run(observer: Option<Arc<dyn Observer>>) -> Result<Run, Failure> {
    let id = System::new_id()
        .map_err(|error| Failure::system("the system gave no randomness", &error))?;
    let worker = WorkerId::parse(&format!("cli-{}", id.simple())).map_err(misbuilt)?;
    Ok(Run {
        worker,
        observer,
        settings: Settings::default(),
    })
}

/// Constants of this file that do not fit the house: a fault of nexus, found by its first test.
fn misbuilt(error: impl std::error::Error + 'static) -> Failure {
    Failure::internal("the house could not be put together").caused_by(&error)
}
