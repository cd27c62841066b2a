//! The whole program as its user meets it: the real binary, a folder of its own for each test.

#[cfg(test)]
mod bad_files;
#[cfg(test)]
mod bad_rows;
#[cfg(test)]
mod data_directory;
#[cfg(test)]
mod help;
#[cfg(test)]
mod inspection;
#[cfg(test)]
mod lost_databases;
#[cfg(test)]
mod one_person;
#[cfg(test)]
mod output;
#[cfg(test)]
mod program;
#[cfg(test)]
#[cfg(unix)]
mod rights;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod trail;
