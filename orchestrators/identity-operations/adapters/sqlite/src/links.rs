//! Which process a verification link belongs to.

use async_trait::async_trait;
use identity::{AttemptId, MailboxVerification, TokenHash};
use identity_operations::contracts::{
    ContractFailure, VerificationLink, VerificationLinkRepository,
};
use sqlite_kit::rusqlite::{OptionalExtension as _, Row, params};
use tenant::TenantId;
use uuid::Uuid;
use workflow::InstanceId;

use crate::store::OperationsStore;

#[async_trait]
impl VerificationLinkRepository for OperationsStore {
    async fn put(&self, link: &VerificationLink) -> Result<(), ContractFailure> {
        let link = link.clone();
        self.write(move |tx| {
            tx.prepare_cached(
                "INSERT INTO verification_link (token, tenant, attempt, process)
                     VALUES (?1, ?2, ?3, ?4) ON CONFLICT (token) DO NOTHING",
            )?
            .execute(params![
                link.token.as_bytes(),
                link.tenant.as_uuid().as_bytes(),
                link.attempt.as_uuid().as_bytes(),
                link.process.as_uuid().as_bytes(),
            ])?;
            Ok(())
        })
        .await
    }

    async fn find(
        &self,
        token: &TokenHash<MailboxVerification>,
    ) -> Result<Option<VerificationLink>, ContractFailure> {
        let token = *token;
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT tenant, attempt, process FROM verification_link WHERE token = ?1",
                )?
                .query_row([token.as_bytes()], |row| {
                    Ok(VerificationLink {
                        token,
                        tenant: TenantId::from_uuid(uuid(row, 0)?),
                        attempt: AttemptId::from_uuid(uuid(row, 1)?),
                        process: InstanceId::from_uuid(uuid(row, 2)?),
                    })
                })
                .optional()
        })
        .await
    }

    async fn forget(&self, token: &TokenHash<MailboxVerification>) -> Result<(), ContractFailure> {
        let token = *token;
        self.write(move |tx| {
            tx.prepare_cached("DELETE FROM verification_link WHERE token = ?1")?
                .execute([token.as_bytes()])?;
            Ok(())
        })
        .await
    }
}

fn uuid(row: &Row<'_>, column: usize) -> sqlite_kit::rusqlite::Result<Uuid> {
    row.get::<_, [u8; 16]>(column).map(Uuid::from_bytes)
}
