//! The architecture of this workspace, held by `cargo test`; and that the map of it says what is held.

use std::collections::BTreeSet;

use archcheck::Code;

/// Begins a sentence that a rule holds.
const MARK: &str = "**Architecture Invariant:**";

#[test]
fn every_crate_keeps_to_its_layer() {
    archcheck::assert_clean(env!("CARGO_MANIFEST_DIR"));
}

#[test]
fn every_invariant_of_the_map_bears_a_code_and_every_rule_is_an_invariant() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ARCHITECTURE.md");
    let map = std::fs::read_to_string(path).unwrap();
    assert_eq!(faults(&map), Vec::<String>::new());
}

#[test]
fn a_sentence_without_a_rule_and_a_rule_without_a_sentence_are_seen() {
    let items: Vec<String> = promised()
        .iter()
        .map(|code| format!("- {MARK} so it is. ({code})"))
        .collect();
    let map = items.join("\n");
    assert_eq!(faults(&map), Vec::<String>::new());

    let renamed = map.replace("(A003)", "(A999)");
    assert_eq!(
        faults(&renamed),
        [
            "`so it is. (A999)` bears no code of a rule",
            "A003 has no sentence"
        ]
    );
    let bare = format!("{map}\n\nProse. {MARK} so it\nis, see A003.\n\n(A003)\n");
    assert_eq!(
        faults(&bare),
        ["`so it is, see A003.` bears no code of a rule"]
    );
}

/// The codes that the map has a sentence for: all but those about the rules file.
fn promised() -> BTreeSet<Code> {
    Code::ALL
        .into_iter()
        .filter(|code| !code.is_about_the_rules())
        .collect()
}

fn faults(map: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut missing = promised();
    for sentence in sentences(map) {
        match code_of(&sentence) {
            Some(code) => {
                missing.remove(&code);
            },
            None => faults.push(format!("`{sentence}` bears no code of a rule")),
        }
    }
    faults.extend(missing.iter().map(|code| format!("{code} has no sentence")));
    faults
}

/// What follows each mark that begins a sentence, to the next one or the end of the item or paragraph.
fn sentences(map: &str) -> Vec<String> {
    let mut all = Vec::new();
    for block in map.split("\n\n").flat_map(|it| it.split("\n- ")) {
        let mut before = "";
        for (number, part) in block.split(MARK).enumerate() {
            // In the middle of a sentence, the mark is only spoken of.
            let before = std::mem::replace(&mut before, part).trim();
            let begins = before.is_empty() || before.ends_with(['.', ')', ':', '-', '*']);
            if number > 0 && begins {
                let words: Vec<&str> = part.split_whitespace().collect();
                all.push(words.join(" "));
            }
        }
    }
    all
}

/// The code in brackets at the end.
fn code_of(sentence: &str) -> Option<Code> {
    let (_, last) = sentence.strip_suffix(')')?.rsplit_once('(')?;
    Code::ALL.into_iter().find(|code| code.as_str() == last)
}
