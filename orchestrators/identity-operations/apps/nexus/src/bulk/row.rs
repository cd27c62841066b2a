//! A row of a file of people, before anything in it is believed.

use std::fmt;

use serde::Serialize;
use zeroize::Zeroizing;

/// Where a row stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Which person of the file, from 1, not counting the header.
    pub row: u64,
    /// The line the row begins on, from 1, as an editor counts.
    pub line: u64,
}

/// What a file knows of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// The slug of the tenant to join.
    Tenant,
    /// The e-mail address.
    Email,
    /// The name.
    Name,
    /// The roles in the tenant.
    Roles,
    /// Why the address is vouched for.
    Vouch,
    /// The password.
    Password,
}

impl Column {
    /// Every column.
    pub const ALL: [Self; 6] = [
        Self::Tenant,
        Self::Email,
        Self::Name,
        Self::Roles,
        Self::Vouch,
        Self::Password,
    ];
    /// Those without which a file cannot be used.
    pub const REQUIRED: [Self; 3] = [Self::Tenant, Self::Email, Self::Name];

    /// The name of the column in a file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Email => "email",
            Self::Name => "name",
            Self::Roles => "roles",
            Self::Vouch => "vouch",
            Self::Password => "password",
        }
    }

    /// The column with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A row as it was written. It holds a person's data, so it has no `Debug`.
#[expect(
    missing_debug_implementations,
    reason = "it holds a person's data and a password"
)]
pub struct Row {
    /// Where it stands.
    pub place: Place,
    /// The tenant's slug.
    pub tenant: String,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The roles; none means the default.
    pub roles: Vec<String>,
    /// Why the address is vouched for, if it is.
    pub vouch: Option<String>,
    /// The password, if there is one.
    pub password: Option<Zeroizing<String>>,
}

impl Row {
    pub(super) const fn empty(place: Place) -> Self {
        Self {
            place,
            tenant: String::new(),
            email: String::new(),
            name: String::new(),
            roles: Vec::new(),
            vouch: None,
            password: None,
        }
    }

    /// Sets a column from text. Roles are separated by `;`; an empty vouch or password is none.
    pub(super) fn set(&mut self, column: Column, text: &str) {
        match column {
            Column::Tenant => text.clone_into(&mut self.tenant),
            Column::Email => text.clone_into(&mut self.email),
            Column::Name => text.clone_into(&mut self.name),
            Column::Roles => self.roles = split_roles(text),
            Column::Vouch => self.vouch = some(text).map(str::to_owned),
            Column::Password => {
                self.password = some(text).map(|text| Zeroizing::new(text.to_owned()));
            },
        }
    }
}

fn split_roles(text: &str) -> Vec<String> {
    text.split(';')
        .map(str::trim)
        .filter(|role| !role.is_empty())
        .map(str::to_owned)
        .collect()
}

fn some(text: &str) -> Option<&str> {
    (!text.trim().is_empty()).then_some(text)
}

/// One thing that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The column it is in, if it is in one.
    pub column: Option<Column>,
    /// The stable code.
    pub code: String,
    /// What is wrong and what to do. Never the person's data.
    pub message: String,
}

impl Problem {
    /// A problem of the whole row.
    pub fn of_row(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            column: None,
            code: code.into(),
            message: message.into(),
        }
    }

    /// A problem of one column.
    pub fn of_column(column: Column, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            column: Some(column),
            code: code.into(),
            message: message.into(),
        }
    }
}

/// A row that was rejected, and everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// Where the row stands.
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong, at least one thing.
    pub problems: Vec<Problem>,
}

impl Rejection {
    /// A row with one problem.
    pub fn one(place: Place, problem: Problem) -> Self {
        Self {
            place,
            problems: vec![problem],
        }
    }
}
