//! Roles: who may act as what, and where.

mod assignment;
mod name;
mod scope;
mod set;
mod snapshot;
mod system;

pub use assignment::{GrantError, RoleAssignment};
pub use name::{InvalidRoleName, ROLE_NAME_CHARS_MAX, RoleName};
pub use scope::{InvalidRoleScope, RoleScope};
pub use set::{InvalidRoleSet, ROLES_MAX, RoleSet};
pub use snapshot::RoleAssignmentSnapshot;
pub use system::{SystemRole, UnknownRole};
