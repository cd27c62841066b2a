//! Delivers notifier messages as .eml files in a folder.
