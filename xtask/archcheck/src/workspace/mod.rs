//! The workspace as it is: members with their dependencies, manifests and sources on disk, the lock.

mod disk;
mod load;
mod lock;
mod manifest;

use std::path::{Path, PathBuf};

pub(crate) use self::load::{load, read};
pub(crate) use self::lock::Lock;
pub(crate) use self::manifest::Manifest;
use crate::finding::Site;
use crate::rules_file::Kind;

/// All that the rules look at.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) root_manifest: Manifest,
    pub(crate) packages: Vec<Package>,
    /// Every `Cargo.toml` below the root, relative, except in build output and hidden folders.
    pub(crate) manifests_on_disk: Vec<String>,
    /// `None` if there is no `Cargo.lock`.
    pub(crate) lock: Option<Lock>,
}

/// A member.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// Folder relative to the workspace root; empty for the root package.
    pub(crate) folder: String,
    pub(crate) manifest: Manifest,
    pub(crate) dependencies: Vec<Dependency>,
    /// Feature name to what it switches on.
    pub(crate) features: std::collections::BTreeMap<String, Vec<String>>,
    /// `.rs` files relative to the package, nested packages left out.
    pub(crate) sources: Vec<String>,
}

/// One declared dependency.
#[derive(Debug)]
pub(crate) struct Dependency {
    /// The crate's own name, not a new name.
    pub(crate) name: String,
    pub(crate) rename: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
    pub(crate) target: Option<String>,
    /// Folder of a path dependency.
    pub(crate) path: Option<PathBuf>,
    /// Where it comes from, unless it is a path: `registry+...`, `git+...`.
    pub(crate) source: Option<String>,
    /// The member it is, if it is one.
    pub(crate) member: Option<usize>,
    pub(crate) span: std::ops::Range<usize>,
    pub(crate) inherited: bool,
}

impl Dependency {
    /// For example "normal dependency, renamed, optional, only for `cfg(windows)`".
    pub(crate) fn describe(&self) -> String {
        let mut text = format!("{} dependency", self.kind.as_str());
        if self.rename.is_some() {
            text.push_str(", renamed");
        }
        if self.optional {
            text.push_str(", optional");
        }
        if let Some(target) = &self.target {
            text.push_str(", only for `");
            text.push_str(target);
            text.push('`');
        }
        text
    }

    /// The name under which code sees it.
    pub(crate) fn crate_name(&self) -> String {
        self.rename.as_ref().unwrap_or(&self.name).replace('-', "_")
    }
}

impl Package {
    pub(crate) fn site(&self, dependency: &Dependency) -> Site {
        self.manifest
            .site(dependency.span.clone(), dependency.describe())
    }
}

impl Workspace {
    /// The member whose folder is the nearest one above `index`.
    pub(crate) fn parent_of(&self, index: usize) -> Option<usize> {
        let folder = &self.packages.get(index)?.folder;
        self.packages
            .iter()
            .enumerate()
            .filter(|(other, package)| *other != index && is_inside(folder, &package.folder))
            .filter(|(_, package)| !package.folder.is_empty())
            .max_by_key(|(_, package)| package.folder.len())
            .map(|(other, _)| other)
    }
}

/// Whether `path` lies below `folder`; both relative, with forward slashes.
pub(crate) fn is_inside(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// `path` as seen from `root`, with forward slashes; as it is if it lies elsewhere.
pub(crate) fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}
