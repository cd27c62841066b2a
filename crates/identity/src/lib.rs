//! The truth about people: users, their mailboxes, passwords and roles.
#![warn(clippy::arithmetic_side_effects, clippy::as_conversions)]

mod event;
mod ids;
mod password;
mod ports;
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
pub use ports::{
    ACTOR_BYTES_MAX, ActorRef, Cause, Change, Committed, CompleteRegistrationError, CorrelationId,
    EventFeed, IdempotencyKey, InsertUserError, InvalidActor, OpenRegistrationError, Outcome,
    PAGE_USERS_MAX, Position, RecordedEvent, RegistrationRepository, Revocation, RoleRepository,
    SaveRolesError, StoreFailure, Stored, UpdateRegistrationError, UpdateUserError, UserDirectory,
    UserPage, UserPageRequest, UserRepository, Version,
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
