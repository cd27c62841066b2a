//! The contracts in memory.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use identity::{MailboxVerification, Password, PasswordHash, TokenHash};
use uuid::Uuid;

use crate::contracts::{
    ContractFailure, EventCursorRepository, Feed, HashingPool, IdSource, VerificationLink,
    VerificationLinkRepository,
};

/// Event cursors and verification links in memory.
#[derive(Debug, Default)]
pub struct InMemoryOperations {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    cursors: BTreeMap<(&'static str, Feed), u64>,
    links: BTreeMap<[u8; 32], VerificationLink>,
}

impl InMemoryOperations {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Nothing panics while the lock is held, so what is behind it is whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl EventCursorRepository for InMemoryOperations {
    async fn load(&self, listener: &'static str, feed: Feed) -> Result<u64, ContractFailure> {
        Ok(self
            .lock()
            .cursors
            .get(&(listener, feed))
            .copied()
            .unwrap_or(0))
    }

    async fn advance(
        &self,
        listener: &'static str,
        moves: &[(Feed, u64)],
    ) -> Result<(), ContractFailure> {
        let mut kept = self.lock();
        for (feed, position) in moves {
            let cursor = kept.cursors.entry((listener, *feed)).or_default();
            *cursor = (*cursor).max(*position);
        }
        Ok(())
    }
}

#[async_trait]
impl VerificationLinkRepository for InMemoryOperations {
    async fn put(&self, link: &VerificationLink) -> Result<(), ContractFailure> {
        self.lock()
            .links
            .entry(*link.token.as_bytes())
            .or_insert_with(|| link.clone());
        Ok(())
    }

    async fn find(
        &self,
        token: &TokenHash<MailboxVerification>,
    ) -> Result<Option<VerificationLink>, ContractFailure> {
        Ok(self.lock().links.get(token.as_bytes()).cloned())
    }

    async fn forget(&self, token: &TokenHash<MailboxVerification>) -> Result<(), ContractFailure> {
        self.lock().links.remove(token.as_bytes());
        Ok(())
    }
}

/// Ids that count up: the same in every run.
#[derive(Debug, Default)]
pub struct CountingIds(AtomicU64);

impl IdSource for CountingIds {
    fn next(&self) -> Uuid {
        let count = self.0.fetch_add(1, Ordering::SeqCst);
        Uuid::from_u64_pair(0x0190_0000_0000_7000, 0x8000_0000_0000_0000 | count)
    }
}

/// Answers at once with a well-formed hash that is none: no test of a flow needs a slow one.
#[derive(Debug, Default)]
pub struct PlainHashing;

#[async_trait]
impl HashingPool for PlainHashing {
    async fn hash(&self, _password: Password) -> Result<PasswordHash, ContractFailure> {
        PasswordHash::parse(
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
        )
        .map_err(ContractFailure::new)
    }
}
