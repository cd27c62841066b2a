//! The tables. Triggers refuse whatever is not appending, as a fence against mistakes; against
//! those who drop triggers stands the verifier.

use sqlite_kit::Schema;

pub(crate) const SCHEMA: Schema = Schema {
    name: "audit-logger",
    application_id: i32::from_be_bytes(*b"NxAu"),
    migrations: &[TRAIL],
};

const TRAIL: &str = "
-- One row for each log, with its head. The platform's log has an empty tenant, and so sorts first.
CREATE TABLE log (
    log_no INTEGER PRIMARY KEY,
    tenant BLOB NOT NULL UNIQUE CHECK (length(tenant) IN (0, 16)),
    size INTEGER NOT NULL CHECK (size >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    frontier BLOB NOT NULL,
    recorded_at INTEGER NOT NULL -- microseconds since 1970, like all times here
) STRICT;

-- How many records were ever appended to all logs, so that no log vanishes with its head.
CREATE TABLE trail (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    total INTEGER NOT NULL
) STRICT;
INSERT INTO trail VALUES (1, 0);

-- The place is the log's number times 2^40 plus the place in the log: records of a log lie
-- together and in order, and every index ends with the place by itself.
CREATE TABLE entry (
    place INTEGER PRIMARY KEY,
    event_id BLOB NOT NULL UNIQUE,
    leaf BLOB NOT NULL CHECK (length(leaf) = 32),
    body BLOB NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    correlation BLOB NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX entry_action ON entry (action);
CREATE INDEX entry_actor ON entry (actor);
CREATE INDEX entry_correlation ON entry (correlation);

CREATE TABLE entry_target (
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (place, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_target_name ON entry_target (kind, id, place);

-- `INSERT OR REPLACE` removes rows without asking the triggers on DELETE.
CREATE TRIGGER log_is_not_replaced BEFORE INSERT ON log
WHEN EXISTS (SELECT 1 FROM log WHERE log_no = NEW.log_no)
  OR EXISTS (SELECT 1 FROM log WHERE tenant = NEW.tenant)
BEGIN SELECT RAISE(ABORT, 'a log stays'); END;
CREATE TRIGGER trail_is_not_replaced BEFORE INSERT ON trail
BEGIN SELECT RAISE(ABORT, 'the trail stays'); END;
CREATE TRIGGER entry_is_not_replaced BEFORE INSERT ON entry
WHEN EXISTS (SELECT 1 FROM entry WHERE place = NEW.place)
  OR EXISTS (SELECT 1 FROM entry WHERE event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'a record stays'); END;

CREATE TRIGGER log_only_grows BEFORE UPDATE ON log
WHEN NEW.size <= OLD.size OR NEW.log_no <> OLD.log_no OR NEW.tenant <> OLD.tenant
BEGIN SELECT RAISE(ABORT, 'a log only grows'); END;
CREATE TRIGGER log_stays BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'a log stays'); END;
CREATE TRIGGER trail_only_grows BEFORE UPDATE ON trail WHEN NEW.total <= OLD.total
BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END;
CREATE TRIGGER trail_stays BEFORE DELETE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail stays'); END;
CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'a record never changes'); END;
CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'a record stays'); END;
CREATE TRIGGER entry_target_never_changes BEFORE UPDATE ON entry_target
BEGIN SELECT RAISE(ABORT, 'a record never changes'); END;
CREATE TRIGGER entry_target_stays BEFORE DELETE ON entry_target
BEGIN SELECT RAISE(ABORT, 'a record stays'); END;
";
