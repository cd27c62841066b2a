//! The flow of people through identity, tenant, audit trail and notifications.
