//! The whole house on one machine: the only place that names adapters.

mod failures;
mod hashing;
mod ids;
mod stores;

use std::fmt;
use std::sync::Arc;

use audit_logger::ports::{AuditEvidence, AuditReader};
use identity::{LinkKey, PasswordPolicy};
use identity_operations::contracts::{EventCursorRepository, VerificationLinkRepository};
use identity_operations::coordinators::{
    RegistrationCoordinator, RegistrationPorts, TenantCoordinator,
};
use identity_operations::data_providers::People;
use identity_operations::dtos::Operator;
use identity_operations::errors::Unavailable;
use identity_operations::listeners::{EventSources, RecordDomainEvents};
use identity_operations::workflows::user_registration::{
    LinkMaker, UserRegistration, UserRegistrationPorts,
};
use notifier::{Courier, MailAddress, Mailbox};
use notifier_eml::EmlTransport;
use notifier_sqlite::NotifierStore;
use tenant::TenantId;
use tenant::ports::{MembershipDirectory, TenantDirectory};
use workflow::ports::{Clock, Journal, Observer};
use workflow::{Engine, Scope, SystemClock, WorkerId};

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
        let key = LinkKey::new(*data.link_key()?);
        let stores = Stores::open(&data)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let ids = Arc::new(SystemIds::default());
        let link_maker = Arc::new(LinkMaker::new(LINK_BASE, key).map_err(misbuilt)?);
        let links: Arc<dyn VerificationLinkRepository> = Arc::new(stores.operations.clone());
        let trail = Arc::new(trail(&stores, Arc::clone(&clock)));
        let ports = UserRegistrationPorts {
            registrations: Arc::new(stores.identity.clone()),
            users: Arc::new(stores.identity.clone()),
            people: Arc::new(stores.identity.clone()),
            roles: Arc::new(stores.identity.clone()),
            tenants: Arc::new(stores.tenant.clone()),
            memberships: Arc::new(stores.tenant.clone()),
            members: Arc::new(stores.tenant.clone()),
            courier: Arc::new(courier(&stores, &data)?),
            links: Arc::clone(&links),
            link_maker: Arc::clone(&link_maker),
            trail: Arc::clone(&trail),
        };
        let journal: Arc<dyn Journal> = Arc::new(stores.workflow.clone());
        let engine = engine(Arc::clone(&journal), Arc::clone(&clock), ports, observer)?;
        // The data directory is ours alone, so whoever else held a lease is dead.
        engine
            .release_leases_of_dead_workers()
            .await
            .map_err(|failure| {
                Failure::environment(failure.code(), failure.to_string()).caused_by(&failure)
            })?;
        let directory: Arc<dyn TenantDirectory> = Arc::new(stores.tenant.clone());
        let members: Arc<dyn MembershipDirectory> = Arc::new(stores.tenant.clone());
        let registrations = RegistrationCoordinator::new(RegistrationPorts {
            engine: engine.clone(),
            registrations: Arc::new(stores.identity.clone()),
            tenants: Arc::clone(&directory),
            links,
            link_maker,
            hashing: Arc::new(BlockingHashing::new()),
            passwords: PasswordPolicy::default(),
            clock: Arc::clone(&clock),
        });
        let tenants = TenantCoordinator::new(
            Arc::new(stores.tenant.clone()),
            Arc::clone(&directory),
            Arc::clone(&trail),
            clock,
            ids,
        );
        let people = People::new(
            Arc::new(stores.identity.clone()),
            Arc::new(stores.identity.clone()),
            Arc::clone(&directory),
            Arc::clone(&members),
        );
        Ok(Self {
            data,
            operator: Operator::parse(OPERATOR).map_err(misbuilt)?,
            registrations,
            tenants,
            people,
            members,
            journal,
            trail_reader: Arc::new(stores.audit.clone()),
            evidence: Arc::new(stores.audit.clone()),
            directory,
            trail,
            engine,
            stores,
        })
    }

    /// Finishes what an earlier run began and did not end: processes that have something to do.
    pub(crate) async fn finish_what_was_begun(&self) -> Result<(), Failure> {
        self.engine.resume_all().await.map(drop).map_err(|failure| {
            Failure::environment(failure.code(), failure.to_string()).caused_by(&failure)
        })
    }

    /// Brings the audit trail up to date with everything that was committed.
    pub(crate) async fn catch_up(&self) -> Result<(), Failure> {
        self.trail.catch_up().await.map_err(|error| {
            Failure::environment(error.code(), error.to_string()).caused_by(&error)
        })
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

fn trail(stores: &Stores, clock: Arc<dyn Clock>) -> RecordDomainEvents {
    let sources = EventSources {
        identity: Arc::new(stores.identity.clone()),
        tenant: Arc::new(stores.tenant.clone()),
        notifier: Arc::new(stores.notifier.clone()),
    };
    let cursors: Arc<dyn EventCursorRepository> = Arc::new(stores.operations.clone());
    RecordDomainEvents::new(sources, Arc::new(stores.audit.clone()), cursors, clock)
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

fn engine(
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    ports: UserRegistrationPorts,
    observer: Option<Arc<dyn Observer>>,
) -> Result<Engine, Failure> {
    let id = System::new_id()
        .map_err(|error| Failure::system("the system gave no randomness", &error))?;
    let worker = WorkerId::parse(&format!("cli-{}", id.simple())).map_err(misbuilt)?;
    let mut builder = Engine::builder(journal, clock, worker)
        .register(UserRegistration::new(ports))
        .map_err(misbuilt)?;
    if let Some(observer) = observer {
        builder = builder.observer(observer);
    }
    Ok(builder.build())
}

/// Constants of this file that do not fit the house: a fault of nexus, found by its first test.
fn misbuilt(error: impl std::error::Error + 'static) -> Failure {
    Failure::internal("the house could not be put together").caused_by(&error)
}
