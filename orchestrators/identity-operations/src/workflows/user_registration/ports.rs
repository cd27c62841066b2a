//! What the steps need from the truths and from outside.

use std::{fmt, sync::Arc};

use identity::{
    AttemptId, EmailAddress, LinkKey, MailboxVerification, SecretToken, TenantRef,
    ports::{RegistrationRepository, RoleRepository, UserDirectory, UserRepository},
};
use notifier::{Courier, InvalidSecretLink, SecretLink};
use tenant::{
    TenantId,
    ports::{MembershipDirectory, MembershipRepository, TenantDirectory},
};

use crate::{contracts::VerificationLinkRepository, listeners::RecordDomainEvents};

/// Every port that a step of the registration uses.
#[derive(Clone)]
pub struct UserRegistrationPorts {
    /// Where attempts are kept and become users.
    pub registrations: Arc<dyn RegistrationRepository>,
    /// Where users are changed.
    pub users: Arc<dyn UserRepository>,
    /// Where users are looked up.
    pub people: Arc<dyn UserDirectory>,
    /// Where roles are granted.
    pub roles: Arc<dyn RoleRepository>,
    /// Where tenants are looked up.
    pub tenants: Arc<dyn TenantDirectory>,
    /// Where memberships are made and ended.
    pub memberships: Arc<dyn MembershipRepository>,
    /// Where memberships are looked up.
    pub members: Arc<dyn MembershipDirectory>,
    /// Who sends messages.
    pub courier: Arc<Courier>,
    /// Where links are remembered.
    pub links: Arc<dyn VerificationLinkRepository>,
    /// How links are made.
    pub link_maker: Arc<LinkMaker>,
    /// Who writes the audit trail.
    pub trail: Arc<RecordDomainEvents>,
}

impl fmt::Debug for UserRegistrationPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserRegistrationPorts")
            .finish_non_exhaustive()
    }
}

/// Makes the link that proves a mailbox: a base address and the token of the attempt.
pub struct LinkMaker {
    base: String,
    key: LinkKey,
}

/// The base address of links is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the base of verification links is not usable: {0}")]
pub struct InvalidLinkBase(#[source] InvalidSecretLink);

impl InvalidLinkBase {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        "identity-operations/invalid-link-base"
    }
}

impl LinkMaker {
    /// Links begin with `base`, such as `https://id.example.org/verify#`, and end with a token made
    /// under `key`.
    ///
    /// # Errors
    /// [`InvalidLinkBase`] if no link can be made of it.
    pub fn new(base: impl Into<String>, key: LinkKey) -> Result<Self, InvalidLinkBase> {
        let base = base.into();
        SecretLink::parse(&base).map_err(InvalidLinkBase)?;
        Ok(Self { base, key })
    }

    /// The id of the attempt to register this address for this tenant, after it was undone
    /// `undone_before` times. The same request has the same id.
    pub fn attempt_id(
        &self,
        tenant: TenantId,
        email: &EmailAddress,
        undone_before: u32,
    ) -> AttemptId {
        let tenant = TenantRef::from_uuid(tenant.as_uuid());
        AttemptId::derive(&self.key, tenant, email, undone_before)
    }

    /// The token of an attempt: the same however often it is asked for (ADR-0006).
    pub fn token(&self, attempt: AttemptId) -> SecretToken<MailboxVerification> {
        SecretToken::derive(&self.key, attempt)
    }

    /// The link of an attempt.
    ///
    /// # Errors
    /// [`InvalidSecretLink`] if base and token together are too long.
    pub fn link(&self, attempt: AttemptId) -> Result<SecretLink, InvalidSecretLink> {
        SecretLink::parse(&format!(
            "{}{}",
            self.base,
            self.token(attempt).expose().as_str()
        ))
    }
}

impl fmt::Debug for LinkMaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkMaker")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}
