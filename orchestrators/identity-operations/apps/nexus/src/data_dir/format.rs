//! The version of the layout of a data directory.

use std::fs;
use std::io;
use std::path::Path;

use super::databases;
use super::durable;
use super::error::DataDirError;
use super::link_key;

/// The format this program reads and writes.
const KNOWN: u32 = 1;
const FILE: &str = "format";
const PREFIX: &str = "nexus-data ";

/// What a new directory may hold before its format is written: a process was killed in between.
/// Once it has its link key, it may hold databases, too.
const UNFINISHED: &[&str] = &[
    "lock",
    "link.key",
    "link.tmp",
    "format.tmp",
    "outbox",
    "reports",
];

pub(super) fn is_missing(root: &Path) -> Result<bool, DataDirError> {
    let path = root.join(FILE);
    path.try_exists()
        .map(|there| !there)
        .map_err(|source| DataDirError::io(&path, source))
}

/// Keeps nexus from moving into somebody's home directory.
pub(super) fn refuse_foreign(root: &Path) -> Result<(), DataDirError> {
    if !is_missing(root)? {
        return Ok(());
    }
    let has_key = link_key::is_made(root)?;
    let entries = fs::read_dir(root).map_err(|source| DataDirError::io(root, source))?;
    for entry in entries {
        let entry = entry.map_err(|source| DataDirError::io(root, source))?;
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| {
            UNFINISHED.contains(&name) || (has_key && databases::is_part(name))
        });
        if !is_ours {
            return Err(DataDirError::Foreign {
                path: root.to_owned(),
            });
        }
    }
    Ok(())
}

pub(super) fn write(root: &Path) -> Result<(), DataDirError> {
    let path = root.join(FILE);
    durable::write_private(&path, format!("{PREFIX}{KNOWN}\n").as_bytes())
        .map_err(|source| DataDirError::io(&path, source))
}

pub(super) fn check(root: &Path) -> Result<(), DataDirError> {
    let path = root.join(FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
            refuse_foreign(root)?;
            return Err(DataDirError::Unfinished {
                path: root.to_owned(),
            });
        },
        Err(garbage) if garbage.kind() == io::ErrorKind::InvalidData => {
            return Err(DataDirError::Format { path });
        },
        Err(source) => return Err(DataDirError::io(&path, source)),
    };
    let found = text
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.trim_end().parse::<u32>().ok());
    match found {
        Some(KNOWN) => Ok(()),
        Some(found) if found > KNOWN => Err(DataDirError::Newer {
            path: root.to_owned(),
            found,
            known: KNOWN,
        }),
        _ => Err(DataDirError::Format { path }),
    }
}
