//! Tests of the statements: what is asked often must not read what it does not need.

use std::num::NonZeroU32;

use sqlite_kit::rusqlite::{Connection, types::Value};
use workflow::{
    InstanceId, Scope, Status,
    ports::{InstanceFilter, PageCursor},
};

use crate::{
    reads::{NEXT_DUE, Query},
    schema::SCHEMA,
    time::{instant, not_before, past},
    writes::DUE,
};

fn plan(sql: &str, values: &[Value]) -> String {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(&SCHEMA.migrations.concat())
        .unwrap();
    let mut explain = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let lines = explain
        .query_map(sqlite_kit::rusqlite::params_from_iter(values), |row| {
            row.get::<_, String>(3)
        })
        .unwrap();
    lines.collect::<Result<Vec<_>, _>>().unwrap().join("; ")
}

#[test]
fn looking_for_what_is_due_reads_what_is_due_only() {
    let plan = plan(DUE, &[Value::Integer(0), Value::Integer(64)]);
    assert_eq!(plan, "SEARCH instance USING INDEX instance_due (due_at<?)");
}

#[test]
fn the_next_instant_is_read_from_the_end_of_the_index() {
    let plan = plan(NEXT_DUE, &[]);
    assert_eq!(
        plan,
        "SEARCH instance USING COVERING INDEX instance_due (due_at>?)"
    );
}

#[test]
fn each_kind_of_list_follows_an_index_and_sorts_nothing() {
    let cursor = PageCursor {
        created_at: instant(0).unwrap(),
        id: InstanceId::from_uuid(uuid::Uuid::nil()),
    };
    let lists = [
        (None, None, "instance_by_age"),
        (Some(Scope::Platform), None, "instance_by_owner"),
        (None, Some(Status::Parked), "instance_by_status"),
        (
            Some(Scope::Platform),
            Some(Status::Parked),
            "instance_by_owner_and_status",
        ),
    ];
    for (scope, status, index) in lists {
        for after in [None, Some(cursor)] {
            let filter = InstanceFilter {
                status,
                workflow: None,
            };
            let query = Query {
                scope,
                filter,
                after,
                limit: NonZeroU32::MIN,
            };
            let (sql, values) = query.statement();
            let plan = plan(&sql, &values);
            assert!(plan.contains(&format!("USING INDEX {index}")), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}

#[test]
fn an_instant_between_two_microseconds_is_never_too_early() {
    let between = chrono::DateTime::from_timestamp(1, 1_500).unwrap();
    assert_eq!((past(between), not_before(between)), (1_000_001, 1_000_002));
    let whole = chrono::DateTime::from_timestamp(-1, 1_000).unwrap();
    assert_eq!((past(whole), not_before(whole)), (-999_999, -999_999));
    let last = chrono::DateTime::<chrono::Utc>::MAX_UTC;
    instant(not_before(last)).unwrap();
}
