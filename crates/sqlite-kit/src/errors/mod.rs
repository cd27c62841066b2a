//! Errors of the kit: one enum for opening a file, one for working with it.

mod database;
mod open;

pub use self::{
    database::{DatabaseError, unreadable},
    open::OpenError,
};
