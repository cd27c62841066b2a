//! What adapters say when they cannot work, as failures of the surroundings.

use std::error::Error;
use std::iter;

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

/// What a database says of itself somewhere behind `error`, with its code: a store only says that
/// it did not answer, and a full disk or a damaged file deserves a sentence of its own.
pub(crate) fn database_behind(error: &(dyn Error + 'static)) -> Option<(&'static str, String)> {
    let mut chain = iter::successors(Some(error), |error| (*error).source());
    let database = chain.find_map(|error| error.downcast_ref::<DatabaseError>())?;
    match database {
        DatabaseError::Corrupt(_) => Some((
            database.code(),
            "a database of the data directory is damaged: restore the data directory from a backup"
                .to_owned(),
        )),
        DatabaseError::Full(_) | DatabaseError::ReadOnly(_) | DatabaseError::CommitUnknown(_) => {
            Some((database.code(), database.to_string()))
        },
        _ => None,
    }
}
