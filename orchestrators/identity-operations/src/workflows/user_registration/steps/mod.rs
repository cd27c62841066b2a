//! The steps of a registration, one a file, each with its undo or the reason why it has none.

mod activate_user;
mod create_user;
mod grant_roles;
mod join_tenant;
mod record_audit;
mod send_verification;
mod send_welcome;

pub(super) use self::{
    activate_user::ActivateUser, create_user::CreateUser, grant_roles::GrantRoles,
    join_tenant::JoinTenant, record_audit::RecordAudit, send_verification::SendVerification,
    send_welcome::SendWelcome,
};
