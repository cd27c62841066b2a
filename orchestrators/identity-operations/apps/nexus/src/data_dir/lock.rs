//! The lock that makes one process the owner of a data directory.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use super::durable;
use super::error::DataDirError;
use crate::system::System;

const FILE: &str = "lock";
const TRIES: u32 = 21;
const PAUSE: Duration = Duration::from_millis(50);

/// The held lock. The operating system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, or says who has it. A process that was killed lets go of it a moment after it is
    /// gone from sight, so this asks again for up to a second before it says no.
    pub(super) fn take(root: &Path) -> Result<Self, DataDirError> {
        let path = root.join(FILE);
        let mut file = durable::private_options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|source| DataDirError::io(root, source))?;
        for tries_left in (0..TRIES).rev() {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if tries_left > 0 => System::pause(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(DataDirError::Locked {
                        path: root.to_owned(),
                        process: read_owner(&mut file),
                    });
                },
                Err(TryLockError::Error(source)) => return Err(DataDirError::io(&path, source)),
            }
        }
        write_owner(&mut file).map_err(|source| DataDirError::io(&path, source))?;
        Ok(Self { _file: file })
    }
}

fn read_owner(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim_end().parse().ok()
}

fn write_owner(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}
