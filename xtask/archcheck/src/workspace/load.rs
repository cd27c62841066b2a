//! Reads a workspace: facts from `cargo metadata`, places from the manifests, chains from the lock.

use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

use super::manifest::Declared;
use super::{Dependency, Lock, Manifest, Package, Workspace, disk, relative};
use crate::check::CheckError;
use crate::rules_file::Kind;

/// Loads the workspace of `manifest`, or of the current folder.
pub(crate) fn load(manifest: Option<&Path>) -> Result<Workspace, CheckError> {
    let mut command = MetadataCommand::new();
    command
        .no_deps()
        .other_options(vec!["--offline".to_owned()]);
    if let Some(manifest) = manifest {
        command.manifest_path(manifest);
    }
    let metadata = command.exec().map_err(|error| CheckError::Cargo {
        message: error.to_string(),
    })?;
    let root = metadata.workspace_root.as_std_path();
    let disk = disk::walk(root, metadata.target_directory.as_std_path())?;
    let mut packages = Vec::with_capacity(metadata.packages.len());
    for package in &metadata.packages {
        let path = package.manifest_path.as_std_path();
        let folder = path.parent().unwrap_or(root);
        let manifest = read_manifest(root, path)?;
        let declared = manifest.declared();
        let dependencies = package
            .dependencies
            .iter()
            .map(|dependency| dependency_of(dependency, &declared))
            .collect();
        let shown = relative(root, folder);
        packages.push(Package {
            name: package.name.to_string(),
            sources: sources_of(&shown, &disk),
            folder: if folder == root { String::new() } else { shown },
            manifest,
            dependencies,
            features: package.features.clone(),
        });
    }
    packages.sort_by(|a: &Package, b: &Package| a.folder.cmp(&b.folder));
    link(&mut packages, root);
    Ok(Workspace {
        root_manifest: read_manifest(root, &root.join("Cargo.toml"))?,
        root: root.to_owned(),
        packages,
        manifests_on_disk: disk.manifests,
        lock: read_lock(root)?,
    })
}

fn read_manifest(root: &Path, path: &Path) -> Result<Manifest, CheckError> {
    let text = read(path)?;
    Manifest::parse(relative(root, path), &text).map_err(|message| CheckError::BadManifest {
        path: path.to_owned(),
        message,
    })
}

fn read_lock(root: &Path) -> Result<Option<Lock>, CheckError> {
    let path = root.join("Cargo.lock");
    if !path.is_file() {
        return Ok(None);
    }
    Lock::parse(&read(&path)?)
        .map(Some)
        .map_err(|error| CheckError::BadManifest {
            path,
            message: error.message().to_owned(),
        })
}

pub(crate) fn read(path: &Path) -> Result<String, CheckError> {
    std::fs::read_to_string(path).map_err(|source| CheckError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn dependency_of(dependency: &cargo_metadata::Dependency, declared: &[Declared]) -> Dependency {
    let kind = match dependency.kind {
        DependencyKind::Development => Kind::Dev,
        DependencyKind::Build => Kind::Build,
        _ => Kind::Normal,
    };
    let key = dependency.rename.as_ref().unwrap_or(&dependency.name);
    let target = dependency.target.as_ref().map(ToString::to_string);
    let mut places = declared
        .iter()
        .filter(|it| it.kind == kind && it.key == *key);
    // Cargo may print a target in other words than the manifest has; then any of the same key will do.
    let place = places
        .clone()
        .find(|it| it.target == target)
        .or_else(|| places.next());
    let path = dependency
        .path
        .as_ref()
        .map(|path| path.as_std_path().to_owned());
    Dependency {
        name: dependency.name.clone(),
        rename: dependency.rename.clone(),
        kind,
        optional: dependency.optional,
        target,
        member: None,
        path,
        source: dependency.source.as_ref().map(ToString::to_string),
        span: place.map_or(0..0, |it| it.span.clone()),
        inherited: place.is_some_and(|it| it.inherited),
    }
}

/// Says of each path dependency which member it is.
fn link(packages: &mut [Package], root: &Path) {
    let folders: Vec<PathBuf> = packages
        .iter()
        .map(|package| {
            if package.folder.is_empty() {
                root.to_owned()
            } else {
                root.join(&package.folder)
            }
        })
        .collect();
    for dependency in packages
        .iter_mut()
        .flat_map(|package| &mut package.dependencies)
    {
        dependency.member = dependency
            .path
            .as_ref()
            .and_then(|path| folders.iter().position(|folder| folder == path));
    }
}

/// The sources below `folder` that no nested package owns, relative to it.
fn sources_of(folder: &str, disk: &disk::Disk) -> Vec<String> {
    let nested: Vec<&str> = disk
        .manifests
        .iter()
        .filter_map(|manifest| manifest.strip_suffix("/Cargo.toml"))
        .filter(|other| super::is_inside(other, folder) && !other.is_empty())
        .collect();
    disk.sources
        .iter()
        .filter(|path| super::is_inside(path, folder))
        .filter(|path| !nested.iter().any(|other| super::is_inside(path, other)))
        .filter_map(|path| {
            if folder.is_empty() {
                Some(path.as_str())
            } else {
                path.get(folder.len() + 1..)
            }
        })
        .map(str::to_owned)
        .collect()
}
