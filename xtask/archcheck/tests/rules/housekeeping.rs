//! Packages and what they inherit: A001, A010.

crate::cases! {
    Fires A001 a_package_in_no_layer_is_named r#"
//- crates/identity/adapters/sqlite/Cargo.toml package:identity-sqlite
[dependencies]
identity.workspace = true
rusqlite.workspace = true
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**", "!crates/tenant"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
"#
    Fires A001 a_package_in_two_layers_is_named r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all", "truth"] }
third-party = { normal = ["*"] }
[layers.truth]
packages = ["crates/tenant"]
may-use = {}
third-party = {}
"#
    Fires A001 a_manifest_that_is_no_member_is_found r#"
//- crates/tenant/fixtures/stray/Cargo.toml
[package]
name = "stray"
[workspace]
"#
    Silent A001 a_workspace_of_its_own_may_be_listed_as_outside r#"
//- docs/examples/alone/Cargo.toml
[package]
name = "alone"
[workspace]
//- .config/architecture.toml
version = 1
outside = ["docs/examples/*"]
[layers.all]
packages = ["**"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
"#
    Fires A010 a_version_of_ones_own_is_not_inherited r#"
//- crates/tenant/Cargo.toml package:tenant
[dependencies]
serde = "1"
"#
    Fires A010 lints_and_edition_are_inherited r#"
//- crates/tenant/Cargo.toml
[package]
name = "tenant"
version = "0.1.0"
edition = "2021"
rust-version.workspace = true
license.workspace = true
"#
    Silent A010 a_target_table_inherits_too r#"
//- crates/tenant/Cargo.toml package:tenant
[target.'cfg( unix )'.dependencies]
serde = { workspace = true }
"#
}
