//! Who asks.

use crate::listeners;
use identity::ports::{ActorRef, InvalidActorRef};

/// Whoever asks this orchestrator for something: a person at a console, a service, a user.
///
/// Every effect of the request is recorded in this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    identity: ActorRef,
    tenant: tenant::ports::ActorRef,
}

/// The name of an operator is none that every truth accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a name of an operator: write `user:usr_…`, `operator:<name>`, `service:<name>` or \
     `process:<name>`, the name in lower-case letters, digits, `_` and `-`, such as `operator:cli`"
)]
pub struct InvalidOperator;

impl InvalidOperator {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        "identity-operations/invalid-operator"
    }
}

impl From<InvalidActorRef> for InvalidOperator {
    fn from(_: InvalidActorRef) -> Self {
        Self
    }
}

impl Operator {
    /// Reads `<kind>:<name>`, such as `operator:cli` or `user:usr_…`.
    ///
    /// # Errors
    /// [`InvalidOperator`] if a truth would not accept it as an actor.
    pub fn parse(text: &str) -> Result<Self, InvalidOperator> {
        let tenant = tenant::ports::ActorRef::parse(text).map_err(|_| InvalidOperator)?;
        // What the audit trail cannot write down must not get as far as an event.
        listeners::actor_of_record(text).ok_or(InvalidOperator)?;
        Ok(Self {
            identity: ActorRef::parse(text)?,
            tenant,
        })
    }

    /// As `identity` writes it.
    pub const fn in_identity(&self) -> &ActorRef {
        &self.identity
    }

    /// As `tenant` writes it.
    pub const fn in_tenant(&self) -> &tenant::ports::ActorRef {
        &self.tenant
    }
}
