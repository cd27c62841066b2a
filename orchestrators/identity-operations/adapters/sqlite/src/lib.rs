//! Event cursors and verification links of identity-operations in one SQLite file.
