//! Everything that the stores and the outbox of an installation hold, read through the adapters.

use std::collections::BTreeMap;
use std::fs;
use std::num::{NonZeroU16, NonZeroU32};

use audit_logger::ports::AuditEvidence as _;
use audit_logger::{Seq, Verdict, Verifier};
use audit_logger_sqlite::AuditStore;
use identity::ports::{
    EventFeed as _, RegistrationRepository, RoleRepository as _, UserDirectory as _,
    UserPageRequest,
};
use identity::{RegistrationAttempt, RoleScope, User};
use identity_sqlite::IdentityStore;
use mail_parser::MessageParser;
use nexus::data_dir::{DataDir, Truth};
use notifier::Delivery;
use notifier::ports::{DeliveryDirectory as _, EventFeed as _, PageSize};
use notifier_sqlite::NotifierStore;
use tenant::ports::{
    EventFeed as _, MembershipDirectory as _, PageLimit, PageRequest, TenantDirectory as _,
};
use tenant::{Membership, Tenant};
use tenant_sqlite::TenantStore;
use uuid::Uuid;
use workflow::ports::{InstanceFilter, InstanceSummary, WorkflowOperatorRepository as _};
use workflow_sqlite::SqliteJournal;

use crate::installation::Installation;
use crate::people::canonical;

const MANY: NonZeroU32 = NonZeroU32::new(100_000).unwrap();

/// Everything that is there.
pub(crate) struct Found {
    pub(crate) tenants: BTreeMap<Uuid, Tenant>,
    /// Users that are not deleted.
    pub(crate) users: BTreeMap<Uuid, User>,
    /// Memberships that were not ended.
    pub(crate) memberships: Vec<Membership>,
    /// The names of the roles of each user in each scope.
    pub(crate) roles: BTreeMap<(Uuid, RoleScope), Vec<String>>,
    pub(crate) attempts: Vec<RegistrationAttempt>,
    /// The id and the kind of every event of every truth.
    pub(crate) events: Vec<(Uuid, &'static str)>,
    /// The id of the event of each audit record.
    pub(crate) records: Vec<Uuid>,
    pub(crate) verdict: Verdict,
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) messages: Vec<Message>,
    /// Names of files in the outbox that are no messages.
    pub(crate) litter: Vec<String>,
    /// Each process, and whether somebody still holds it.
    pub(crate) processes: Vec<(InstanceSummary, bool)>,
}

/// A message in the outbox.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// The canonical address of the recipient.
    pub(crate) to: String,
    pub(crate) subject: String,
    /// The token of the link in it, if there is one.
    pub(crate) token: Option<String>,
    /// Whether the file ends as it should.
    pub(crate) whole: bool,
}

impl Found {
    /// Reads an installation on which no program runs. `None` if its data directory was not finished.
    pub(crate) fn in_installation(installation: &Installation) -> Option<Self> {
        // The format is what is written last.
        fs::exists(installation.data().join("format"))
            .unwrap()
            .then(|| {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .build()
                    .unwrap();
                runtime.block_on(Self::read(installation))
            })
    }

    async fn read(installation: &Installation) -> Self {
        // Whoever was killed does not own it any more.
        let data = DataDir::open(&installation.data()).unwrap();
        let people = IdentityStore::open(&data.database(Truth::Identity)).unwrap();
        let tenancy = TenantStore::open(&data.database(Truth::Tenant)).unwrap();
        let trail = AuditStore::open(&data.database(Truth::Audit)).unwrap();
        let mail = NotifierStore::open(&data.database(Truth::Notifier)).unwrap();
        let journal = SqliteJournal::open(&data.database(Truth::Workflow)).unwrap();

        let tenants = tenants(&tenancy).await;
        let users = users(&people).await;
        let mut memberships = Vec::new();
        for tenant in tenants.values() {
            memberships.extend(members(&tenancy, tenant).await);
        }
        let mut roles = BTreeMap::new();
        for user in users.values() {
            for stored in people.all_of(user.id()).await.unwrap() {
                let names = stored.value.roles().iter();
                roles.insert(
                    (user.id().as_uuid(), stored.value.scope()),
                    names.map(|name| name.as_str().to_owned()).collect(),
                );
            }
        }
        let (attempts, mut events) = attempts_and_events(&people).await;
        events.extend(other_events(&tenancy, &mail).await);
        let (messages, litter) = outbox(installation);
        let found = Self {
            records: records(&trail).await,
            verdict: Verifier::new().verify(&trail).await.unwrap(),
            deliveries: deliveries(&mail, tenants.keys().copied()).await,
            processes: processes(&journal).await,
            tenants,
            users,
            memberships,
            roles,
            attempts,
            events,
            messages,
            litter,
        };
        // The next program opens the files only after they are closed here.
        people.close().await.unwrap();
        tenancy.close().await.unwrap();
        trail.close().await.unwrap();
        mail.close().await.unwrap();
        journal.close().await.unwrap();
        drop(data);
        found
    }

    /// The slug of a tenant.
    pub(crate) fn slug(&self, tenant: Uuid) -> String {
        self.tenants[&tenant].slug().to_string()
    }

