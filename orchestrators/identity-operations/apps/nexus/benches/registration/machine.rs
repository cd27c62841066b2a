//! What kind of machine this is. No name and no path of it.

use std::{env::consts, fs, thread};

use chrono::{DateTime, Utc};
use nexus::system::System;

pub(crate) struct Machine {
    pub(crate) date: DateTime<Utc>,
    pub(crate) cores: usize,
    /// `None` where nobody tells.
    pub(crate) memory_gib: Option<u64>,
    pub(crate) system: String,
    /// How many processes wanted a core before the run, on average over a minute.
    pub(crate) load: Option<String>,
}

impl Machine {
    pub(crate) fn here() -> Self {
        let kernel = first_word("/proc/sys/kernel/osrelease").unwrap_or_default();
        Self {
            date: System::now(),
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory_gib: memory_gib(),
            system: format!("{} {kernel} {}", consts::OS, consts::ARCH),
            load: first_word("/proc/loadavg"),
        }
    }
}

fn memory_gib() -> Option<u64> {
    let info = fs::read_to_string("/proc/meminfo").ok()?;
    let line = info
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib.div_ceil(1024 * 1024))
}

fn first_word(path: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.split_whitespace().next()?.to_owned())
}
