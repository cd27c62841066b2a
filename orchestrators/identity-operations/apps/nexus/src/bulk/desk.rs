//! Where a row is taken in: what the bulk run needs of the rest of the house.

use async_trait::async_trait;

use super::row::{Problem, Row};
use crate::failure::Failure;

/// Reads rows and registers people.
#[async_trait]
pub trait Desk: Send + Sync + 'static {
    /// A person as the row described them, parsed.
    type Person: Send + 'static;

    /// Parses a row.
    ///
    /// # Errors
    /// Everything that is wrong with the row, at least one thing.
    fn read(&self, row: Row) -> Result<Entry<Self::Person>, Vec<Problem>>;

    /// Registers a person. The same person again answers [`Outcome::AlreadyThere`].
    ///
    /// # Errors
    /// [`Refusal`] says whether the row is to blame or the house.
    async fn register(&self, person: Self::Person) -> Result<Outcome, Refusal>;
}

/// A row that could be read.
#[expect(missing_debug_implementations, reason = "it holds a person's data")]
pub struct Entry<P> {
    /// The same for two rows about one person: they are never in flight at the same time.
    pub person_key: String,
    /// The person.
    pub person: P,
}

/// What became of a row that was not rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The person is registered now.
    Registered,
    /// The person was registered before; nothing was changed.
    AlreadyThere,
    /// A message was sent; the person is registered once the mailbox is proven.
    AwaitingProof,
}

/// Why a person was not registered.
#[derive(Debug)]
pub enum Refusal {
    /// The row cannot be used; the others can.
    Row(Problem),
    /// The house cannot go on; what was begun is finished by the next run.
    House(Failure),
}
