//! The tables. What is searched has a column; the rest of an aggregate is its JSON snapshot.

use sqlite_kit::Schema;

/// The tables of this crate, beside the kit's own outbox and receipts.
pub(crate) const SCHEMA: Schema = Schema {
    name: "identity",
    application_id: i32::from_be_bytes(*b"NxId"),
    migrations: &[V1],
};

/// `address` is the canonical address, and is null once the user is deleted: it is unique among
/// users that are not. `scope` sorts the platform before all tenants. The tables whose rows are
/// large keep them apart from their index, so that ids in random order touch small pages only.
const V1: &str = "
    CREATE TABLE attempt (
        id      BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
        token   BLOB    UNIQUE CHECK (length(token) = 32),
        state   TEXT    NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        body    TEXT    NOT NULL
    ) STRICT;
    CREATE TABLE user (
        id      BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
        address TEXT    UNIQUE,
        state   TEXT    NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        body    TEXT    NOT NULL,
        CHECK ((address IS NULL) = (state = 'deleted'))
    ) STRICT;
    CREATE TABLE role_assignment (
        user    BLOB    NOT NULL REFERENCES user (id),
        scope   TEXT    NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        body    TEXT    NOT NULL,
        PRIMARY KEY (user, scope)
    ) STRICT, WITHOUT ROWID;
";
