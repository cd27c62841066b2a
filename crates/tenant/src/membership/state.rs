//! The states of a membership and their transition table.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::table::markdown_table;

/// The state of a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MembershipStatus {
    /// Counts.
    Active,
    /// Does not count until it is reinstated; its place is kept.
    Suspended,
    /// Over. Who comes back gets a new membership.
    Removed,
}

impl MembershipStatus {
    /// Every status, in the order of a life.
    pub const ALL: [Self; 3] = [Self::Active, Self::Suspended, Self::Removed];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Removed => "removed",
        }
    }

    /// The transition table: where `command` leads from this state, `None` if it is not allowed.
    #[doc = include_str!("../../docs/membership-states.md")]
    pub const fn after(self, command: MembershipCommand) -> Option<Self> {
        use MembershipCommand as C;

        Some(match (self, command) {
            (Self::Active, C::Suspend) => Self::Suspended,
            (Self::Suspended, C::Reinstate) => Self::Active,
            (Self::Active | Self::Suspended, C::Remove) => Self::Removed,
            _ => return None,
        })
    }

    /// What can be asked of a membership in this state.
    pub fn allowed(self) -> impl Iterator<Item = MembershipCommand> {
        MembershipCommand::ALL
            .into_iter()
            .filter(move |&command| self.after(command).is_some())
    }
}

impl fmt::Display for MembershipStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What can be asked of a membership that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MembershipCommand {
    /// [`Membership::suspend`](super::Membership::suspend).
    Suspend,
    /// [`Membership::reinstate`](super::Membership::reinstate).
    Reinstate,
    /// [`Membership::remove`](super::Membership::remove).
    Remove,
}

impl MembershipCommand {
    /// Every command.
    pub const ALL: [Self; 3] = [Self::Suspend, Self::Reinstate, Self::Remove];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
            Self::Remove => "remove",
        }
    }
}

impl fmt::Display for MembershipCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The transition table as a Markdown table: what `docs/membership-states.md` holds.
pub fn membership_table() -> String {
    markdown_table(
        &MembershipStatus::ALL,
        &MembershipCommand::ALL,
        |status, command| status.after(command).map(|target| target.to_string()),
    )
}
