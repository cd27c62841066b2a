//! The tests of the crate, as a user of its public API sees it.

#[cfg(test)]
mod closures;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod core;
#[cfg(test)]
mod definition;
#[cfg(test)]
mod guarantees;
#[cfg(test)]
mod script;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod skipped;
#[cfg(test)]
mod sweep;
