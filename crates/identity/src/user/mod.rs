//! The user: a person with an established mailbox, and where he stands.

mod commands;
mod entity;
mod errors;
mod methods;
mod snapshot;
mod states;
mod status;
mod view;

pub use commands::UserCommand;
pub use entity::User;
pub use errors::UserCommandError;
pub use snapshot::{SettledSnapshot, UserSnapshot, UserStatusSnapshot};
pub use states::{Target, USER_TRANSITIONS, UserAction, UserState};
pub use status::{DELETION_HOLD, DELETION_HOLD_MAX};
