//! Each rule says no with the error that helps, and yes otherwise.

use chrono::{DateTime, TimeDelta, Utc};
use identity::{DisplayName, EmailAddress, Password, PasswordPolicy, RoleSet, VouchReason};
use identity_operations::{
    dtos::{Mailbox, RegisterPerson},
    errors::RegisterError,
    rules::{RegistrationFacts, check_registration},
};
use tenant::{SuspensionReason, Tenant, TenantId, TenantName, TenantSlug};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn tenant() -> Tenant {
    let id = TenantId::from_uuid(Uuid::from_u128(1));
    let slug = TenantSlug::parse("acme").unwrap();
    let pending = Tenant::create(id, slug, TenantName::parse("Acme").unwrap(), now());
    pending.state().activate(now()).unwrap().state().clone()
}

fn person(mailbox: Mailbox, password: Option<&str>) -> RegisterPerson {
    RegisterPerson {
        tenant: TenantSlug::parse("acme").unwrap(),
        email: EmailAddress::parse("ada@example.org").unwrap(),
        name: DisplayName::parse("Ada Lovelace").unwrap(),
        roles: RoleSet::parse(["member"]).unwrap(),
        mailbox,
        password: password.map(|text| Password::parse(text).unwrap()),
    }
}

fn vouched() -> Mailbox {
    Mailbox::Vouched {
        reason: VouchReason::parse("met in person").unwrap(),
    }
}

fn check(tenant: &Tenant, person: &RegisterPerson) -> Result<(), RegisterError> {
    let passwords = PasswordPolicy::default();
    check_registration(&RegistrationFacts {
        person,
        tenant: Some(tenant),
        passwords: &passwords,
    })
}

#[test]
fn an_ordinary_request_passes() {
    assert!(check(&tenant(), &person(Mailbox::ToProve, None)).is_ok());
    assert!(check(&tenant(), &person(vouched(), Some("engines weave algebra"))).is_ok());
}

#[test]
fn nobody_joins_a_suspended_tenant() {
    let suspended = tenant()
        .suspend(SuspensionReason::Billing, now())
        .unwrap()
        .state()
        .clone();
    let error = check(&suspended, &person(vouched(), None)).unwrap_err();
    insta::assert_snapshot!(error, @"nobody can join a tenant that is suspended: it must be active or on trial");
    assert_eq!(
        (error.code(), error.field()),
        ("identity-operations/tenant-not-operational", Some("tenant"))
    );
}

#[test]
fn a_password_needs_a_vouch() {
    let error = check(
        &tenant(),
        &person(Mailbox::ToProve, Some("engines weave algebra")),
    )
    .unwrap_err();
    insta::assert_snapshot!(error, @"a password can be set only with a vouch: without one, the person sets it when following the link");
    assert_eq!(
        (error.code(), error.field()),
        (
            "identity-operations/password-without-vouch",
            Some("password")
        )
    );
}

#[test]
fn a_password_made_of_the_persons_own_words_is_refused() {
    let error = check(&tenant(), &person(vouched(), Some("AdaLovelace-acme"))).unwrap_err();
    assert_eq!(error.field(), Some("password"), "{error}");
    let error = check(&tenant(), &person(vouched(), Some("tooshort"))).unwrap_err();
    assert_eq!(error.field(), Some("password"), "{error}");
}
