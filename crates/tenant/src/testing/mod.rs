//! In memory, and the contract.
