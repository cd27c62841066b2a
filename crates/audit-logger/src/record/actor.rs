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

impl Actor {
    /// A person acting for themselves.
    pub const fn user(id: ActorId) -> Self {
        Self::User {
            id,
            impersonated_by: None,
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
