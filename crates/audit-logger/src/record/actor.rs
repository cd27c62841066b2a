//! Who acted.

use std::fmt;

use crate::{ActorId, Slug};

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// A person with an account.
    User {
        /// The account that acted.
        id: ActorId,
        /// Who really sat there, if somebody acted in this person's name.
        impersonated_by: Option<ActorId>,
    },
    /// A person at the machine itself, outside every account: the command line, a console.
    Operator {
        /// The door they came through, such as `cli`.
        name: Slug,
    },
    /// Another program with credentials of its own.
    Service {
        /// Its registered name.
        name: Slug,
    },
    /// A part of this system, acting by itself: a process, a timer.
    System {
        /// Which part.
        component: Slug,
    },
    /// Nobody known: a caller before signing in.
    Anonymous,
}

/// A text that is no actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an actor: write `operator:<name>`, `service:<name>`, `system:<name>`, `user:<id>` or `anonymous`"
)]
pub struct InvalidActor;

impl InvalidActor {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "audit-logger/invalid-actor"
    }
}

impl Actor {
    /// A person acting for themselves.
    pub const fn user(id: ActorId) -> Self {
        Self::User {
            id,
            impersonated_by: None,
        }
    }

    /// Reads the one-line form that `Display` writes. Who impersonated is not part of it.
    ///
    /// ```
    /// let actor = audit_logger::Actor::parse("operator:cli")?;
    /// assert_eq!(actor.to_string(), "operator:cli");
    /// # Ok::<(), audit_logger::InvalidActor>(())
    /// ```
    ///
    /// # Errors
    /// [`InvalidActor`] for every other text.
    pub fn parse(text: &str) -> Result<Self, InvalidActor> {
        let slug = |name| Slug::parse(name).map_err(|_| InvalidActor);
        match text.split_once(':') {
            None if text == "anonymous" => Ok(Self::Anonymous),
            Some(("user", id)) => ActorId::parse(id).map(Self::user).map_err(|_| InvalidActor),
            Some(("operator", name)) => Ok(Self::Operator { name: slug(name)? }),
            Some(("service", name)) => Ok(Self::Service { name: slug(name)? }),
            Some(("system", name)) => Ok(Self::System {
                component: slug(name)?,
            }),
            _ => Err(InvalidActor),
        }
    }
}

/// Writes the one-line form that searches go by: `user:usr_…`, `operator:cli`, `service:…`,
/// `system:…` or `anonymous`. Who impersonated is not part of it.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User {
                id,
                impersonated_by: _,
            } => write!(f, "user:{id}"),
            Self::Operator { name } => write!(f, "operator:{name}"),
            Self::Service { name } => write!(f, "service:{name}"),
            Self::System { component } => write!(f, "system:{component}"),
            Self::Anonymous => f.write_str("anonymous"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_reads_back_what_it_writes() {
        let user = format!("user:usr_{:032x}", 7);
        for text in [
            "operator:cli",
            "service:importer",
            "system:timer",
            "anonymous",
            &user,
        ] {
            assert_eq!(
                Actor::parse(text).map(|actor| actor.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in [
            "",
            "cli",
            "anonymous:",
            "user:ada",
            "operator:Ada L",
            "process:timer",
        ] {
            assert_eq!(Actor::parse(text), Err(InvalidActor), "{text}");
        }
    }
}
