//! Every search goes by an index: a list of a hundred thousand rows costs no more than a short one.

use sqlite_kit::rusqlite::{Connection, params_from_iter};

use crate::{memberships, schema::SCHEMA, tenants};

fn plan(sql: &str, parameters: usize) -> String {
    let connection = Connection::open_in_memory().unwrap();
    for migration in SCHEMA.migrations {
        connection.execute_batch(migration).unwrap();
    }
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let values = params_from_iter((0..parameters).map(|_| ""));
    let steps = statement
        .query_map(values, |row| row.get::<_, String>(3))
        .unwrap();
    steps.collect::<Result<Vec<_>, _>>().unwrap().join("; ")
}

#[test]
fn every_list_is_read_by_its_index_and_never_sorted() {
    let plans = [
        ("page of tenants", plan(tenants::PAGE, 2)),
        ("page of one status", plan(tenants::PAGE_OF_STATUS, 3)),
        ("count of tenants", plan(tenants::COUNT, 0)),
        ("current membership", plan(memberships::CURRENT, 2)),
        ("page of a tenant", plan(memberships::PAGE_OF_TENANT, 3)),
        ("page of a member", plan(memberships::PAGE_OF_MEMBER, 3)),
        ("count of a tenant", plan(memberships::COUNT, 1)),
    ];
    let lines: Vec<_> = plans
        .iter()
        .map(|(what, plan)| format!("{what}: {plan}"))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    page of tenants: SEARCH tenant USING INDEX sqlite_autoindex_tenant_2 (slug>?)
    page of one status: SEARCH tenant USING INDEX tenant_by_status (status=? AND slug>?)
    count of tenants: SCAN tenant USING COVERING INDEX tenant_by_status
    current membership: SEARCH membership USING INDEX membership_current (tenant=? AND member=?)
    page of a tenant: SEARCH membership USING INDEX membership_by_tenant (tenant=? AND id>?)
    page of a member: SEARCH membership USING INDEX membership_by_member (member=? AND id>?)
    count of a tenant: SEARCH membership USING INDEX membership_by_tenant (tenant=?)
    ");
}
