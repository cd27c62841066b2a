//! Payment card numbers.

/// Where in `bytes` a card number ends that starts at `at`: 13 to 19 digits, alone or in groups
/// with one space or dash between, that pass the Luhn check.
pub(super) fn ends_at(bytes: &[u8], at: usize) -> Option<usize> {
    let mut digits = Vec::with_capacity(19);
    let mut found = None;
    let mut here = at;
    while let Some(digit) = bytes.get(here).filter(|b| b.is_ascii_digit()) {
        digits.push(*digit);
        if digits.len() > 19 {
            break;
        }
        here += 1;
        let after = bytes.get(here).copied();
        // The longest that fits, so that no tail of it stays readable.
        if !after.is_some_and(|b| b.is_ascii_alphanumeric()) && is_card_digits(&digits) {
            found = Some(here);
        }
        let grouped = matches!(after, Some(b' ' | b'-'))
            && bytes.get(here + 1).is_some_and(u8::is_ascii_digit);
        here += usize::from(grouped);
    }
    found
}

/// Whether a whole number is a card's.
pub(super) fn is_card(number: u64) -> bool {
    number >= 1_000_000_000_000 && is_card_digits(number.to_string().as_bytes())
}

/// Payment cards begin with 2 to 6 (ISO/IEC 7812), so times in milliseconds are none before 2033.
fn is_card_digits(digits: &[u8]) -> bool {
    (13..=19).contains(&digits.len())
        && matches!(digits.first(), Some(b'2'..=b'6'))
        && luhn_sum(digits).is_multiple_of(10)
}

fn luhn_sum(digits: &[u8]) -> u32 {
    let value = |(place, digit): (usize, &u8)| {
        let digit = u32::from(digit.saturating_sub(b'0'));
        match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, double @ 0..=9) => double,
            (_, double) => double - 9,
        }
    };
    digits.iter().rev().enumerate().map(value).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers() {
        for card in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "3782-822463-10005",
            "6011000990139424",
        ] {
            assert_eq!(ends_at(card.as_bytes(), 0), Some(card.len()), "{card}");
        }
        // A check value after it is not a part of it.
        assert_eq!(ends_at(b"4111 1111 1111 1111 737", 0), Some(19));
        for other in [
            "4111111111111112",
            "411111111111",
            "41111111111111111111111",
            "1700000000000000",
        ] {
            assert_eq!(ends_at(other.as_bytes(), 0), None, "{other}");
        }
        assert!(is_card(4_111_111_111_111_111) && !is_card(4_111_111_111_111_112) && !is_card(42));
    }
}
