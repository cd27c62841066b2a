//! `nexus user`: people, with the tenants they belong to.

use std::io::{self, Write};
use std::num::NonZeroU16;

use chrono::{DateTime, Utc};
use identity::{EmailAddress, User, UserId, ports::UserPageRequest};
use identity_operations::dtos::PersonOverview;
use identity_operations::errors::Unavailable;
use serde::Serialize;
use tenant::ports::{PageLimit, PageRequest};

use super::tenant::parse_slug;
use crate::composition::House;
use crate::failure::Failure;
use crate::output::{Answer, Table, moment};

/// Lists people, all or those of one tenant.
pub(crate) async fn list(
    house: &House,
    tenant: Option<&str>,
    limit: u16,
) -> Result<UserList, Failure> {
    if let Some(slug) = tenant {
        return list_members(house, slug, limit).await;
    }
    let limit = NonZeroU16::new(limit).unwrap_or(NonZeroU16::MIN);
    let page = house.people.page(UserPageRequest::first(limit)).await?;
    let users = page
        .users
        .iter()
        .map(|stored| UserFacts::new(&stored.value))
        .collect();
    Ok(UserList {
        users,
        more: page.next.is_some(),
    })
}

async fn list_members(house: &House, slug: &str, limit: u16) -> Result<UserList, Failure> {
    let tenant = house.tenants.find(&parse_slug(slug)?).await?.value;
    let limit = PageLimit::parse(u32::from(limit))
        .map_err(|error| Failure::usage(error.code(), error.to_string()))?;
    let page = house
        .members
        .page_members(tenant.id(), PageRequest { after: None, limit })
        .await
        .map_err(|failure| Failure::from(Unavailable::from(failure)))?;
    let mut users = Vec::with_capacity(page.items.len());
    for stored in page.items {
        let id = UserId::from_uuid(stored.value.member().as_uuid());
        if let Some(person) = house.people.find(id).await? {
            users.push(UserFacts::new(&person.user));
        }
    }
    Ok(UserList {
        users,
        more: page.next.is_some(),
    })
}

/// Shows a person.
pub(crate) async fn show(house: &House, who: &str) -> Result<OneUser, Failure> {
    let found = if who.contains('@') {
        let email = EmailAddress::parse(who)
            .map_err(|error| Failure::usage(error.code(), error.to_string()))?;
        house.people.find_by_email(&email).await?
    } else {
        let id = UserId::parse(who).map_err(|_| {
            Failure::usage(
                "nexus/not-a-user",
                "this is neither an e-mail address nor an id: an id is usr_ and 32 hexadecimal \
                 digits",
            )
        })?;
        house.people.find(id).await?
    };
    found.as_ref().map(OneUser::new).ok_or_else(|| {
        Failure::rejected(
            "nexus/no-such-user",
            "there is no such user: see `nexus user list`",
        )
    })
}

impl From<Unavailable> for Failure {
    fn from(error: Unavailable) -> Self {
        Self::environment(error.code(), error.to_string()).caused_by(&error)
    }
}

/// What is said of a user.
#[derive(Debug, Serialize)]
pub(crate) struct UserFacts {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    state: &'static str,
    has_password: bool,
    created_at: DateTime<Utc>,
}

impl UserFacts {
    fn new(user: &User) -> Self {
        Self {
            id: user.id().to_string(),
            email: user.email().map(ToString::to_string),
            name: user.name().map(ToString::to_string),
            state: user.state().as_str(),
            has_password: user.password().is_some(),
            created_at: user.created_at(),
        }
    }
}

/// People, ordered by id.
#[derive(Debug, Serialize)]
pub(crate) struct UserList {
    users: Vec<UserFacts>,
    /// Whether there are more than were asked for.
    more: bool,
}

impl Answer for UserList {
    fn write_text(&self, to: &mut dyn Write) -> io::Result<()> {
        if self.users.is_empty() {
            return writeln!(to, "There is nobody yet: nexus register --help");
        }
        let mut table = Table::new(["id", "state", "e-mail", "name"]);
        for user in &self.users {
            table.row([
                user.id.clone(),
                user.state.replace('_', " "),
                user.email.clone().unwrap_or_default(),
                user.name.clone().unwrap_or_default(),
            ]);
        }
        table.write(to)?;
        if self.more {
            writeln!(to, "  … and more: raise --limit")?;
        }
        Ok(())
    }
}

#[derive(Debug, Serialize)]
struct MembershipFacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    status: &'static str,
    roles: Vec<String>,
    joined_at: DateTime<Utc>,
}

/// The answer about one person.
#[derive(Debug, Serialize)]
pub(crate) struct OneUser {
    user: UserFacts,
    memberships: Vec<MembershipFacts>,
}

impl OneUser {
    fn new(person: &PersonOverview) -> Self {
        let memberships = person.memberships.iter().map(|overview| MembershipFacts {
            tenant: overview.tenant.as_ref().map(ToString::to_string),
            status: overview.membership.status().as_str(),
            roles: overview.roles.iter().map(ToString::to_string).collect(),
            joined_at: overview.membership.joined_at(),
        });
        Self {
            user: UserFacts::new(&person.user),
            memberships: memberships.collect(),
        }
    }
}

impl Answer for OneUser {
    fn write_text(&self, to: &mut dyn Write) -> io::Result<()> {
        let user = &self.user;
        writeln!(to, "{}", user.name.as_deref().unwrap_or("(deleted)"))?;
        writeln!(to, "  id        {}", user.id)?;
        if let Some(email) = &user.email {
            writeln!(to, "  e-mail    {email}")?;
        }
        writeln!(to, "  state     {}", user.state.replace('_', " "))?;
        writeln!(
            to,
            "  password  {}",
            if user.has_password { "set" } else { "not set" }
        )?;
        writeln!(to, "  since     {}", moment(user.created_at))?;
        if self.memberships.is_empty() {
            return Ok(());
        }
        writeln!(to)?;
        let mut table = Table::new(["tenant", "status", "joined", "roles"]);
        for membership in &self.memberships {
            table.row([
                membership
                    .tenant
                    .clone()
                    .unwrap_or_else(|| "(gone)".to_owned()),
                membership.status.to_owned(),
                moment(membership.joined_at),
                membership.roles.join(", "),
            ]);
        }
        table.write(to)
    }
}
