//! The transition table of a tenant: which command is allowed in which state, and where it leads.

use std::fmt;

use super::state::TenantStatus;
use crate::table::markdown_table;

/// What can be asked of a tenant that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TenantCommand {
    /// [`Tenant::start_trial`](super::Tenant::start_trial).
    StartTrial,
    /// [`Tenant::activate`](super::Tenant::activate).
    Activate,
    /// [`Tenant::suspend`](super::Tenant::suspend).
    Suspend,
    /// [`Tenant::resume`](super::Tenant::resume).
    Resume,
    /// [`Tenant::archive`](super::Tenant::archive).
    Archive,
    /// [`Tenant::restore_archived`](super::Tenant::restore_archived).
    Restore,
    /// [`Tenant::queue_for_deletion`](super::Tenant::queue_for_deletion).
    QueueForDeletion,
    /// [`Tenant::cancel_deletion`](super::Tenant::cancel_deletion).
    CancelDeletion,
    /// [`Tenant::delete`](super::Tenant::delete).
    Delete,
}

impl TenantCommand {
    /// Every command, in the order of a life.
    pub const ALL: [Self; 9] = [
        Self::StartTrial,
        Self::Activate,
        Self::Suspend,
        Self::Resume,
        Self::Archive,
        Self::Restore,
        Self::QueueForDeletion,
        Self::CancelDeletion,
        Self::Delete,
    ];

    /// The stable name: `queue_for_deletion`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StartTrial => "start_trial",
            Self::Activate => "activate",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Archive => "archive",
            Self::Restore => "restore",
            Self::QueueForDeletion => "queue_for_deletion",
            Self::CancelDeletion => "cancel_deletion",
            Self::Delete => "delete",
        }
    }
}

impl fmt::Display for TenantCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where a command leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TenantTarget {
    /// To this state.
    To(TenantStatus),
    /// Back to the state that the present one interrupted.
    Prior,
}

impl TenantStatus {
    /// The transition table: where `command` leads from this state, `None` if it is not allowed.
    #[doc = include_str!("../../docs/tenant-states.md")]
    pub const fn after(self, command: TenantCommand) -> Option<TenantTarget> {
        use TenantCommand as C;
        use TenantTarget::{Prior, To};

        Some(match (self, command) {
            (Self::Pending, C::StartTrial) => To(Self::Trial),
            (Self::Pending | Self::Trial, C::Activate) => To(Self::Active),
            (Self::Trial | Self::Active, C::Suspend) => To(Self::Suspended),
            (Self::Pending | Self::Trial | Self::Active | Self::Suspended, C::Archive) => {
                To(Self::Archived)
            },
            (
                Self::Pending | Self::Trial | Self::Active | Self::Suspended | Self::Archived,
                C::QueueForDeletion,
            ) => To(Self::QueuedForDeletion),
            (Self::Suspended, C::Resume)
            | (Self::Archived, C::Restore)
            | (Self::QueuedForDeletion, C::CancelDeletion) => Prior,
            (Self::QueuedForDeletion, C::Delete) => To(Self::Deleted),
            _ => return None,
        })
    }

    /// What can be asked of a tenant in this state.
    pub fn allowed(self) -> impl Iterator<Item = TenantCommand> {
        TenantCommand::ALL
            .into_iter()
            .filter(move |&command| self.after(command).is_some())
    }
}

/// The transition table as a Markdown table, a row for each state and a column for each command:
/// what `docs/tenant-states.md` holds.
pub fn tenant_table() -> String {
    markdown_table(
        &TenantStatus::ALL,
        &TenantCommand::ALL,
        |status, command| {
            Some(match status.after(command)? {
                TenantTarget::To(target) => target.to_string(),
                TenantTarget::Prior => "*prior*".to_owned(),
            })
        },
    )
}
