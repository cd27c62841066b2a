//! What the in-memory store holds, and the one way to commit to it.

use std::collections::BTreeMap;

use crate::event::Event;
use crate::ids::{AttemptId, UserId};
use crate::ports::{
    Cause, Committed, IdempotencyKey, Position, RecordedEvent, Revocation, Stored, Version,
};
use crate::registration::RegistrationAttempt;
use crate::role::{RoleAssignment, RoleScope};
use crate::user::User;

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) attempts: BTreeMap<AttemptId, Stored<RegistrationAttempt>>,
    pub(super) tokens: BTreeMap<[u8; 32], AttemptId>,
    pub(super) users: BTreeMap<UserId, Stored<User>>,
    pub(super) addresses: BTreeMap<String, UserId>,
    pub(super) roles: BTreeMap<(UserId, RoleScope), Stored<RoleAssignment>>,
    pub(super) events: Vec<RecordedEvent>,
    /// `None` is a tombstone.
    receipts: BTreeMap<IdempotencyKey, Option<Committed>>,
}

/// What is known about a key before a write.
pub(super) enum Admission {
    Fresh,
    Answered(Committed),
    Revoked,
}

impl State {
    pub(super) fn admit(&self, key: IdempotencyKey) -> Admission {
        match self.receipts.get(&key) {
            None => Admission::Fresh,
            Some(None) => Admission::Revoked,
            Some(Some(first)) => Admission::Answered(Committed {
                replayed: true,
                ..*first
            }),
        }
    }

    /// Records the events and the receipt. The caller has checked everything and stores the state.
    pub(super) fn commit(
        &mut self,
        cause: &Cause,
        version: Version,
        events: Vec<Event>,
    ) -> Committed {
        for (index, event) in (0_u32..).zip(events) {
            self.events.push(RecordedEvent {
                position: self.head().following(),
                id: cause.event_id(index),
                occurred_at: cause.at,
                actor: cause.actor.clone(),
                correlation: cause.correlation,
                causation: cause.key,
                event,
            });
        }
        let committed = Committed {
            version,
            position: self.head(),
            replayed: false,
        };
        self.receipts.insert(cause.key, Some(committed));
        committed
    }

    pub(super) fn revoke(&mut self, key: IdempotencyKey) -> Revocation {
        match self.receipts.entry(key).or_insert(None) {
            None => Revocation::NeverHappened,
            Some(first) => Revocation::Happened(*first),
        }
    }

    pub(super) fn head(&self) -> Position {
        self.events
            .last()
            .map_or(Position::START, |newest| newest.position)
    }

    pub(super) fn store_attempt(&mut self, attempt: RegistrationAttempt, version: Version) {
        if let Some(token) = attempt.token_hash() {
            self.tokens.insert(*token.as_bytes(), attempt.id());
        }
        self.attempts.insert(
            attempt.id(),
            Stored {
                value: attempt,
                version,
            },
        );
    }

    /// Stores a user and keeps the addresses in step; a deleted one loses his roles.
    pub(super) fn store_user(&mut self, user: User, version: Version) {
        let id = user.id();
        self.addresses.retain(|_, owner| *owner != id);
        match user.email() {
            Some(email) => {
                self.addresses.insert(email.canonical().to_owned(), id);
            },
            None => self.roles.retain(|(owner, _), _| *owner != id),
        }
        self.users.insert(
            id,
            Stored {
                value: user,
                version,
            },
        );
    }
}
