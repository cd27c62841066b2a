//! Between what this truth means and what SQLite keeps.

use serde::{Serialize, de::DeserializeOwned};
use sqlite_kit::{rusqlite, unreadable};
use tenant::{
    CorruptSnapshot, Membership, Tenant,
    ports::{Page, PageLimit, Stored, Version},
};

/// A stored value that this program cannot read. It never shows the value.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    /// The text is not the JSON that was expected.
    #[error("a stored {0} cannot be read")]
    Json(&'static str),
    /// The JSON is no thing that the truth can have made.
    #[error("a stored aggregate cannot be restored")]
    Snapshot(#[source] CorruptSnapshot),
    /// A column has a value that it cannot have.
    #[error("a stored {0} is not one that is known")]
    Column(&'static str),
}

pub(crate) fn to_json(what: &'static str, value: &impl Serialize) -> rusqlite::Result<String> {
    // The source is dropped on purpose: texts of serde_json repeat the value.
    serde_json::to_string(value).map_err(|_| unreadable(Unreadable::Json(what)))
}

pub(crate) fn from_json<T: DeserializeOwned>(
    what: &'static str,
    json: &str,
) -> rusqlite::Result<T> {
    serde_json::from_str(json).map_err(|_| unreadable(Unreadable::Json(what)))
}

/// Reads a tenant from the columns `version, body`.
pub(crate) fn tenant(row: &rusqlite::Row<'_>) -> rusqlite::Result<Stored<Tenant>> {
    let snapshot = from_json("tenant", row.get_ref(1)?.as_str()?)?;
    let value = Tenant::restore(snapshot).map_err(corrupt)?;
    Ok(Stored {
        value,
        version: version(row.get(0)?),
    })
}

/// Reads a membership from the columns `version, body`.
pub(crate) fn membership(row: &rusqlite::Row<'_>) -> rusqlite::Result<Stored<Membership>> {
    let snapshot = from_json("membership", row.get_ref(1)?.as_str()?)?;
    let value = Membership::restore(snapshot).map_err(corrupt)?;
    Ok(Stored {
        value,
        version: version(row.get(0)?),
    })
}

pub(crate) const fn version(number: u64) -> Version {
    Version::from_u64(number)
}

fn corrupt(source: CorruptSnapshot) -> rusqlite::Error {
    unreadable(Unreadable::Snapshot(source))
}

/// How many rows to ask for: one more than the page holds tells whether there is a next one.
pub(crate) const fn rows(limit: PageLimit) -> u32 {
    limit.as_u32() + 1
}

/// Makes a page of the rows that were asked for with [`rows`].
pub(crate) fn page<T, C>(
    mut items: Vec<T>,
    limit: PageLimit,
    cursor: impl Fn(&T) -> C,
) -> Page<T, C> {
    let limit = usize::try_from(limit.as_u32()).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    let next = if more { items.last().map(cursor) } else { None };
    Page { items, next }
}
