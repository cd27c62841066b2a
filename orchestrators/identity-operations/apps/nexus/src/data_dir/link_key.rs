//! The secret from which verification links are derived, in a file of its own.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use super::durable;
use super::error::DataDirError;

const FILE: &str = "link.key";
const LEN: usize = 32;

pub(super) fn is_made(root: &Path) -> Result<bool, DataDirError> {
    let path = root.join(FILE);
    path.try_exists()
        .map_err(|source| DataDirError::io(&path, source))
}

/// Makes the key, unless a run that was killed made it already.
pub(super) fn make(
    root: &Path,
    random: impl FnOnce(&mut [u8]) -> io::Result<()>,
) -> Result<(), DataDirError> {
    if is_made(root)? {
        return Ok(());
    }
    let path = root.join(FILE);
    let mut key = Zeroizing::new([0_u8; LEN]);
    random(key.as_mut_slice()).map_err(|source| DataDirError::io(&path, source))?;
    durable::write_private(&path, key.as_slice()).map_err(|source| DataDirError::io(&path, source))
}

pub(super) fn read(root: &Path) -> Result<Zeroizing<[u8; LEN]>, DataDirError> {
    let path = root.join(FILE);
    let unusable = |problem| {
        Err(DataDirError::LinkKey {
            path: path.clone(),
            problem,
        })
    };
    let found = match fs::metadata(&path) {
        Ok(found) => found,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
            return unusable(
                "is missing: restore it from a backup, for links that were mailed need it",
            );
        },
        Err(source) => return Err(DataDirError::io(&path, source)),
    };
    if open_to_others(&found) {
        return unusable(
            "can be read by other people of this computer: take that right from them (chmod 600)",
        );
    }
    let mut key = Zeroizing::new([0_u8; LEN]);
    let mut file = File::open(&path).map_err(|source| DataDirError::io(&path, source))?;
    if found.len() != 32 || file.read_exact(key.as_mut_slice()).is_err() {
        return unusable("is damaged: it should hold 32 bytes; restore it from a backup");
    }
    Ok(key)
}

#[cfg(unix)]
fn open_to_others(found: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(found) & 0o077 != 0
}

#[cfg(not(unix))]
const fn open_to_others(_found: &fs::Metadata) -> bool {
    false
}
