//! What stands in the sources: A101, A102, A103, A105.

crate::cases! {
    Fires A101 an_inline_path_is_seen r#"
//- crates/tenant/src/lib.rs
//! A crate.
pub fn f() -> bool { ::std::fs::read("x").is_ok() }
"#
    Fires A101 an_import_is_seen_in_its_tree r#"
//- crates/tenant/src/lib.rs
//! A crate.
use std::{collections::BTreeMap, fs::{self, File}};
"#
    Fires A101 a_renamed_import_is_followed r#"
//- crates/tenant/src/lib.rs
//! A crate.
use std as s;
use s::env as surroundings;
pub fn f() -> bool { surroundings::var("HOME").is_ok() }
"#
    Fires A101 a_method_of_an_imported_type_is_followed r#"
//- crates/tenant/src/lib.rs
//! A crate.
use std::time::SystemTime;
pub fn f() -> SystemTime { SystemTime::now() }
"#
    Fires A101 a_glob_import_hides_nothing r#"
//- crates/tenant/src/lib.rs
//! A crate.
use std::time::*;
pub fn f() -> SystemTime { SystemTime::now() }
"#
    Fires A101 a_macro_hides_nothing r#"
//- crates/tenant/src/lib.rs
//! A crate.
macro_rules! read { () => { std::fs::read("x") } }
"#
    Fires A101 code_behind_a_feature_ships r#"
//- crates/tenant/src/lib.rs
//! A crate.
#[cfg(any(test, feature = "testing"))]
pub mod testing { pub fn f() -> bool { std::env::var("x").is_ok() } }
"#
    Fires A101 a_type_alias_is_followed r#"
//- crates/tenant/src/lib.rs
//! A crate.
type T = std::time::SystemTime;
pub fn f() { T::now(); }
"#
    Fires A101 an_alias_of_an_alias_from_a_glob_is_followed r#"
//- crates/tenant/src/lib.rs
//! A crate.
use std as s;
use s::time::*;
type Time<T> = SystemTime;
type U = Time<u8>;
pub fn f() { U::now(); }
"#
    Fires A101 a_qualified_path_is_seen r#"
//- crates/tenant/src/lib.rs
//! A crate.
pub fn f() { <std::time::SystemTime>::now(); }
"#
    Fires A101 a_qualified_path_is_seen_through_its_trait_and_reference r#"
//- crates/tenant/src/lib.rs
//! A crate.
use std::time::SystemTime;
pub fn f() { <&'static SystemTime as Time>::now(); }
"#
    Fires A101 the_self_of_a_foreign_type_is_followed r#"
//- crates/tenant/src/lib.rs
//! A crate.
use std::time::SystemTime;
impl Time for SystemTime { fn time() -> Self { Self::now() } }
"#
    Fires A101 generic_arguments_and_keywords_hide_nothing r#"
//- crates/tenant/src/lib.rs
//! A crate.
pub fn f() { return ::std::time::SystemTime::<>::now(); }
"#
    Fires A101 a_capture_of_lifetimes_is_no_import r#"
//- crates/tenant/src/lib.rs
//! A crate.
pub fn f() -> impl Sized + use<> { std::env::var("HOME") }
"#
    Fires A101 a_method_of_a_constant_is_seen_where_the_constant_is_named r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
forbid-paths = ["std::time::UNIX_EPOCH"]
//- crates/tenant/src/lib.rs
//! A crate.
pub fn f() -> bool { std::time::UNIX_EPOCH.elapsed().is_ok() }
"#
    Fires A101 a_single_name_from_a_glob_is_seen r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
forbid-paths = ["std::time::UNIX_EPOCH"]
//- crates/tenant/src/lib.rs
//! A crate.
use std::time::*;
pub fn f() -> bool { UNIX_EPOCH.elapsed().is_ok() }
"#
    Silent A101 what_only_looks_like_the_clock_is_fine r#"
//- crates/tenant/src/lib.rs
//! A crate. It has no std::time::SystemTime.
use std::time::Duration;
use std::collections::*;
type T = SystemTime<Duration>;
pub struct SystemTime<T>(T);
impl Time for SystemTime<Duration> { fn time() -> Self { Self::now() } }
pub fn f() -> bool { T::now() < <SystemTime<std::time::Duration>>::now() }
pub fn g() { for fs in [std::time::Duration::ZERO] { fs::now(); } }
"#
    Silent A101 tests_comments_and_texts_may_say_anything r##"
//- crates/tenant/src/lib.rs
//! A crate. `std::fs::read` is forbidden here.
#[cfg(test)]
mod tests { use std::fs; }
#[cfg(test)]
mod more;
/* std::env::var */
pub const TEXT: &str = r#"std::fs::read"#;
pub struct SystemTime;
pub mod fs { pub fn read() {} }
pub fn f() { fs::read() }
pub fn wait() -> std::time::Duration { std::time::Duration::ZERO }
//- crates/tenant/src/more.rs
//! Tests elsewhere.
pub fn f() { std::env::var("x").ok(); }
//- crates/tenant/tests/all.rs
//! Tests.
pub fn f() { std::fs::read("x").ok(); }
"##
    Silent A101 a_permit_opens_a_path_in_some_files r#"
//- .config/architecture.toml
version = 1
[layers.all]
packages = ["**"]
may-use = { normal = ["all"] }
third-party = { normal = ["*"] }
forbid-paths = ["tokio"]
[[permit]]
package = "tenant"
paths = ["tokio"]
files = ["src/runtime/**"]
reason = "It runs tasks."
//- crates/tenant/src/runtime/mod.rs
//! Tasks.
pub fn f() { tokio::spawn(async {}); }
"#
    Fires A102 a_module_of_another_package_is_seen r#"
//- crates/tenant/src/lib.rs
//! A crate.
#[path = "../../identity/src/lib.rs"]
mod stolen;
"#
    Fires A102 a_module_of_another_package_is_seen_under_a_condition r#"
//- crates/tenant/src/lib.rs
//! A crate.
#[cfg_attr(unix, path = "../../identity/src/lib.rs")]
mod stolen;
"#
    Fires A102 a_module_of_another_package_is_seen_under_several_conditions r#"
//- crates/tenant/src/lib.rs
//! A crate.
mod a {
    #![cfg_attr(all(unix, not(test)), allow(unused), cfg_attr(unix, path = "../../identity/src"))]
    mod lib;
}
"#
    Fires A102 a_renamed_macro_is_followed r#"
//- crates/tenant/src/lib.rs
//! A crate.
use std::include_str as text;
pub const TEXT: &str = text!("../../identity/Cargo.toml");
"#
    Fires A102 a_name_in_escapes_is_not_trusted r#"
//- crates/tenant/src/lib.rs
//! A crate.
#[path = "\u{2e}./\u{2e}./identity/src/lib.rs"]
mod stolen;
"#
    Silent A102 conditions_on_ones_own_files_and_other_paths_are_fine r#"
//- crates/tenant/src/lib.rs
//! A crate.
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, allow(dead_code), path = "windows.rs")]
mod system;
#[cfg_attr(feature = "api", utoipa::path(get, path = "/../users"))]
pub fn f() { let path = "../../identity"; g!(path = "../../identity"); }
#[route(path = "/../users")]
pub fn h() {}
//- crates/tenant/src/unix.rs
//! A system.
//- crates/tenant/src/windows.rs
//! A system.
"#
    Fires A102 an_included_text_of_another_package_is_seen r#"
