//! The truth about tenants and who belongs to them.
