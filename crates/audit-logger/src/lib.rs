//! An audit trail that can prove itself: an append-only Merkle log per tenant.
