//! A manifest with the places of its keys: `cargo metadata` knows the facts, but not where they stand.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::finding::Site;
use crate::rules_file::Kind;

/// A dependency as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    /// The key: the crate's name, or the new name if it is renamed.
    pub(crate) key: String,
    pub(crate) kind: Kind,
    pub(crate) target: Option<String>,
    pub(crate) span: Range<usize>,
    /// `workspace = true`.
    pub(crate) inherited: bool,
}

/// A parsed `Cargo.toml`.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// Path relative to the workspace root.
    pub(crate) path: String,
    table: DeTable<'static>,
}

impl Manifest {
    pub(crate) fn parse(path: String, text: &str) -> Result<Self, String> {
        let mut table = DeTable::parse(text)
            .map_err(|error| error.message().to_owned())?
            .into_inner();
        table.make_owned();
        // `make_owned` leaves no borrow, but the type still says so: take it apart and rebuild.
        let table = owned(table);
        Ok(Self { path, table })
    }

    pub(crate) fn site(&self, span: Range<usize>, label: impl Into<String>) -> Site {
        Site {
            file: self.path.clone(),
            span,
            label: label.into(),
        }
    }

    /// The name under `[package]`, or the start of the file.
    pub(crate) fn name_site(&self, label: impl Into<String>) -> Site {
        let span = self.value(&["package", "name"]).map_or(0..0, Spanned::span);
        self.site(span, label)
    }

    /// The place of a key in nested tables.
    pub(crate) fn key_span(&self, keys: &[&str]) -> Option<Range<usize>> {
        let (last, tables) = keys.split_last()?;
        let mut table = &self.table;
        for key in tables {
            table = table.get(*key)?.get_ref().as_table()?;
        }
        table.get_key_value(*last).map(|(key, _)| key.span())
    }

    /// The value at nested keys.
    pub(crate) fn value(&self, keys: &[&str]) -> Option<&Spanned<DeValue<'static>>> {
        let (first, rest) = keys.split_first()?;
        let mut value = self.table.get(*first)?;
        for key in rest {
            value = value.get_ref().as_table()?.get(*key)?;
        }
        Some(value)
    }

    /// Whether `<keys>.workspace = true`.
    pub(crate) fn inherits(&self, keys: &[&str]) -> bool {
        self.value(keys)
            .is_some_and(|value| says_workspace(value.get_ref()))
    }

    /// Every dependency, also those of `[target.*]`.
    pub(crate) fn declared(&self) -> Vec<Declared> {
        let mut all = Vec::new();
        collect(&self.table, None, &mut all);
        if let Some(targets) = self
            .table
            .get("target")
            .and_then(|it| it.get_ref().as_table())
        {
            for (target, tables) in targets {
                if let Some(tables) = tables.get_ref().as_table() {
                    collect(tables, Some(target.get_ref()), &mut all);
                }
            }
        }
        all
    }
}

fn collect(table: &DeTable<'_>, target: Option<&str>, all: &mut Vec<Declared>) {
    const TABLES: [(&str, Kind); 5] = [
        ("dependencies", Kind::Normal),
        ("dev-dependencies", Kind::Dev),
        ("dev_dependencies", Kind::Dev),
        ("build-dependencies", Kind::Build),
        ("build_dependencies", Kind::Build),
    ];
    for (name, kind) in TABLES {
        let Some(entries) = table.get(name).and_then(|it| it.get_ref().as_table()) else {
            continue;
        };
        all.extend(entries.iter().map(|(key, value)| Declared {
            key: key.get_ref().to_string(),
            kind,
            target: target.map(str::to_owned),
            span: key.span(),
            inherited: says_workspace(value.get_ref()),
        }));
    }
}

fn says_workspace(value: &DeValue<'_>) -> bool {
    value
        .as_table()
        .and_then(|table| table.get("workspace"))
        .is_some_and(|value| value.get_ref().as_bool() == Some(true))
}

/// `DeTable::make_owned` leaves no borrow either, but its type still has the lifetime.
fn owned(table: DeTable<'_>) -> DeTable<'static> {
    table
        .into_iter()
        .map(|(key, value)| {
            let key = Spanned::new(key.span(), key.into_inner().into_owned().into());
            (key, owned_value(value))
        })
        .collect()
}

fn owned_value(value: Spanned<DeValue<'_>>) -> Spanned<DeValue<'static>> {
    let span = value.span();
    let value = match value.into_inner() {
        DeValue::String(text) => DeValue::String(text.into_owned().into()),
        DeValue::Boolean(it) => DeValue::Boolean(it),
        DeValue::Datetime(it) => DeValue::Datetime(it),
        DeValue::Table(table) => DeValue::Table(owned(table)),
        DeValue::Array(array) => DeValue::Array(array.into_iter().map(owned_value).collect()),
        // No rule reads a number; what stands there does not matter.
        DeValue::Integer(_) | DeValue::Float(_) => DeValue::Boolean(false),
    };
    Spanned::new(span, value)
}
