//! Opens a tenant on SQLite and admits a member. Run it twice: nothing is doubled.

use std::{error::Error, path::Path};

use chrono::Utc;
use tenant::{
    MemberId, MembershipId, Tenant, TenantId, TenantName, TenantSlug,
    ports::{
        ActorRef, Cause, CorrelationId, IdempotencyKey, MembershipDirectory, MembershipRepository,
        Stored, TenantDirectory, TenantRepository,
    },
};
use tenant_sqlite::TenantStore;
use uuid::Uuid;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let store = TenantStore::open(Path::new("clubs.db"))?;

    let slug = TenantSlug::parse("chess-club")?;
    let club = match store.find_by_slug(&slug).await? {
        Some(club) => club,
        None => open_club(&store, slug).await?,
    };

    // This program's own id of a person; `tenant` does not ask what it stands for.
    let ada = MemberId::from_uuid(Uuid::new_v5(
        &Uuid::NAMESPACE_URL,
        b"https://example.org/ada",
    ));
    match store.find_member(club.value.id(), ada).await? {
        Some(member) => println!("Ada joined on {}", member.value.joined_at().date_naive()),
        None => {
            let id = MembershipId::from_uuid(Uuid::now_v7());
            let joining = club.value.operational()?.admit(id, ada, Utc::now());
            store
                .join(&cause("ada joins")?, club.version, joining)
                .await?;
            println!("Ada has joined");
        },
    }
    let members = store.count_members(club.value.id()).await?;
    println!(
        "{} ({}): {members} member",
        club.value.name(),
        club.value.status()
    );

    store.close().await?;
    Ok(())
}

/// Creates a tenant and activates it: two changes, two commits.
async fn open_club(
    store: &TenantStore,
    slug: TenantSlug,
) -> Result<Stored<Tenant>, Box<dyn Error>> {
    let tenants: &dyn TenantRepository = store;
    let id = TenantId::from_uuid(Uuid::now_v7());
    let created = Tenant::create(id, slug, TenantName::parse("The Chess Club")?, Utc::now());
    let activated = created.state().activate(Utc::now())?;
    let value = activated.state().clone();

    let version = tenants.insert(&cause("create")?, created).await?.version;
    let version = tenants
        .update(&cause("activate")?, version, activated)
        .await?
        .version;
    Ok(Stored { value, version })
}

/// Who asks, and under which key. The key is derived from what is done, so that a repeat has the
/// same one; a program with more to do would derive it from the request it serves.
fn cause(what: &str) -> Result<Cause, Box<dyn Error>> {
    let key = Uuid::new_v5(
        &Uuid::NAMESPACE_URL,
        format!("chess-club/{what}").as_bytes(),
    );
    Ok(Cause {
        key: IdempotencyKey::from_uuid(key),
        actor: ActorRef::parse("program:one-crate-alone")?,
        correlation: CorrelationId::from_uuid(Uuid::now_v7()),
        at: Utc::now(),
    })
}
