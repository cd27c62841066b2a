//! `Cargo.lock`: the resolved tree, for chains that no single manifest shows.

use std::collections::{BTreeMap, VecDeque};

use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct LockFile {
    #[serde(default, rename = "package")]
    packages: Vec<LockedPackage>,
}

#[derive(Debug, Deserialize)]
struct LockedPackage {
    name: String,
    version: String,
    #[serde(default)]
    dependencies: Vec<String>,
}

/// The resolved packages and what each depends on. Indexes are positions in the lock file.
#[derive(Debug)]
pub(crate) struct Lock {
    packages: Vec<Locked>,
    by_name: BTreeMap<String, Vec<usize>>,
}

/// A resolved package.
#[derive(Debug)]
pub(crate) struct Locked {
    pub(crate) name: String,
    pub(crate) dependencies: Vec<usize>,
}

impl Lock {
    pub(crate) fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: LockFile = toml::from_str(text)?;
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, package) in file.packages.iter().enumerate() {
            by_name.entry(package.name.clone()).or_default().push(index);
        }
        // An entry is `name`, `name version` or `name version (source)`: as much as tells it apart.
        let find = |entry: &str| -> Vec<usize> {
            let mut words = entry.split(' ');
            let name = words.next().unwrap_or_default();
            let version = words.next();
            by_name
                .get(name)
                .into_iter()
                .flatten()
                .copied()
                .filter(|index| {
                    version.is_none_or(|version| {
                        file.packages
                            .get(*index)
                            .is_some_and(|it| it.version == version)
                    })
                })
                .collect()
        };
        let edges: Vec<Vec<usize>> = file
            .packages
            .iter()
            .map(|package| {
                package
                    .dependencies
                    .iter()
                    .flat_map(|entry| find(entry))
                    .collect()
            })
            .collect();
        let packages = file
            .packages
            .into_iter()
            .zip(edges)
            .map(|(package, dependencies)| Locked {
                name: package.name,
                dependencies,
            })
            .collect();
        Ok(Self { packages, by_name })
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Locked> {
        self.packages.get(index)
    }

    pub(crate) fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The dependencies of `package` called `name`.
    pub(crate) fn edge(&self, package: &str, name: &str) -> Vec<usize> {
        self.named(package)
            .iter()
            .filter_map(|index| self.get(*index))
            .flat_map(|locked| &locked.dependencies)
            .copied()
            .filter(|index| self.get(*index).is_some_and(|it| it.name == name))
            .collect()
    }

    /// For each package from which `name` can be reached, the next one on a shortest way there.
    pub(crate) fn ways_to(&self, name: &str) -> BTreeMap<usize, usize> {
        let mut users: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (user, package) in self.packages.iter().enumerate() {
            for used in &package.dependencies {
                users.entry(*used).or_default().push(user);
            }
        }
        let mut next = BTreeMap::new();
        let mut queue: VecDeque<usize> = self.named(name).iter().copied().collect();
        let goals: Vec<usize> = queue.iter().copied().collect();
        while let Some(at) = queue.pop_front() {
            for user in users.get(&at).into_iter().flatten() {
                if !goals.contains(user) && !next.contains_key(user) {
                    next.insert(*user, at);
                    queue.push_back(*user);
                }
            }
        }
        next
    }

    pub(crate) fn len(&self) -> usize {
        self.packages.len()
    }
}
