//! The audit trail in one SQLite file.
