//! The in-memory trail and the contract suite.
