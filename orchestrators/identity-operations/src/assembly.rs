//! Putting the orchestrator together: ports in, coordinators out.

use std::{fmt, sync::Arc};

use audit_logger::ports::{AuditLogRepository, AuditReader};
use identity::{
    PasswordPolicy,
    ports::{RegistrationRepository, RoleRepository, UserDirectory, UserRepository},
};
use notifier::Courier;
use tenant::ports::{MembershipDirectory, MembershipRepository, TenantDirectory, TenantRepository};
use workflow::{
    Engine, RegisterError, Settings, WorkerId,
    ports::{Clock, Journal, Observer},
};

use crate::{
    contracts::{EventCursorRepository, HashingPool, IdSource, VerificationLinkRepository},
    coordinators::{RegistrationCoordinator, RegistrationPorts, TenantCoordinator},
    data_providers::People,
    listeners::{EventSources, RecordDomainEvents},
    workflows::user_registration::{LinkMaker, UserRegistration, UserRegistrationPorts},
};

/// Every port that the orchestrator needs. An app fills it with adapters, a test with stand-ins.
#[derive(Clone)]
pub struct Ports {
    /// Attempts.
    pub registrations: Arc<dyn RegistrationRepository>,
    /// Users, to change.
    pub users: Arc<dyn UserRepository>,
    /// Users, to look up.
    pub people: Arc<dyn UserDirectory>,
    /// Roles.
    pub roles: Arc<dyn RoleRepository>,
    /// Tenants, to change.
    pub tenants: Arc<dyn TenantRepository>,
    /// Tenants, to look up.
    pub tenant_directory: Arc<dyn TenantDirectory>,
    /// Memberships, to change.
    pub memberships: Arc<dyn MembershipRepository>,
    /// Memberships, to look up.
    pub members: Arc<dyn MembershipDirectory>,
    /// The feeds of all truths.
    pub sources: EventSources,
    /// The audit trail, to append to.
    pub trail: Arc<dyn AuditLogRepository>,
    /// The audit trail, to look back into.
    pub trail_reader: Arc<dyn AuditReader>,
    /// Who sends messages.
    pub courier: Arc<Courier>,
    /// The journal of processes.
    pub journal: Arc<dyn Journal>,
    /// How far the listeners have read.
    pub cursors: Arc<dyn EventCursorRepository>,
    /// Which process a link belongs to.
    pub links: Arc<dyn VerificationLinkRepository>,
    /// How links are made.
    pub link_maker: Arc<LinkMaker>,
    /// Where passwords are hashed.
    pub hashing: Arc<dyn HashingPool>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where fresh ids come from.
    pub ids: Arc<dyn IdSource>,
}

/// How this start of the program differs from another.
#[derive(Clone)]
pub struct Run {
    /// New for each start of the program.
    pub worker: WorkerId,
    /// Who watches the engine, if anybody.
    pub observer: Option<Arc<dyn Observer>>,
    /// The engine's knobs.
    pub settings: Settings,
}

/// The orchestrator, put together.
#[derive(Debug, Clone)]
pub struct IdentityOperations {
    /// Drives the processes.
    pub engine: Engine,
    /// Registers people.
    pub registration: RegistrationCoordinator,
    /// Creates tenants and changes their state.
    pub tenancy: TenantCoordinator,
    /// Looks people up.
    pub people: People,
    /// Writes the audit trail.
    pub trail: Arc<RecordDomainEvents>,
}

impl IdentityOperations {
    /// Registers every workflow of this crate with an engine, and gives the coordinators their ports.
    ///
    /// # Errors
    /// [`RegisterError`] if a workflow's definition cannot be run: a fault of this crate.
    pub fn assemble(ports: Ports, run: Run) -> Result<Self, RegisterError> {
        let trail = Arc::new(RecordDomainEvents::new(
            ports.sources,
            ports.trail,
            ports.trail_reader,
            ports.cursors,
            Arc::clone(&ports.clock),
        ));
        let registration = UserRegistration::new(UserRegistrationPorts {
            registrations: Arc::clone(&ports.registrations),
            users: ports.users,
            people: Arc::clone(&ports.people),
            roles: Arc::clone(&ports.roles),
            tenants: Arc::clone(&ports.tenant_directory),
            memberships: ports.memberships,
            members: Arc::clone(&ports.members),
            courier: ports.courier,
            links: Arc::clone(&ports.links),
            link_maker: Arc::clone(&ports.link_maker),
            trail: Arc::clone(&trail),
        });
        let builder = Engine::builder(ports.journal, Arc::clone(&ports.clock), run.worker)
            .settings(run.settings)
            .register(registration)?;
        let engine = match run.observer {
            Some(observer) => builder.observer(observer),
            None => builder,
        }
        .build();
        Ok(Self {
            registration: RegistrationCoordinator::new(RegistrationPorts {
                engine: engine.clone(),
                registrations: ports.registrations,
                people: Arc::clone(&ports.people),
                tenants: Arc::clone(&ports.tenant_directory),
                links: ports.links,
                link_maker: ports.link_maker,
                hashing: ports.hashing,
                passwords: PasswordPolicy::default(),
                clock: Arc::clone(&ports.clock),
            }),
            tenancy: TenantCoordinator::new(
                ports.tenants,
                Arc::clone(&ports.tenant_directory),
                Arc::clone(&trail),
                ports.clock,
                ports.ids,
            ),
            people: People::new(
                ports.people,
                ports.roles,
                ports.tenant_directory,
                ports.members,
            ),
            engine,
            trail,
        })
    }
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("worker", &self.worker)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
