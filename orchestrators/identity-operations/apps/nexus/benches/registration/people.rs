//! Files of people who do not exist.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};

/// The tenants they join.
const TENANTS: [&str; 8] = [
    "amber-harbour",
    "blue-ferry",
    "north-clinic",
    "old-mill",
    "pinegrove-school",
    "quill-press",
    "saffron-kitchens",
    "tin-drum",
];

/// Whether a file has passwords.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passwords {
    None,
    Each,
}

/// Writes a CSV file of `count` people, all different, all vouched for.
pub(crate) fn write(path: &Path, count: u32, passwords: Passwords) {
    let mut file = BufWriter::new(File::create(path).expect("a new file"));
    writeln!(file, "tenant,email,name,roles,vouch,password").expect("a header");
    for (number, tenant) in (0..count).zip(TENANTS.iter().cycle()) {
        let password = match passwords {
            Passwords::None => String::new(),
            Passwords::Each => format!("correct horse {number} battery staple"),
        };
        writeln!(
            file,
            "{tenant},person.{number}@example.org,Person Number {number},member,on the list,{password}"
        )
        .expect("a row");
    }
    file.flush().expect("a whole file");
}
