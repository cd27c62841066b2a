//! A new state together with the events that led to it.

use crate::event::Event;

/// A new state with the events that led to it.
///
/// Only an aggregate's methods can make one, so a state cannot be committed without its event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a change has no effect until a repository commits it"]
pub struct Change<S> {
    state: S,
    events: Vec<Event>,
}

impl<S> Change<S> {
    /// Binds a state to the event that explains it.
    pub(crate) fn new(state: S, event: Event) -> Self {
        Self {
            state,
            events: vec![event],
        }
    }

    /// The state to store.
    pub const fn state(&self) -> &S {
        &self.state
    }

    /// What happened, in order. Never empty.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The state and its events, for an adapter.
    #[must_use]
    pub fn into_parts(self) -> (S, Vec<Event>) {
        (self.state, self.events)
    }
}

/// What a command that may be repeated answers: a change, or that there is nothing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a change has no effect until a repository commits it"]
pub enum Outcome<S> {
    /// Something is to be committed.
    Changed(Change<S>),
    /// Everything already is as asked.
    Unchanged,
}

impl<S> Outcome<S> {
    /// The change, if there is one.
    pub fn into_change(self) -> Option<Change<S>> {
        match self {
            Self::Changed(change) => Some(change),
            Self::Unchanged => None,
        }
    }
}
