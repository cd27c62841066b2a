//! The first line of a CSV file: which column is where.

use std::path::Path;

use super::file_error::FileError;
use super::row::Column;

/// The most characters of an unknown name that are repeated in an error.
const NAME_CHARS_SHOWN: usize = 40;

/// The columns of a file, in its order.
#[derive(Debug)]
pub(super) struct Header(Vec<Column>);

impl Header {
    /// Reads the names. Case and surrounding blanks do not matter; order does not either.
    pub(super) fn parse<'a>(
        path: &Path,
        fields: impl Iterator<Item = &'a [u8]>,
    ) -> Result<Self, FileError> {
        let names: Vec<_> = fields
            .map(|field| String::from_utf8_lossy(field).trim().to_lowercase())
            .collect();
        if let [only] = names.as_slice()
            && let Some(separator) = other_separator(only)
        {
            return Err(FileError::Separator {
                path: path.to_owned(),
                separator,
            });
        }
        let (mut columns, mut unknown) = (Vec::new(), Vec::new());
        for name in &names {
            match Column::named(name) {
                Some(column) if columns.contains(&column) => {
                    return Err(FileError::DoubledColumn {
                        path: path.to_owned(),
                        column,
                    });
                },
                Some(column) => columns.push(column),
                None => unknown.push(name.chars().take(NAME_CHARS_SHOWN).collect()),
            }
        }
        let missing: Vec<_> = Column::REQUIRED
            .into_iter()
            .filter(|column| !columns.contains(column))
            .collect();
        if columns.is_empty() || (!missing.is_empty() && unknown.is_empty()) {
            return Err(FileError::MissingColumns {
                path: path.to_owned(),
                missing,
            });
        }
        if !unknown.is_empty() {
            return Err(FileError::UnknownColumns {
                path: path.to_owned(),
                unknown,
            });
        }
        Ok(Self(columns))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = Column> {
        self.0.iter().copied()
    }
}

fn other_separator(only: &str) -> Option<&'static str> {
    [(';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")]
        .into_iter()
        .find_map(|(found, name)| only.contains(found).then_some(name))
}
