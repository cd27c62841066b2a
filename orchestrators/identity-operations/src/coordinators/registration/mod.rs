//! Registering people: one request in, one typed answer out; the process does the work.

mod ids;
mod outcome;
mod register;
mod verify;

use std::{fmt, sync::Arc};

use identity::{
    PasswordPolicy,
    ports::{RegistrationRepository, UserDirectory},
};
use tenant::ports::TenantDirectory;
use workflow::{Engine, ports::Clock};

use crate::{
    contracts::{HashingPool, VerificationLinkRepository},
    workflows::user_registration::LinkMaker,
};

/// What the coordinator needs.
#[derive(Clone)]
pub struct RegistrationPorts {
    /// Drives the process; `user_registration` must be registered with it.
    pub engine: Engine,
    /// Where attempts are opened and proven.
    pub registrations: Arc<dyn RegistrationRepository>,
    /// Where users are looked up.
    pub people: Arc<dyn UserDirectory>,
    /// Where tenants are looked up.
    pub tenants: Arc<dyn TenantDirectory>,
    /// Where links are looked up.
    pub links: Arc<dyn VerificationLinkRepository>,
    /// How links are made: the same as in the process.
    pub link_maker: Arc<LinkMaker>,
    /// Where passwords are hashed.
    pub hashing: Arc<dyn HashingPool>,
    /// Which passwords may be chosen.
    pub passwords: PasswordPolicy,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// Registers people, and takes the links that they follow.
///
/// It holds no state. Any number of calls may run at once, in any order, also for the same person; a call
/// that was cut off is finished by making it again.
#[derive(Clone)]
pub struct RegistrationCoordinator {
    ports: RegistrationPorts,
}

impl RegistrationCoordinator {
    /// A coordinator on these ports.
    pub const fn new(ports: RegistrationPorts) -> Self {
        Self { ports }
    }
}

impl fmt::Debug for RegistrationPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistrationPorts").finish_non_exhaustive()
    }
}

impl fmt::Debug for RegistrationCoordinator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistrationCoordinator")
            .finish_non_exhaustive()
    }
}
