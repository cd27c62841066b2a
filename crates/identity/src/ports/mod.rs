//! Ports: what this truth needs from a store. One method is one commit.

mod cause;
mod change;
mod commit;
mod feed;
mod registration;
mod role;
mod user;

pub use cause::{ACTOR_BYTES_MAX, ActorRef, Cause, CorrelationId, IdempotencyKey, InvalidActorRef};
pub use change::{Change, Outcome};
pub use commit::{Committed, Position, Revocation, StoreFailure, Stored, Version};
pub use feed::{EventFeed, RecordedEvent};
pub use registration::{
    CompleteRegistrationError, OpenRegistrationError, RegistrationRepository,
    UpdateRegistrationError,
};
pub use role::{RoleRepository, SaveRolesError};
pub use user::{
    InsertUserError, PAGE_USERS_MAX, UpdateUserError, UserDirectory, UserPage, UserPageRequest,
    UserRepository,
};
