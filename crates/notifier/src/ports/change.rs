//! A new state together with the events that led to it.

use crate::event::Event;

/// A new state with the events that led to it.
///
/// Only an aggregate's methods can make one, so a change without its event cannot be committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<S> {
    state: S,
    first: Event,
    more: Vec<Event>,
}

impl<S> Change<S> {
    pub(crate) const fn new(state: S, event: Event) -> Self {
        Self {
            state,
            first: event,
            more: Vec::new(),
        }
    }

    /// The state to store.
    pub const fn state(&self) -> &S {
        &self.state
    }

    /// The events to store with it, in order; at least one.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        std::iter::once(&self.first).chain(&self.more)
    }

    /// The state and its events, in order; at least one.
    pub fn into_parts(self) -> (S, Vec<Event>) {
        let mut events = Vec::with_capacity(self.more.len().saturating_add(1));
        events.push(self.first);
        events.extend(self.more);
        (self.state, events)
    }
}
