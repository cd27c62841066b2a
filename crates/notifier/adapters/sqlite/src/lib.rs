//! Delivery records of notifier in one SQLite file.
