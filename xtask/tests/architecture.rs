//! The architecture of this workspace, held by `cargo test`.

#[test]
fn every_crate_keeps_to_its_layer() {
    archcheck::assert_clean(env!("CARGO_MANIFEST_DIR"));
}
