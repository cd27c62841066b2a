//! The workflow journal in one SQLite file, one durable commit per step.
