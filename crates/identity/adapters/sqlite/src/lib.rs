//! The identity truth in one SQLite file.
