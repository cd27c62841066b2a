//! A person to register, parsed from what somebody wrote.

use identity::{DisplayName, EmailAddress, Password, RoleSet, VouchReason};
use tenant::TenantSlug;

use crate::bulk::{Column, Problem, Row};

/// The role of who was given none.
const DEFAULT_ROLE: &str = "member";

/// A person to register. Every value in it is valid.
#[expect(
    missing_debug_implementations,
    reason = "it holds a person's data and a password"
)]
pub struct Applicant {
    /// The tenant to join. It may not exist yet.
    pub tenant: TenantSlug,
    /// The address.
    pub email: EmailAddress,
    /// The name.
    pub name: DisplayName,
    /// The roles in the tenant.
    pub roles: RoleSet,
    /// Why the address is vouched for; `None`: the person must prove the mailbox.
    pub vouch: Option<VouchReason>,
    /// The password; never without a vouch.
    pub password: Option<Password>,
}

impl Applicant {
    /// Parses a row. A row without a vouch takes the one of the whole run, if there is one.
    ///
    /// # Errors
    /// Everything that is wrong with the row, column by column.
    pub fn parse(row: &Row, vouch_for_all: Option<&VouchReason>) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::default();
        let tenant = if row.tenant.trim().is_empty() {
            problems.0.push(tenant_empty());
            None
        } else {
            let tenant = TenantSlug::parse_existing(row.tenant.trim());
            problems.keep(tenant, Column::Tenant, tenant::InvalidTenantSlug::code)
        };
        let email = EmailAddress::parse(&row.email);
        let email = problems.keep(email, Column::Email, identity::InvalidEmailAddress::code);
        let name = DisplayName::parse(&row.name);
        let name = problems.keep(name, Column::Name, identity::InvalidDisplayName::code);
        let roles = parse_roles(&row.roles);
        let roles = problems.keep(roles, Column::Roles, identity::InvalidRoleSet::code);
        let vouch = row.vouch.as_deref().map(VouchReason::parse).transpose();
        let vouch = problems.keep(vouch, Column::Vouch, identity::InvalidReason::code);
        let vouch = vouch.map(|vouch| vouch.or_else(|| vouch_for_all.cloned()));
        let password = row
            .password
            .as_ref()
            .map(|text| Password::parse(text))
            .transpose();
        let password = problems.keep(password, Column::Password, identity::InvalidPassword::code);
        if let (Some(Some(_)), Some(None)) = (&password, &vouch) {
            problems.0.push(password_needs_vouch());
        }
        match (tenant, email, name, roles, vouch, password) {
            (Some(tenant), Some(email), Some(name), Some(roles), Some(vouch), Some(password))
                if problems.0.is_empty() =>
            {
                Ok(Self {
                    tenant,
                    email,
                    name,
                    roles,
                    vouch,
                    password,
                })
            },
            _ => Err(problems.0),
        }
    }

    /// The same for two rows about one person in one tenant.
    pub fn key(&self) -> String {
        format!("{}/{}", self.tenant, self.email.canonical())
    }
}

fn tenant_empty() -> Problem {
    Problem::of_column(
        Column::Tenant,
        "nexus/tenant-empty",
        "there is no tenant: name the one that the person is to join",
    )
}

/// Why nobody can plant a password on somebody else's address (ADR-0008).
pub(crate) fn password_needs_vouch() -> Problem {
    Problem::of_column(
        Column::Password,
        "nexus/password-without-vouch",
        "a password may be given only with a vouch: else somebody could set one for an address \
         that is not theirs; leave it out, and who proves the mailbox sets it with `nexus verify`",
    )
}

fn parse_roles(roles: &[String]) -> Result<RoleSet, identity::InvalidRoleSet> {
    if roles.is_empty() {
        return RoleSet::parse([DEFAULT_ROLE]);
    }
    RoleSet::parse(roles.iter().map(String::as_str))
}

/// Collects what is wrong, so that a row is mended once and not column by column.
#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn keep<T, E: std::error::Error>(
        &mut self,
        parsed: Result<T, E>,
        column: Column,
        code: impl FnOnce(&E) -> &'static str,
    ) -> Option<T> {
        parsed
            .map_err(|error| {
                self.0
                    .push(Problem::of_column(column, code(&error), error.to_string()));
            })
            .ok()
    }
}
