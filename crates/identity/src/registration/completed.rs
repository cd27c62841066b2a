//! What a completed attempt leads to: two changes in one.

use super::RegistrationAttempt;
use crate::event::Event;
use crate::user::User;

/// A completed attempt and the user it became: two changes that are committed together or not at
/// all, by [`RegistrationRepository::complete`](crate::ports::RegistrationRepository::complete).
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a registration has no effect until a repository commits it"]
pub struct Registration {
    pub(super) attempt: RegistrationAttempt,
    pub(super) user: User,
    pub(super) events: Vec<Event>,
}

impl Registration {
    /// The completed attempt.
    #[must_use]
    pub const fn attempt(&self) -> &RegistrationAttempt {
        &self.attempt
    }

    /// The new user.
    #[must_use]
    pub const fn user(&self) -> &User {
        &self.user
    }

    /// What happened: the user was registered, the registration completed.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Both states and their events, for an adapter. They must not be stored apart.
    #[must_use]
    pub fn into_parts(self) -> (RegistrationAttempt, User, Vec<Event>) {
        (self.attempt, self.user, self.events)
    }
}
