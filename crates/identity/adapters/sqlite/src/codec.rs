//! Between aggregates and what is stored of them.

use identity::{
    CorruptSnapshot, RegistrationAttempt, RoleAssignment, User,
    ports::{StoreFailure, Stored, Version},
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlite_kit::{rusqlite, unreadable};

/// What is stored has not the form it should have.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    /// The text of the JSON error may repeat personal data, so only its place is kept.
    #[error("the stored JSON is not of the expected form at line {line}, column {column}")]
    Json { line: usize, column: usize },
    #[error(transparent)]
    Snapshot(#[from] CorruptSnapshot),
    #[error("a stored {what} is out of range")]
    Range { what: &'static str },
}

impl From<Unreadable> for rusqlite::Error {
    fn from(error: Unreadable) -> Self {
        unreadable(error)
    }
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreFailure> {
    serde_json::to_string(value).map_err(|error| StoreFailure::new(json_place(&error)))
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    serde_json::from_str(text).map_err(|error| json_place(&error))
}

fn json_place(error: &serde_json::Error) -> Unreadable {
    Unreadable::Json {
        line: error.line(),
        column: error.column(),
    }
}

/// What is stored of an aggregate, and how it is read back.
pub(crate) trait Body: Sized {
    fn to_body(&self) -> Result<String, StoreFailure>;
    fn from_body(body: &str) -> Result<Self, Unreadable>;
}

impl Body for RegistrationAttempt {
    fn to_body(&self) -> Result<String, StoreFailure> {
        to_json(&self.snapshot())
    }

    fn from_body(body: &str) -> Result<Self, Unreadable> {
        Ok(Self::restore(from_json(body)?)?)
    }
}

impl Body for User {
    fn to_body(&self) -> Result<String, StoreFailure> {
        to_json(&self.snapshot())
    }

    fn from_body(body: &str) -> Result<Self, Unreadable> {
        Ok(Self::restore(from_json(body)?)?)
    }
}

impl Body for RoleAssignment {
    fn to_body(&self) -> Result<String, StoreFailure> {
        to_json(&self.snapshot())
    }

    fn from_body(body: &str) -> Result<Self, Unreadable> {
        Ok(Self::restore(from_json(body)?)?)
    }
}

/// Reads a row of `version, body`.
pub(crate) fn stored<T: Body>(row: &rusqlite::Row<'_>) -> rusqlite::Result<Stored<T>> {
    let version = Version::from_u64(row.get(0)?);
    let value = T::from_body(row.get_ref(1)?.as_str()?)?;
    Ok(Stored { value, version })
}
