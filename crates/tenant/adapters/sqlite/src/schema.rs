//! The tables of the file.

use sqlite_kit::Schema;

/// The aggregates lie in `body` as JSON; the columns beside it are what the store searches and
/// checks by, written in the same statement.
pub(crate) const SCHEMA: Schema = Schema {
    name: "tenant",
    application_id: i32::from_be_bytes(*b"Nten"),
    migrations: &[FIRST],
};

const FIRST: &str = "
    CREATE TABLE tenant (
        id      BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
        slug    TEXT    NOT NULL UNIQUE, -- a deleted tenant keeps its slug
        status  TEXT    NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        body    TEXT    NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tenant_by_status ON tenant (status, slug);

    CREATE TABLE membership (
        id      BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
        tenant  BLOB    NOT NULL REFERENCES tenant (id),
        member  BLOB    NOT NULL CHECK (length(member) = 16),
        status  TEXT    NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        body    TEXT    NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- One membership that is not removed for each member of each tenant.
    CREATE UNIQUE INDEX membership_current ON membership (tenant, member)
        WHERE status <> 'removed';
    CREATE INDEX membership_by_tenant ON membership (tenant, id) WHERE status <> 'removed';
    CREATE INDEX membership_by_member ON membership (member, id) WHERE status <> 'removed';";
