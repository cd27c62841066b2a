//! The truth about people: users, their mailboxes, passwords and roles.
//!
//! A person becomes a user by a [`RegistrationAttempt`]: it ends in a [`User`] only after the
//! mailbox is proven by its link ([`SecretToken`]) or someone answers for it ([`Vouch`]). What a
//! user may do where is a [`RoleAssignment`] in a [`RoleScope`]. Every method that changes
//! something returns a [`Change`](ports::Change): the new state with its [`Event`]s, to be committed by a
//! repository port, under a [`Cause`](ports::Cause) whose key makes a repeat harmless. Time, ids and randomness
//! are inputs.
//!
//! ```
//! # #[cfg(feature = "testing")]
//! # mod example {
//! use chrono::DateTime;
//! use identity::testing::MemoryStore;
//! use identity::{ports::*, *};
//! use uuid::Uuid;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # pub async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = MemoryStore::new();
//! let now = DateTime::from_timestamp(1_790_000_000, 0).ok_or("a time")?;
//! let cause = |key| Cause {
//!     key: IdempotencyKey::from_uuid(Uuid::from_u128(key)),
//!     actor: ActorRef::parse("operator:docs").unwrap(),
//!     correlation: CorrelationId::from_uuid(Uuid::from_u128(1)),
//!     at: now,
//! };
//!
//! // Someone asks to be registered. There is no user yet, only a link for the mailbox.
//! let id = AttemptId::from_uuid(Uuid::from_u128(2));
//! let token = SecretToken::derive(&LinkKey::new([7; 32]), id);
//! let applicant = Applicant {
//!     email: EmailAddress::parse("Ada@example.org")?,
//!     name: DisplayName::parse("Ada Lovelace")?,
//!     password: None,
//! };
//! let mailbox = Mailbox::to_prove(token.hash(), now);
//! let attempt = RegistrationAttempt::open(id, applicant, mailbox, now)?;
//! store.open(&cause(10), attempt).await?;
//!
//! // The link comes back: the mailbox is proven.
//! let stored = store.find_by_token(&token.hash()).await?.ok_or("no such link")?;
//! let proof = stored.value.prove(&token, now)?.into_change().ok_or("proven before")?;
//! let ready = proof.state().clone();
//! let answer = RegistrationRepository::update(&store, &cause(11), stored.version, proof).await?;
//!
//! // Now, and only now, there can be a user.
//! let user = UserId::from_uuid(Uuid::from_u128(3));
//! store.complete(&cause(12), answer.version, ready.complete(user, now)?).await?;
//! let ada = store.find_by_email(&EmailAddress::parse("ada@example.org")?).await?;
//! assert_eq!(ada.map(|stored| stored.value.state()), Some(UserState::PendingActivation));
//! // `User::confirm` lets the user in, once every other truth has played its part.
//! # Ok(())
//! # }
//! # }
//! # #[cfg(feature = "testing")]
//! # example::main().unwrap();
//! ```
#![warn(clippy::arithmetic_side_effects, clippy::as_conversions)]

mod event;
mod ids;
mod password;
pub mod ports;
mod registration;
mod role;
mod snapshot;
#[cfg(feature = "testing")]
pub mod testing;
mod token;
mod user;
mod values;

pub use event::Event;
pub use ids::{AttemptId, EventId, InvalidId, TenantRef, UserId};
#[cfg(feature = "argon2")]
pub use password::{Argon2id, Argon2idParams, InvalidArgon2idParams};
pub use password::{
    HashFailure, InvalidPassword, InvalidPasswordHash, InvalidPasswordPolicy, PASSWORD_BYTES_MAX,
    PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN_DEFAULT, PASSWORD_CHARS_MIN_FLOOR,
    PASSWORD_HASH_BYTES_MAX, Password, PasswordHash, PasswordHashing, PasswordPolicy, Salt,
    Verdict, WeakPassword,
};
pub use registration::{
    ATTEMPT_TRANSITIONS, Applicant, AttemptAction, AttemptState, AttemptStatusSnapshot,
    CancelAttemptError, CompleteAttemptError, EvidenceBasis, JoinExistingError, Mailbox,
    MailboxEvidence, OpenAttemptError, ProveError, Registration, RegistrationAttempt,
    RegistrationAttemptSnapshot, VERIFICATION_LIFETIME, VERIFICATION_LIFETIME_MAX, Vouch,
};
pub use role::{
    GrantError, InvalidRoleName, InvalidRoleScope, InvalidRoleSet, ROLE_NAME_CHARS_MAX, ROLES_MAX,
    RoleAssignment, RoleAssignmentSnapshot, RoleName, RoleScope, RoleSet, SystemRole, UnknownRole,
};
pub use snapshot::{CorruptSnapshot, SNAPSHOT_VERSION};
pub use token::{InvalidToken, LinkKey, MailboxVerification, Purpose, SecretToken, TokenHash};
pub use user::{
    DELETION_HOLD, DELETION_HOLD_MAX, SettledSnapshot, Target, USER_TRANSITIONS, User, UserAction,
    UserCommand, UserCommandError, UserSnapshot, UserState, UserStatusSnapshot,
};
pub use values::{
    DISPLAY_NAME_CHARS_MAX, DisplayName, EMAIL_LOCAL_OCTETS_MAX, EMAIL_OCTETS_MAX, EmailAddress,
    InvalidDisplayName, InvalidEmailAddress, InvalidReason, REASON_CHARS_MAX, StatusReason,
    VouchReason,
};
