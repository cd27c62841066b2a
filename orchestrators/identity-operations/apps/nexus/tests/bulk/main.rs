//! Files of people, read and taken in: readers against an oracle, the run against a desk that counts.

#[cfg(test)]
mod reading;
#[cfg(test)]
mod running;
