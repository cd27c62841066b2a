//! The ids that make a registration repeatable.

use identity::{AttemptId, EmailAddress};
use tenant::TenantId;
use uuid::Uuid;
use workflow::{DedupKey, InstanceId, InvalidName, Scope, Workflow as _, WorkflowName};

use crate::workflows::user_registration::{LinkMaker, UserRegistration};

/// One try to register a person in a tenant. Everything about it follows from who the person is and how
/// often it was undone before.
pub(super) struct Try {
    pub(super) attempt: AttemptId,
    pub(super) scope: Scope,
    pub(super) key: DedupKey,
    pub(super) process: InstanceId,
}

impl Try {
    /// # Errors
    /// [`InvalidName`] never happens with the names this crate has; a test holds it to that.
    pub(super) fn of(
        links: &LinkMaker,
        tenant: TenantId,
        email: &EmailAddress,
        undone_before: u32,
    ) -> Result<Self, InvalidName> {
        let attempt = links.attempt_id(tenant, email, undone_before);
        let scope = Scope::Tenant(tenant.as_uuid());
        let key = DedupKey::parse(&attempt.to_string())?;
        let workflow = WorkflowName::parse(UserRegistration::NAME)?;
        let process = InstanceId::derive(scope, &workflow, &key);
        Ok(Self {
            attempt,
            scope,
            key,
            process,
        })
    }

    /// The key of one write that the coordinator itself makes for this try.
    pub(super) fn write_key(attempt: AttemptId, write: &str) -> Uuid {
        Uuid::new_v5(&attempt.as_uuid(), write.as_bytes())
    }
}
