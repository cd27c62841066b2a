//! What comes from outside: A004, A005, A007.

crate::cases! {
    Fires A004 a_crate_that_is_not_listed_is_denied_even_if_unused r#"
//- crates/tenant/Cargo.toml package:tenant
[dependencies]
rusqlite.workspace = true
"#
    Fires A004 a_listed_crate_is_listed_for_its_kind_only r#"
//- crates/tenant/Cargo.toml package:tenant
[build-dependencies]
serde.workspace = true
"#
    Fires A004 a_permit_for_a_feature_needs_the_dependency_to_be_optional r#"
//- .config/architecture.toml
version = 1
[layers.truth]
packages = ["crates/tenant"]
may-use = {}
third-party = {}
[layers.rest]
packages = ["**", "!crates/tenant"]
may-use = { normal = ["truth", "rest"] }
third-party = { normal = ["*"] }
[[permit]]
package = "tenant"
third-party = ["tokio"]
only-with-feature = "runtime"
reason = "It runs tasks."
//- crates/tenant/Cargo.toml package:tenant
[features]
runtime = ["dep:tokio"]
handy = ["dep:tokio"]
[dependencies]
tokio = { workspace = true, optional = true }
"#
    Silent A004 a_permit_lets_one_package_have_one_crate r#"
//- .config/architecture.toml
version = 1
[layers.truth]
packages = ["crates/tenant"]
may-use = {}
third-party = { deny-transitive = ["tokio"] }
[layers.rest]
packages = ["**", "!crates/tenant"]
may-use = { normal = ["truth", "rest"] }
third-party = { normal = ["*"] }
[[permit]]
package = "tenant"
third-party = ["tokio"]
only-with-feature = "runtime"
reason = "It runs tasks."
//- crates/tenant/Cargo.toml package:tenant
[features]
runtime = ["dep:tokio"]
[dependencies]
tokio = { workspace = true, optional = true }
"#
    Fires A005 a_denied_crate_is_found_at_the_end_of_a_chain r#"
//- Cargo.lock
version = 4
[[package]]
name = "identity"
version = "0.1.0"
dependencies = ["serde"]
[[package]]
name = "serde"
version = "1.0.0"
dependencies = ["between"]
[[package]]
name = "between"
version = "1.0.0"
dependencies = ["tokio", "serde"]
[[package]]
name = "tokio"
version = "1.0.0"
"#
    Silent A005 what_only_tests_or_others_reach_is_not_reached r#"
//- Cargo.lock
version = 4
[[package]]
name = "identity"
version = "0.1.0"
dependencies = ["proptest", "serde 1.0.0"]
[[package]]
name = "nexus"
version = "0.1.0"
dependencies = ["serde 2.0.0", "tokio"]
[[package]]
name = "serde"
version = "1.0.0"
[[package]]
name = "serde"
version = "2.0.0"
dependencies = ["tokio"]
[[package]]
name = "proptest"
version = "1.0.0"
dependencies = ["tokio"]
[[package]]
name = "tokio"
version = "1.0.0"
//- crates/identity/Cargo.toml package:identity
[dependencies]
serde.workspace = true
[dev-dependencies]
proptest.workspace = true
//- Cargo.toml more
proptest = "1"
"#
    Fires A007 a_dependency_from_git_is_not_in_the_registry r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
//- crates/tenant/Cargo.toml package:tenant
[dependencies]
left = { git = "https://example.org/left" }
"#
    Fires A007 a_copy_of_a_member_from_the_registry_is_another_crate r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
//- orchestrators/operations/Cargo.toml package:operations
[dependencies]
identity = "1"
"#
    Fires A007 a_patch_replaces_what_the_lock_file_names r#"
//- Cargo.toml more
[patch.crates-io]
serde = { git = "https://example.org/serde" }
"#
    Silent A007 members_and_released_crates_are_at_home r#"
//- crates/identity/adapters/sqlite/Cargo.toml package:identity-sqlite
[dependencies]
identity.workspace = true
rusqlite.workspace = true
"#
}

#[test]
fn a_path_outside_the_workspace_escapes() {
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::create_dir(elsewhere.path().join("src")).unwrap();
    std::fs::write(elsewhere.path().join("src/lib.rs"), "").unwrap();
    let manifest = "[package]\nname = \"left\"\nversion = \"1.0.0\"\n[workspace]\n";
    std::fs::write(elsewhere.path().join("Cargo.toml"), manifest).unwrap();
    let case = format!(
        "//- .config/architecture.toml\nversion = 1\n[layers.all]\npackages = ['**']\n\
         may-use = {{ normal = ['all'] }}\nthird-party = {{ normal = ['*'] }}\n\
         //- crates/tenant/Cargo.toml package:tenant\n[dependencies]\nleft = {{ path = '{}' }}\n",
        elsewhere.path().display()
    );
    crate::fixture::judge(crate::fixture::Verdict::Fires, archcheck::Code::A007, &case);
}
