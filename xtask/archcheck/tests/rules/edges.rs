//! Edges between members: A002, A003, A006, A008, A009.

crate::cases! {
    Fires A002 a_kit_must_not_know_a_truth r#"
//- crates/sqlite-kit/Cargo.toml package:sqlite-kit
[dependencies]
rusqlite.workspace = true
tenant.workspace = true
"#
    Fires A002 a_dev_dependency_is_judged_by_its_own_list r#"
//- orchestrators/operations/Cargo.toml package:operations
[dependencies]
identity.workspace = true
[dev-dependencies]
tenant.workspace = true
"#
    Silent A002 what_the_list_allows_is_allowed r#"
//- orchestrators/operations/apps/nexus/Cargo.toml package:nexus
[dependencies]
identity.workspace = true
operations.workspace = true
sqlite-kit.workspace = true
"#
    Fires A003 a_renamed_dependency_is_still_one r#"
//- crates/tenant/Cargo.toml package:tenant
[dependencies]
ident = { workspace = true }
//- Cargo.toml more
ident = { package = "identity", path = "crates/identity" }
"#
    Fires A003 a_dev_dependency_breaks_independence r#"
//- crates/tenant/Cargo.toml package:tenant
[dev-dependencies]
identity.workspace = true
"#
    Fires A003 a_build_dependency_breaks_independence r#"
//- crates/tenant/Cargo.toml package:tenant
[build-dependencies]
identity.workspace = true
"#
    Fires A003 an_optional_dependency_breaks_independence r#"
//- crates/tenant/Cargo.toml package:tenant
[dependencies]
identity = { workspace = true, optional = true }
"#
    Fires A003 a_dependency_for_another_system_breaks_independence r#"
//- crates/tenant/Cargo.toml package:tenant
[target.'cfg(windows)'.dependencies]
identity.workspace = true
"#
    Silent A003 truths_meet_in_the_orchestrator r#"
//- orchestrators/operations/Cargo.toml package:operations
[dependencies]
identity.workspace = true
tenant.workspace = true
"#
    Silent A003 a_truth_may_test_itself_with_a_feature_on r#"
//- crates/tenant/Cargo.toml package:tenant
[features]
testing = []
[dev-dependencies]
tenant = { path = ".", features = ["testing"] }
"#
    Fires A006 two_tests_that_need_each_other_are_a_circle r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"], dev = ["all"] }
third-party = { normal = ["*"] }
//- crates/tenant/Cargo.toml package:tenant
[dev-dependencies]
identity.workspace = true
//- crates/identity/Cargo.toml package:identity
[dev-dependencies]
tenant.workspace = true
"#
    Silent A006 a_dev_dependency_on_itself_is_no_circle r#"
//- crates/identity/Cargo.toml package:identity
[dependencies]
serde.workspace = true
[dev-dependencies]
identity = { path = "." }
"#
    Fires A008 an_adapter_knows_no_other_truth r#"
//- crates/identity/adapters/sqlite/Cargo.toml package:identity-sqlite
[dependencies]
identity.workspace = true
rusqlite.workspace = true
tenant.workspace = true
"#
    Fires A008 an_adapter_knows_no_other_adapter r#"
//- crates/tenant/adapters/sqlite/Cargo.toml package:tenant-sqlite
[dependencies]
identity-sqlite.workspace = true
tenant.workspace = true
"#
    Fires A008 an_adapter_depends_on_its_parent r#"
//- crates/identity/adapters/sqlite/Cargo.toml package:identity-sqlite
[dependencies]
rusqlite.workspace = true
"#
    Silent A008 an_adapter_uses_parent_kit_and_technology r#"
//- crates/identity/adapters/sqlite/Cargo.toml package:identity-sqlite
[dependencies]
identity.workspace = true
rusqlite.workspace = true
sqlite-kit.workspace = true
[dev-dependencies]
identity = { workspace = true, features = ["testing"] }
//- crates/identity/Cargo.toml package:identity
[dependencies]
serde.workspace = true
[features]
testing = []
"#
    Silent A008 an_adapter_may_be_given_what_its_parent_uses r#"
//- Cargo.toml
[workspace]
resolver = "3"
members = ["crates/*", "orchestrators/*", "orchestrators/*/adapters/*"]
[workspace.package]
version = "0.1.0"
edition = "2024"
rust-version = "1.95"
license = "MIT"
[workspace.lints]
[workspace.dependencies]
identity = { path = "crates/identity" }
operations = { path = "orchestrators/operations" }
rusqlite = "0.41"
serde = "1"
tenant = { path = "crates/tenant" }
//- crates/identity/adapters/sqlite/Cargo.toml without
//- orchestrators/operations/apps/nexus/Cargo.toml without
//- orchestrators/operations/adapters/sqlite/Cargo.toml package:operations-sqlite
[dependencies]
identity.workspace = true
operations.workspace = true
//- .config/architecture.toml
version = 1
[layers.truth]
packages = ["crates/*"]
may-use = {}
third-party = { normal = ["*"] }
[layers.flow]
packages = ["orchestrators/*"]
may-use = { normal = ["truth"] }
third-party = {}
[layers.adapter]
packages = ["orchestrators/*/adapters/*"]
may-use = { normal = ["parent", "parent-uses"] }
third-party = {}
"#
    Fires A008 what_the_parent_uses_must_be_granted r#"
//- Cargo.toml
[workspace]
resolver = "3"
members = ["crates/*", "orchestrators/*", "orchestrators/*/adapters/*"]
[workspace.package]
version = "0.1.0"
edition = "2024"
rust-version = "1.95"
license = "MIT"
[workspace.lints]
[workspace.dependencies]
identity = { path = "crates/identity" }
operations = { path = "orchestrators/operations" }
rusqlite = "0.41"
serde = "1"
tenant = { path = "crates/tenant" }
//- crates/identity/adapters/sqlite/Cargo.toml without
//- orchestrators/operations/apps/nexus/Cargo.toml without
//- orchestrators/operations/Cargo.toml package:operations
[dependencies]
identity.workspace = true
//- orchestrators/operations/adapters/sqlite/Cargo.toml package:operations-sqlite
[dependencies]
operations.workspace = true
tenant.workspace = true
//- .config/architecture.toml
version = 1
[layers.truth]
packages = ["crates/*"]
may-use = {}
third-party = { normal = ["*"] }
[layers.flow]
packages = ["orchestrators/*"]
may-use = { normal = ["truth"] }
third-party = {}
[layers.adapter]
packages = ["orchestrators/*/adapters/*"]
may-use = { normal = ["parent", "parent-uses"] }
third-party = {}
"#
    Fires A009 an_orchestrator_names_no_adapter r#"
//- orchestrators/operations/Cargo.toml package:operations
[dependencies]
identity.workspace = true
identity-sqlite.workspace = true
"#
    Fires A009 the_tests_of_an_orchestrator_name_none_either r#"
//- orchestrators/operations/Cargo.toml package:operations
[dependencies]
identity.workspace = true
[dev-dependencies]
identity-sqlite.workspace = true
"#
    Silent A009 an_app_composes r#"
//- orchestrators/operations/apps/nexus/Cargo.toml package:nexus
[dependencies]
operations.workspace = true
[dev-dependencies]
identity-sqlite.workspace = true
"#
}
