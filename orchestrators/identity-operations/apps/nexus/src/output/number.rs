//! Numbers as people read them.

use std::time::Duration;

/// A count with a comma between thousands.
///
/// ```
/// assert_eq!(nexus::output::grouped(1_234_567), "1,234,567");
/// ```
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with what is counted.
///
/// ```
/// use nexus::output::counted;
///
/// assert_eq!(counted(1, "log"), "1 log");
/// assert_eq!(counted(2_000, "record"), "2,000 records");
/// ```
pub fn counted(count: u64, thing: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{} {thing}{s}", grouped(count))
}

/// A duration in the unit that fits it.
///
/// ```
/// use std::time::Duration;
///
/// use nexus::output::seconds;
///
/// assert_eq!(seconds(Duration::from_micros(400)), "0.4 ms");
/// assert_eq!(seconds(Duration::from_millis(1_340)), "1.34 s");
/// assert_eq!(seconds(Duration::from_secs(3_700)), "1 h 1 min");
/// ```
pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    match whole {
        0 if duration.as_millis() < 100 => format!("{:.1} ms", duration.as_secs_f64() * 1000.0),
        0..60 => format!("{:.2} s", duration.as_secs_f64()),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        3600..86_400 => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
        _ => format!("{} d {} h", whole / 86_400, whole % 86_400 / 3600),
    }
}

/// How many in a second, rounded; 0 if no time went by.
pub fn rate(count: u64, duration: Duration) -> u64 {
    let micros = duration.as_micros();
    let rate = (u128::from(count) * 1_000_000)
        .checked_div(micros)
        .unwrap_or_default();
    u64::try_from(rate).unwrap_or(u64::MAX)
}
