//! `nexus tenant`: create, list, show, suspend, resume.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use identity_operations::errors::{TenancyError, Unavailable};
use serde::Serialize;
use tenant::ports::{PageLimit, PageRequest};
use tenant::{SuspensionReason, Tenant, TenantName, TenantSlug, TenantState};

use crate::cli::{Suspension, TenantCreate};
use crate::composition::House;
use crate::failure::Failure;
use crate::output::{Answer, Table, grouped, moment};

/// Creates a tenant.
pub(crate) async fn create(house: &House, create: &TenantCreate) -> Result<OneTenant, Failure> {
    let slug = TenantSlug::parse(&create.slug)
        .map_err(|error| Failure::usage(error.code(), error.to_string()))?;
    let name = create.name.as_deref().unwrap_or(&create.slug);
    let name =
        TenantName::parse(name).map_err(|error| Failure::usage(error.code(), error.to_string()))?;
    let tenant = house.tenants.create(&house.operator, slug, name).await?;
    Ok(OneTenant::new("created", &tenant, Some(0)))
}

/// Lists tenants by slug.
pub(crate) async fn list(house: &House, limit: u16) -> Result<TenantList, Failure> {
    let limit = PageLimit::parse(u32::from(limit))
        .map_err(|error| Failure::usage(error.code(), error.to_string()))?;
    let page = house
        .tenants
        .page(PageRequest { after: None, limit })
        .await?;
    let mut tenants = Vec::with_capacity(page.items.len());
    for stored in page.items {
        let members = count_members(house, &stored.value).await?;
        tenants.push(TenantFacts::new(&stored.value, Some(members)));
    }
    Ok(TenantList {
        tenants,
        more: page.next.is_some(),
    })
}

/// Shows a tenant.
pub(crate) async fn show(house: &House, slug: &str) -> Result<OneTenant, Failure> {
    let tenant = house.tenants.find(&parse_slug(slug)?).await?.value;
    let members = count_members(house, &tenant).await?;
    Ok(OneTenant::new("is", &tenant, Some(members)))
}

/// Suspends a tenant.
pub(crate) async fn suspend(
    house: &House,
    slug: &str,
    reason: Suspension,
) -> Result<OneTenant, Failure> {
    let slug = parse_slug(slug)?;
    let tenant = house
        .tenants
        .suspend(&house.operator, &slug, reason.into())
        .await?;
    Ok(OneTenant::new("suspended", &tenant, None))
}

/// Resumes a tenant.
pub(crate) async fn resume(
    house: &House,
    slug: &str,
    cleared: Suspension,
) -> Result<OneTenant, Failure> {
    let slug = parse_slug(slug)?;
    let tenant = house
        .tenants
        .resume(&house.operator, &slug, cleared.into())
        .await?;
    Ok(OneTenant::new("resumed", &tenant, None))
}

pub(crate) fn parse_slug(slug: &str) -> Result<TenantSlug, Failure> {
    TenantSlug::parse_existing(slug)
        .map_err(|error| Failure::usage(error.code(), error.to_string()))
}

async fn count_members(house: &House, tenant: &Tenant) -> Result<u64, Failure> {
    let count = house.members.count_members(tenant.id()).await;
    count.map_err(|failure| Unavailable::from(failure).into())
}

impl From<Suspension> for SuspensionReason {
    fn from(reason: Suspension) -> Self {
        match reason {
            Suspension::Billing => Self::Billing,
            Suspension::Abuse => Self::Abuse,
            Suspension::Admin => Self::Admin,
        }
    }
}

impl From<TenancyError> for Failure {
    fn from(error: TenancyError) -> Self {
        let failure = if error.is_environment() {
            Self::environment(error.code(), error.to_string())
        } else {
            Self::rejected(error.code(), error.to_string())
        };
        failure.caused_by(&error)
    }
}

/// What is said of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TenantFacts {
    slug: String,
    id: String,
    name: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended_for: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<u64>,
    created_at: DateTime<Utc>,
    status_since: DateTime<Utc>,
}

impl TenantFacts {
    fn new(tenant: &Tenant, members: Option<u64>) -> Self {
        let suspended_for = match tenant.state() {
            TenantState::Suspended { reason, .. } => Some(reason.as_str()),
            _ => None,
        };
        Self {
            slug: tenant.slug().to_string(),
            id: tenant.id().to_string(),
            name: tenant.name().to_string(),
            status: tenant.status().as_str(),
            suspended_for,
            members,
            created_at: tenant.created_at(),
            status_since: tenant.state_since(),
        }
    }

    fn status_in_words(&self) -> String {
        let status = self.status.replace('_', " ");
        self.suspended_for
            .map_or_else(|| status.clone(), |reason| format!("{status} ({reason})"))
    }
}

/// The answer about one tenant.
#[derive(Debug, Serialize)]
pub(crate) struct OneTenant {
    #[serde(skip)]
    what: &'static str,
    tenant: TenantFacts,
}

impl OneTenant {
    fn new(what: &'static str, tenant: &Tenant, members: Option<u64>) -> Self {
        Self {
            what,
            tenant: TenantFacts::new(tenant, members),
        }
    }
}

impl Answer for OneTenant {
    fn write_text(&self, to: &mut dyn Write) -> io::Result<()> {
        let tenant = &self.tenant;
        let what = if self.what == "is" {
            String::new()
        } else {
            format!(" {}", self.what)
        };
        writeln!(to, "{}{what}", tenant.slug)?;
        writeln!(to, "  name     {}", tenant.name)?;
        writeln!(to, "  id       {}", tenant.id)?;
        let since = moment(tenant.status_since);
        writeln!(to, "  status   {}, since {since}", tenant.status_in_words())?;
        if let Some(members) = tenant.members {
            writeln!(to, "  members  {}", grouped(members))?;
        }
        Ok(())
    }
}

/// Tenants by slug.
#[derive(Debug, Serialize)]
pub(crate) struct TenantList {
    tenants: Vec<TenantFacts>,
    /// Whether there are more than were asked for.
    more: bool,
}

impl Answer for TenantList {
    fn write_text(&self, to: &mut dyn Write) -> io::Result<()> {
        if self.tenants.is_empty() {
            return writeln!(to, "There are no tenants yet: nexus tenant create SLUG");
        }
        let mut table = Table::new(["slug", "status", ">members", "name"]);
        for tenant in &self.tenants {
            let members = tenant.members.map(grouped).unwrap_or_default();
            table.row([
                tenant.slug.clone(),
                tenant.status_in_words(),
                members,
                tenant.name.clone(),
            ]);
        }
        table.write(to)?;
        if self.more {
            writeln!(to, "  … and more: raise --limit")?;
        }
        Ok(())
    }
}
