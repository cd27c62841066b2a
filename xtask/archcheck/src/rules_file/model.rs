//! The keys of the rules file. Unknown keys are errors, so that a misspelt rule is never silent.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// In `may-use`: the package that the adapter is nested in.
pub(crate) const PARENT: &str = "parent";

/// In `may-use`: what that package itself uses, for its ports speak of it.
pub(crate) const PARENT_USES: &str = "parent-uses";

/// In an allow-list of third-party crates: any crate.
const ANY: &str = "*";

type Words = Vec<Spanned<String>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RulesFile {
    pub(crate) version: Spanned<u32>,
    /// Folders with manifests that are workspaces of their own: examples, fixtures.
    #[serde(default)]
    pub(crate) outside: Words,
    /// What members inherit from the workspace.
    #[serde(default)]
    pub(crate) inherit: Vec<Inherit>,
    /// Whether each source file begins with `//!`.
    #[serde(default)]
    pub(crate) first_line_doc: bool,
    pub(crate) layers: BTreeMap<Spanned<String>, Layer>,
    #[serde(default, rename = "permit")]
    pub(crate) permits: Vec<Permit>,
    #[serde(default, rename = "waiver")]
    pub(crate) waivers: Vec<Waiver>,
}

/// Something a member takes from the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Inherit {
    Lints,
    Edition,
    RustVersion,
    License,
    Dependencies,
}

impl Inherit {
    /// The key under `[package]`, for those that are one.
    pub(crate) const fn package_key(self) -> Option<&'static str> {
        match self {
            Self::Edition => Some("edition"),
            Self::RustVersion => Some("rust-version"),
            Self::License => Some("license"),
            Self::Lints | Self::Dependencies => None,
        }
    }
}

/// Which table of a manifest a dependency stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Normal,
    Dev,
    Build,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Normal, Self::Dev, Self::Build];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Dev => "dev",
            Self::Build => "build",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Layer {
    /// Globs over package folders; `!glob` takes away.
    pub(crate) packages: Words,
    #[serde(default)]
    pub(crate) independent: Option<Spanned<bool>>,
    pub(crate) may_use: Spanned<ByKind>,
    pub(crate) third_party: Spanned<ThirdParty>,
    #[serde(default)]
    pub(crate) forbid_paths: Words,
    #[serde(default)]
    pub(crate) why: Option<String>,
    #[serde(default)]
    pub(crate) fix: Option<String>,
}

impl Layer {
    pub(crate) fn is_independent(&self) -> bool {
        self.independent.as_ref().is_some_and(|it| *it.get_ref())
    }

    pub(crate) fn may_use(&self, layer: &str, kind: Kind) -> bool {
        contains(self.may_use.get_ref().of(kind), layer)
    }

    /// An adapter layer is one whose members belong to the package they are nested in.
    pub(crate) fn is_adapter(&self) -> bool {
        Kind::ALL.into_iter().any(|kind| self.may_use(PARENT, kind))
    }

    pub(crate) fn allows_crate(&self, name: &str, kind: Kind) -> bool {
        let list = self.third_party.get_ref().of(kind);
        contains(list, name) || contains(list, ANY)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByKind {
    #[serde(default)]
    normal: Words,
    #[serde(default)]
    dev: Words,
    #[serde(default)]
    build: Words,
}

impl ByKind {
    pub(crate) const fn of(&self, kind: Kind) -> &Words {
        match kind {
            Kind::Normal => &self.normal,
            Kind::Dev => &self.dev,
            Kind::Build => &self.build,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ThirdParty {
    #[serde(default)]
    normal: Words,
    #[serde(default)]
    dev: Words,
    #[serde(default)]
    build: Words,
    #[serde(default)]
    pub(crate) deny_transitive: Words,
}

impl ThirdParty {
    pub(crate) const fn of(&self, kind: Kind) -> &Words {
        match kind {
            Kind::Normal => &self.normal,
            Kind::Dev => &self.dev,
            Kind::Build => &self.build,
        }
    }
}

/// Something one package may do that its layer may not, for good and with a reason.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Permit {
    pub(crate) package: Spanned<String>,
    /// Crates beyond the layer's list; they may also be reached transitively.
    #[serde(default)]
    pub(crate) third_party: Words,
    /// If set, the crates must be optional and switched on by this feature alone.
    #[serde(default)]
    pub(crate) only_with_feature: Option<Spanned<String>>,
    /// Paths that `forbid-paths` would refuse.
    #[serde(default)]
    pub(crate) paths: Words,
    /// Globs relative to the package: the files in which `paths` are permitted. Empty: all.
    #[serde(default)]
    pub(crate) files: Words,
    pub(crate) reason: Spanned<String>,
}

/// One finding that is tolerated until a date.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Waiver {
    pub(crate) code: Spanned<String>,
    pub(crate) from: Spanned<String>,
    pub(crate) to: Spanned<String>,
    /// The last day on which it holds, as `YYYY-MM-DD`.
    pub(crate) until: Spanned<String>,
    pub(crate) reason: Spanned<String>,
}

impl RulesFile {
    /// All globs of the file.
    pub(super) fn selectors(&self) -> impl Iterator<Item = &Spanned<String>> {
        let layers = self.layers.values().flat_map(|layer| &layer.packages);
        let files = self.permits.iter().flat_map(|permit| &permit.files);
        self.outside.iter().chain(layers).chain(files)
    }
}

fn contains(words: &Words, word: &str) -> bool {
    words.iter().any(|it| it.get_ref() == word)
}
