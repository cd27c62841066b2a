//! The truth about people: users, their mailboxes, passwords and roles.
