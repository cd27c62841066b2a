//! Which process a verification link belongs to.

use async_trait::async_trait;
use auto_impl::auto_impl;
use identity::{AttemptId, MailboxVerification, TokenHash};
use tenant::TenantId;
use workflow::InstanceId;

use super::ContractFailure;

/// What a verification link leads to. The link itself is never stored, only the hash of its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationLink {
    /// SHA-256 of the token in the link.
    pub token: TokenHash<MailboxVerification>,
    /// The tenant the person is to join, which is the scope of the process.
    pub tenant: TenantId,
    /// The attempt whose mailbox the link proves.
    pub attempt: AttemptId,
    /// The process that waits for it.
    pub process: InstanceId,
}

/// Keeps links until the process that sent them has ended.
#[async_trait]
#[auto_impl(Arc)]
pub trait VerificationLinkRepository: Send + Sync + 'static {
    /// Remembers a link. MUST be durable before it returns; the same link again changes nothing.
    ///
    /// # Errors
    /// [`ContractFailure`] when the store does not answer.
    async fn put(&self, link: &VerificationLink) -> Result<(), ContractFailure>;

    /// The link with this token, if it is remembered.
    ///
    /// # Errors
    /// [`ContractFailure`] when the store does not answer.
    async fn find(
        &self,
        token: &TokenHash<MailboxVerification>,
    ) -> Result<Option<VerificationLink>, ContractFailure>;

    /// Forgets a link. Forgetting what is not there is no error.
    ///
    /// # Errors
    /// [`ContractFailure`] when the store does not answer; the link may then still be there.
    async fn forget(&self, token: &TokenHash<MailboxVerification>) -> Result<(), ContractFailure>;
}
