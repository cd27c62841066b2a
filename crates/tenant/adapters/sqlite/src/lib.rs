//! The tenant truth in one SQLite file.
