//! The tables of the journal.

use sqlite_kit::Schema;

/// The journal's file. Every time is in microseconds since 1970 UTC.
pub(crate) const SCHEMA: Schema = Schema {
    name: "workflow",
    application_id: i32::from_be_bytes(*b"NxWf"),
    migrations: &[FIRST],
};

/// - `number` is small and grows, so that the events of instances that run together lie together;
///   `id` is derived from a hash and would scatter them.
/// - `due_at` is when the instance may be claimed: the later of its wake time and the end of its
///   lease, and NULL if it has nothing to do. Looking for what is due touches what is due only.
/// - The indexes on status, age and owner serve the lists and counts of operators.
const FIRST: &str = "
    CREATE TABLE instance (
        number       INTEGER NOT NULL PRIMARY KEY,
        id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
        scope        TEXT    NOT NULL,
        workflow     TEXT    NOT NULL,
        dedup_key    TEXT    NOT NULL,
        version      INTEGER NOT NULL,
        correlation  BLOB    NOT NULL,
        input        TEXT    NOT NULL,
        input_digest TEXT    NOT NULL,
        created_at   INTEGER NOT NULL,
        rev          INTEGER NOT NULL,
        fence        INTEGER NOT NULL,
        status       TEXT    NOT NULL,
        park_reason  TEXT,
        waits_for    TEXT,
        wake_at      INTEGER,
        due_at       INTEGER,
        lease_owner  TEXT,
        lease_until  INTEGER,
        updated_at   INTEGER NOT NULL,
        progress     TEXT    NOT NULL,
        state        TEXT    NOT NULL,
        output       TEXT
    ) STRICT;
    CREATE INDEX instance_due ON instance (due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX instance_leased ON instance (lease_owner) WHERE lease_owner IS NOT NULL;
    CREATE INDEX instance_by_age ON instance (created_at, id);
    CREATE INDEX instance_by_owner ON instance (scope, created_at, id);
    CREATE INDEX instance_by_status ON instance (status, created_at, id);
    CREATE INDEX instance_by_owner_and_status ON instance (scope, status, created_at, id);

    CREATE TABLE event (
        instance INTEGER NOT NULL REFERENCES instance (number),
        seq      INTEGER NOT NULL,
        at       INTEGER NOT NULL,
        worker   TEXT    NOT NULL,
        fence    INTEGER NOT NULL,
        attempt  INTEGER,
        took     INTEGER, -- microseconds
        fact     TEXT    NOT NULL,
        data     TEXT,
        PRIMARY KEY (instance, seq)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE signal (
        number      INTEGER NOT NULL PRIMARY KEY,
        instance    INTEGER NOT NULL REFERENCES instance (number),
        name        TEXT    NOT NULL,
        dedup_key   TEXT    NOT NULL,
        payload     TEXT    NOT NULL,
        received_at INTEGER NOT NULL,
        taken       INTEGER NOT NULL DEFAULT 0,
        UNIQUE (instance, name, dedup_key)
    ) STRICT;";
