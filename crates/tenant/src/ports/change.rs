//! A new state, inseparable from the events that led to it.

use crate::event::Event;

/// A new state with the events that led to it: what a repository commits.
///
/// Only the methods of an aggregate make one, so a state without its event, or an event without
/// its state, cannot be committed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a change is nothing until a repository has committed it"]
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

    /// The state after the change.
    pub const fn state(&self) -> &S {
        &self.state
    }

    /// The events, in order; there is at least one.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        std::iter::once(&self.first).chain(&self.more)
    }

    /// Takes it apart, for a store: the state, and the events in order, at least one.
    pub fn into_parts(self) -> (S, Vec<Event>) {
        let mut events = self.more;
        events.insert(0, self.first);
        (self.state, events)
    }
}
