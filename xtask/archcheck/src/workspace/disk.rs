//! What lies on disk, found in one walk: manifests and sources.

use std::path::Path;

use crate::check::CheckError;

/// Deeper folders are not looked into; a source tree has none.
const DEPTH_MAX: usize = 32;

/// Paths relative to the root, with forward slashes, sorted.
#[derive(Debug, Default)]
pub(super) struct Disk {
    pub(super) manifests: Vec<String>,
    pub(super) sources: Vec<String>,
}

/// Walks `root`. Hidden folders, `target` folders and links are left out.
pub(super) fn walk(root: &Path, target: &Path) -> Result<Disk, CheckError> {
    let mut disk = Disk::default();
    let mut folders = vec![(root.to_owned(), String::new(), 0)];
    while let Some((folder, shown, depth)) = folders.pop() {
        let unreadable = |source| CheckError::Unreadable {
            path: folder.clone(),
            source,
        };
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if shown.is_empty() {
                name.clone()
            } else {
                format!("{shown}/{name}")
            };
            let kind = entry.file_type().map_err(unreadable)?;
            if kind.is_dir() {
                let skipped = name.starts_with('.')
                    || name == "node_modules"
                    || is_output(&entry.path(), target);
                if !skipped && depth < DEPTH_MAX {
                    folders.push((entry.path(), path, depth + 1));
                }
            } else if kind.is_file() && name == "Cargo.toml" {
                disk.manifests.push(path);
            } else if kind.is_file() && Path::new(&name).extension().is_some_and(|it| it == "rs") {
                disk.sources.push(path);
            }
        }
    }
    disk.manifests.sort();
    disk.sources.sort();
    Ok(disk)
}

/// Cargo marks its output folders, also those of nested workspaces.
fn is_output(folder: &Path, target: &Path) -> bool {
    folder == target || folder.join("CACHEDIR.TAG").is_file()
}
