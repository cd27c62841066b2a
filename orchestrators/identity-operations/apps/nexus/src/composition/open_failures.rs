//! What adapters say when they cannot work, as failures of the surroundings.

use identity_sqlite::{DatabaseError, OpenError};

use crate::failure::Failure;

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::environment(error.code(), error.to_string()).caused_by(&error)
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        Self::environment(error.code(), error.to_string()).caused_by(&error)
    }
}

impl From<notifier_eml::OpenError> for Failure {
    fn from(error: notifier_eml::OpenError) -> Self {
        Self::environment(error.code(), error.to_string()).caused_by(&error)
    }
}