    /// How often each kind of event happened.
    pub(crate) fn kinds(&self) -> BTreeMap<&'static str, usize> {
        let mut kinds = BTreeMap::new();
        for (_, kind) in &self.events {
            *kinds.entry(*kind).or_default() += 1;
        }
        kinds
    }
}

async fn tenants(store: &TenantStore) -> BTreeMap<Uuid, Tenant> {
    let request = PageRequest {
        after: None,
        limit: PageLimit::parse(PageLimit::MAX).unwrap(),
    };
    let page = store.page(None, request).await.unwrap();
    assert!(page.next.is_none(), "these tests stay within one page");
    let tenants = page.items.into_iter().map(|stored| stored.value);
    tenants
        .map(|tenant| (tenant.id().as_uuid(), tenant))
        .collect()
}

async fn members(store: &TenantStore, tenant: &Tenant) -> Vec<Membership> {
    let request = PageRequest {
        after: None,
        limit: PageLimit::parse(PageLimit::MAX).unwrap(),
    };
    let page = store.page_members(tenant.id(), request).await.unwrap();
    assert!(page.next.is_none(), "these tests stay within one page");
    page.items.into_iter().map(|stored| stored.value).collect()
}

async fn users(store: &IdentityStore) -> BTreeMap<Uuid, User> {
    let request = UserPageRequest::first(NonZeroU16::MAX);
    let page = store.page(request).await.unwrap();
    assert!(page.next.is_none(), "these tests stay within one page");
    let users = page.users.into_iter().map(|stored| stored.value);
    users.map(|user| (user.id().as_uuid(), user)).collect()
}

async fn attempts_and_events(
    store: &IdentityStore,
) -> (Vec<RegistrationAttempt>, Vec<(Uuid, &'static str)>) {
    let (mut attempts, mut events) = (Vec::new(), Vec::new());
    let start = identity::ports::Position::START;
    for recorded in store.read_after(start, MANY).await.unwrap() {
        events.push((recorded.id.as_uuid(), recorded.event.kind()));
        if let identity::Event::RegistrationOpened { attempt, .. } = recorded.event {
            attempts.push(RegistrationRepository::find(store, attempt).await.unwrap());
        }
    }
    let attempts = attempts.into_iter().map(|found| found.unwrap().value);
    (attempts.collect(), events)
}

async fn other_events(tenancy: &TenantStore, mail: &NotifierStore) -> Vec<(Uuid, &'static str)> {
    let start = tenant::ports::Position::START;
    let tenancy = tenancy.read_after(start, MANY).await.unwrap();
    let start = notifier::ports::Position::START;
    let mail = mail.read_after(start, MANY).await.unwrap();
    let tenancy = tenancy
        .iter()
        .map(|recorded| (recorded.id.as_uuid(), recorded.event.kind()));
    let mail = mail
        .iter()
        .map(|recorded| (recorded.id.as_uuid(), recorded.event.kind()));
    tenancy.chain(mail).collect()
}

async fn records(trail: &AuditStore) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for head in trail.heads(None, MANY).await.unwrap() {
        let entries = trail.entries(head.log, Seq::FIRST, MANY).await.unwrap();
        let events = entries.iter().map(|entry| entry.lookup.event_id.as_uuid());
        ids.extend(events);
    }
    ids
}

async fn deliveries(
    store: &NotifierStore,
    tenants: impl Iterator<Item = Uuid> + Send,
) -> Vec<Delivery> {
    let scopes = tenants.map(notifier::Scope::tenant);
    let mut all = Vec::new();
    for scope in scopes.chain([notifier::Scope::PLATFORM]) {
        let page = store.page(scope, None, PageSize::MAX).await.unwrap();
        assert!(page.next.is_none(), "these tests stay within one page");
        all.extend(page.deliveries.into_iter().map(|stored| stored.value));
    }
    all
}

async fn processes(journal: &SqliteJournal) -> Vec<(InstanceSummary, bool)> {
    let filter = InstanceFilter::default();
    let page = journal.page_everywhere(&filter, None, MANY).await.unwrap();
    assert!(page.next.is_none(), "these tests stay within one page");
    let mut all = Vec::new();
    for summary in page.items {
        let recorded = journal.find_anywhere(summary.id).await.unwrap().unwrap();
        all.push((summary, recorded.lease.is_some()));
    }
    all
}

fn outbox(installation: &Installation) -> (Vec<Message>, Vec<String>) {
    let (mut messages, mut litter) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(installation.outbox()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        match name.strip_suffix(".eml") {
            Some(id) if id.starts_with("msg_") => {
                let octets = fs::read(entry.path()).unwrap();
                let parsed = MessageParser::new().parse(&octets).unwrap();
                let to = parsed.to().and_then(|to| to.first()?.address()).unwrap();
                let text = parsed.body_text(0).unwrap_or_default();
                let end = format!("--=_{id}--");
                messages.push(Message {
                    to: canonical(to),
                    subject: parsed.subject().unwrap_or_default().to_owned(),
                    token: token_in(&text),
                    whole: octets.trim_ascii_end().ends_with(end.as_bytes()),
                });
            },
            _ => litter.push(name),
        }
    }
    (messages, litter)
}

/// The token of the link in a text.
fn token_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("nxv_")?;
    let ends = |c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c));
    Some(format!("nxv_{}", rest.split(ends).next()?))
}
