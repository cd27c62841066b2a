//! How fast the trail is.
fn main() {}
