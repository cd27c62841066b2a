//! Holds the crates of a workspace to the layers they were given.
