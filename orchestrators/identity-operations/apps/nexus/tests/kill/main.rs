//! The real process is killed, at any instant and at every boundary, and goes on when it is run again.
//!
//! A process dies in one of two ways: by SIGKILL from outside, at an instant chosen by what can be
//! seen from there, or by `abort` from inside, at a boundary of the engine ([`doomed`]). What must
//! hold afterwards is in [`order`]; it is read from the stores, and compared with the input.
//!
//! `NEXUS_KILL_SEED` repeats the choices of an earlier run. The instants are those of two processes
//! that race, so a repeat comes close and is never the same.
#![cfg(unix)]

#[cfg(test)]
mod bulk;
#[cfg(test)]
mod deaths;
#[cfg(test)]
mod dice;
#[cfg(test)]
mod doomed;
#[cfg(test)]
mod found;
#[cfg(test)]
mod installation;
#[cfg(test)]
mod order;
#[cfg(test)]
mod people;
#[cfg(test)]
mod single;
