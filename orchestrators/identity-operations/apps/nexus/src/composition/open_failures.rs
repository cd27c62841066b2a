//! What adapters say when they cannot work, as failures of the surroundings.

use identity_sqlite::{DatabaseError, OpenError};

use crate::failure::Failure;

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let message = match &error {
            // The kit speaks of one file; here it is a part of a data directory.
            OpenError::NotADatabase { path }
            | OpenError::Corrupt { path, .. }
            | OpenError::WrongApplication { path, .. } => format!(
                "{} is damaged, or not the file that belongs there: restore the data directory \
                 from a backup",
                path.display()
            ),
            error => error.to_string(),
        };
        Self::environment(error.code(), message).caused_by(&error)
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
