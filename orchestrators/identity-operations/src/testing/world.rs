//! A whole installation in memory: the stores survive, the program on them can die.

use std::{fmt, sync::Arc};

use audit_logger::testing::MemoryAuditLog;
use identity::{LinkKey, testing::MemoryStore};
use notifier::{
    Courier, MailAddress, Mailbox,
    ports::Idempotence,
    testing::{MemoryDeliveries, RecordingTransport},
};
use tenant::testing::InMemoryTenants;
use workflow::{
    Settings, WorkerId,
    ports::Observer,
    testing::{InMemoryJournal, VirtualClock},
};

use super::{CountingIds, InMemoryOperations, PlainHashing};
use crate::{
    IdentityOperations, Ports, Run, listeners::EventSources,
    workflows::user_registration::LinkMaker,
};

/// What survives a crash: the stores of every truth, the sent messages, the journal; and the time.
///
/// ```
/// use identity_operations::testing::World;
///
/// let world = World::new();
/// let before_the_crash = world.boot(None);
/// drop(before_the_crash);
/// let after_it = world.boot(None); // same stores, another process
/// ```
pub struct World {
    /// People.
    pub people: Arc<MemoryStore>,
    /// Tenants and memberships.
    pub tenants: Arc<InMemoryTenants>,
    /// The audit trail.
    pub trail: Arc<MemoryAuditLog>,
    /// Delivery records.
    pub deliveries: Arc<MemoryDeliveries>,
    /// What was sent, and a way to break it.
    pub transport: Arc<RecordingTransport>,
    /// Processes.
    pub journal: Arc<InMemoryJournal>,
    /// Cursors and links.
    pub operations: Arc<InMemoryOperations>,
    /// Time. It jumps to whatever somebody sleeps for.
    pub clock: VirtualClock,
    link_maker: Arc<LinkMaker>,
    ids: Arc<CountingIds>,
}

impl World {
    /// An empty installation.
    ///
    /// # Panics
    /// Never: the constants in it are valid, and its own doctest holds them to that.
    #[expect(clippy::expect_used, reason = "constants that a test holds valid")]
    pub fn new() -> Self {
        let base = "https://id.example.org/verify#";
        Self {
            people: Arc::new(MemoryStore::new()),
            tenants: Arc::new(InMemoryTenants::new()),
            trail: Arc::new(MemoryAuditLog::new()),
            deliveries: Arc::new(MemoryDeliveries::new()),
            transport: Arc::new(RecordingTransport::new(Idempotence::ByMessageId)),
            journal: Arc::new(InMemoryJournal::new()),
            operations: Arc::new(InMemoryOperations::default()),
            clock: VirtualClock::automatic(),
            link_maker: Arc::new(
                LinkMaker::new(base, LinkKey::new([7; 32])).expect("the base is a link"),
            ),
            ids: Arc::new(CountingIds::default()),
        }
    }

    /// The same installation with another audit trail: what a lost file, or an older copy put back, makes
    /// of it.
    #[must_use]
    pub fn with_trail(self, trail: Arc<MemoryAuditLog>) -> Self {
        Self { trail, ..self }
    }

    /// A program on these stores. Drop it and boot another to crash it.
    ///
    /// # Panics
    /// If the definition of a workflow is wrong: a fault of this crate.
    #[expect(clippy::expect_used, reason = "a test world fails by panicking")]
    pub fn boot(&self, observer: Option<Arc<dyn Observer>>) -> IdentityOperations {
        let worker = format!(
            "worker-{}",
            crate::contracts::IdSource::next(&*self.ids).simple()
        );
        let run = Run {
            worker: WorkerId::parse(&worker).expect("the name is one"),
            observer,
            settings: Settings::default(),
        };
        IdentityOperations::assemble(self.ports(), run).expect("the definitions are right")
    }

    /// The link that the process of `attempt` mails.
    pub fn link_maker(&self) -> &LinkMaker {
        &self.link_maker
    }

    #[expect(clippy::expect_used, reason = "constants that a test holds valid")]
    fn ports(&self) -> Ports {
        let from = MailAddress::parse("hello@id.example.org").expect("the address is one");
        Ports {
            registrations: Arc::<MemoryStore>::clone(&self.people),
            users: Arc::<MemoryStore>::clone(&self.people),
            people: Arc::<MemoryStore>::clone(&self.people),
            roles: Arc::<MemoryStore>::clone(&self.people),
            tenants: Arc::<InMemoryTenants>::clone(&self.tenants),
            tenant_directory: Arc::<InMemoryTenants>::clone(&self.tenants),
            memberships: Arc::<InMemoryTenants>::clone(&self.tenants),
            members: Arc::<InMemoryTenants>::clone(&self.tenants),
            sources: EventSources {
                identity: Arc::<MemoryStore>::clone(&self.people),
                tenant: Arc::<InMemoryTenants>::clone(&self.tenants),
                notifier: Arc::<MemoryDeliveries>::clone(&self.deliveries),
            },
            trail: Arc::<MemoryAuditLog>::clone(&self.trail),
            trail_reader: Arc::<MemoryAuditLog>::clone(&self.trail),
            courier: Arc::new(Courier::new(
                Arc::<MemoryDeliveries>::clone(&self.deliveries),
                Arc::<MemoryDeliveries>::clone(&self.deliveries),
                Arc::<RecordingTransport>::clone(&self.transport),
                Mailbox::new(from),
            )),
            journal: Arc::<InMemoryJournal>::clone(&self.journal),
            cursors: Arc::<InMemoryOperations>::clone(&self.operations),
            links: Arc::<InMemoryOperations>::clone(&self.operations),
            link_maker: Arc::clone(&self.link_maker),
            hashing: Arc::new(PlainHashing),
            clock: Arc::new(self.clock.clone()),
            ids: Arc::<CountingIds>::clone(&self.ids),
        }
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}
