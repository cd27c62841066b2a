//! The desk at which rows are taken in: parses, makes the tenant sure, registers.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use identity::VouchReason;
use identity_operations::dtos::{RegisterPerson, RegistrationOutcome};
use identity_operations::errors::{RegisterError, TenancyError};
use tenant::TenantSlug;
use tokio::sync::Mutex;

use crate::applicant::Applicant;
use crate::bulk::{Column, Desk, Entry, Outcome, Problem, Refusal, Row};
use crate::composition::House;

/// How many tenants are remembered to be there. More are looked up again; memory does not grow.
const TENANTS_REMEMBERED_MAX: usize = 10_000;

/// Takes in the rows of one run.
pub(super) struct RegistrationDesk {
    house: Arc<House>,
    vouch_for_all: Option<VouchReason>,
    existing_tenants_only: bool,
    /// Tenants that are there. The lock is held while one is created, so that it is created once.
    tenants: Mutex<BTreeSet<TenantSlug>>,
}

impl RegistrationDesk {
    pub(super) fn new(
        house: Arc<House>,
        vouch_for_all: Option<VouchReason>,
        existing_tenants_only: bool,
    ) -> Self {
        let tenants = Mutex::new(BTreeSet::new());
        Self {
            house,
            vouch_for_all,
            existing_tenants_only,
            tenants,
        }
    }

    /// Creates the tenant of `person` if it is not there and may be created. Not for somebody who
    /// is then refused: a rejected row changes nothing.
    async fn ensure_tenant(&self, person: &RegisterPerson) -> Result<(), Refusal> {
        let slug = &person.tenant;
        if self.existing_tenants_only {
            return Ok(());
        }
        let mut known = self.tenants.lock().await;
        if known.contains(slug) {
            return Ok(());
        }
        match self.house.tenants.find(slug).await {
            // Found, or to be found by the same call that makes sure it is active.
            Ok(_) => {},
            Err(TenancyError::Unknown) => {
                // Only a new tenant must keep away from the reserved words.
                TenantSlug::parse(slug.as_str()).map_err(|error| {
                    let problem =
                        Problem::of_column(Column::Tenant, error.code(), error.to_string());
                    Refusal::Row(problem)
                })?;
                let prechecked = self.house.registrations.precheck(person);
                prechecked.map_err(refuse_person)?;
            },
            Err(error) => return Err(refuse_tenant(error)),
        }
        let ensured = self
            .house
            .tenants
            .ensure(&self.house.operator, slug.clone())
            .await;
        ensured.map_err(refuse_tenant)?;
        if known.len() >= TENANTS_REMEMBERED_MAX {
            known.clear();
        }
        known.insert(slug.clone());
        Ok(())
    }
}

fn refuse_person(error: RegisterError) -> Refusal {
    if error.is_environment() {
        Refusal::House(error.into())
    } else {
        Refusal::Row(Problem {
            column: error.field().and_then(Column::named),
            code: error.code().to_owned(),
            message: error.to_string(),
        })
    }
}

fn refuse_tenant(error: TenancyError) -> Refusal {
    if error.is_environment() {
        Refusal::House(error.into())
    } else {
        Refusal::Row(Problem::of_column(
            Column::Tenant,
            error.code(),
            error.to_string(),
        ))
    }
}

#[async_trait]
impl Desk for RegistrationDesk {
    type Person = Applicant;

    fn read(&self, row: Row) -> Result<Entry<Applicant>, Vec<Problem>> {
        let person = Applicant::parse(&row, self.vouch_for_all.as_ref())?;
        Ok(Entry {
            person_key: person.key(),
            person,
        })
    }

    async fn register(&self, person: Applicant) -> Result<Outcome, Refusal> {
        let person = RegisterPerson::from(person);
        self.ensure_tenant(&person).await?;
        let house = &self.house;
        let registered = house.registrations.register(&house.operator, person).await;
        let registration = registered.map_err(refuse_person)?;
        Ok(match registration.outcome {
            RegistrationOutcome::Registered { .. } => Outcome::Registered,
            RegistrationOutcome::AlreadyThere { .. } => Outcome::AlreadyThere,
            RegistrationOutcome::AwaitingProof { .. } => Outcome::AwaitingProof,
        })
    }
}