//- crates/tenant/src/lib.rs
//! A crate.
pub const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../identity/Cargo.toml"));
"#
    Fires A102 a_nested_package_is_another_package r#"
//- crates/identity/src/lib.rs
//! A crate.
pub const TEXT: &str = include_str!("../adapters/sqlite/Cargo.toml");
"#
    Silent A102 ones_own_files_and_what_the_build_writes_are_fine r#"
//- crates/tenant/src/lib.rs
//! A crate.
#![doc = include_str!("../README.md")]
include!(concat!(env!("OUT_DIR"), "/made.rs"));
pub const TEXT: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data.bin"));
"#
    Fires A103 a_glob_of_another_crate_is_seen r#"
//- orchestrators/operations/src/lib.rs
//! A crate.
pub use identity::*;
"#
    Fires A103 a_glob_inside_a_tree_is_seen r#"
//- orchestrators/operations/src/lib.rs
//! A crate.
use identity as people;
pub use people::{User, ports::*};
"#
    Silent A103 ones_own_globs_and_named_items_are_fine r#"
//- orchestrators/operations/src/lib.rs
//! A crate.
use identity::*;
mod inner { pub use super::outer::*; }
pub use self::inner::*;
pub use identity::User;
pub(crate) use tenant::ports::*;
"#
    Fires A105 a_file_without_a_first_line_is_seen r#"
//- crates/tenant/src/user.rs
use std::fmt;
"#
    Fires A105 an_empty_file_says_nothing r#"
//- crates/tenant/src/user.rs
"#
    Silent A105 a_script_may_begin_with_its_interpreter r#"
//- crates/tenant/examples/script.rs
#!/usr/bin/env -S cargo run
//! A script.
fn main() {}
"#
}
