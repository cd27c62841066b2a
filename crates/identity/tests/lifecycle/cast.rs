//! The people and times these tests play with.

use chrono::{DateTime, TimeDelta, Utc};
use identity::{
    Applicant, AttemptId, DisplayName, EmailAddress, LinkKey, Mailbox, MailboxVerification,
    PasswordHash, RegistrationAttempt, SecretToken, User, UserId, Vouch, VouchReason,
    ports::{ActorRef, Outcome},
};
use uuid::Uuid;

pub(crate) fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::hours(hours)
}

pub(crate) fn attempt_id() -> AttemptId {
    AttemptId::from_uuid(Uuid::from_u128(1))
}

pub(crate) fn user_id() -> UserId {
    UserId::from_uuid(Uuid::from_u128(2))
}

pub(crate) fn token() -> SecretToken<MailboxVerification> {
    SecretToken::derive(&LinkKey::new([1; 32]), attempt_id())
}

pub(crate) fn applicant(password: Option<PasswordHash>) -> Applicant {
    Applicant {
        email: EmailAddress::parse("ada@example.org").unwrap(),
        name: DisplayName::parse("Ada Lovelace").unwrap(),
        password,
    }
}

pub(crate) fn some_hash() -> PasswordHash {
    PasswordHash::parse("$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA").unwrap()
}

pub(crate) fn vouch() -> Vouch {
    Vouch {
        by: ActorRef::parse("operator:test").unwrap(),
        reason: VouchReason::parse("met in person").unwrap(),
    }
}

pub(crate) fn opened(mailbox: Mailbox) -> RegistrationAttempt {
    let change = RegistrationAttempt::open(attempt_id(), applicant(None), mailbox, at(0));
    change.unwrap().into_parts().0
}

pub(crate) fn unproven() -> RegistrationAttempt {
    opened(Mailbox::to_prove(token().hash(), at(0)))
}

pub(crate) fn ready() -> RegistrationAttempt {
    opened(Mailbox::Vouched(vouch()))
}

pub(crate) fn registered() -> User {
    ready().complete(user_id(), at(0)).unwrap().user().clone()
}

pub(crate) fn active() -> User {
    registered().confirm(at(0)).unwrap().into_parts().0
}

pub(crate) fn changed<S>(outcome: Outcome<S>) -> S {
    outcome.into_change().unwrap().into_parts().0
}
