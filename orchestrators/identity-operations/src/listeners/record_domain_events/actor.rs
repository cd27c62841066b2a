//! Who acted: from the words that the truths keep to the trail's own.

use audit_logger::{Actor, Slug};

/// Who acted, for a record. Words that the trail does not know were written by another version or program:
/// the record then says that it is not known who acted, and the truth's own event still has the words.
pub(super) fn parse(text: &str) -> Actor {
    actor_of_record(text).unwrap_or(Actor::Anonymous)
}

/// Reads `user:usr_…`, `operator:<name>`, `service:<name>`, `process:<name>` and `system:<name>`; nothing
/// else has a name in the trail.
pub(crate) fn actor_of_record(text: &str) -> Option<Actor> {
    let (kind, name) = text.split_once(':')?;
    if kind == "process" {
        // A process is a part of the system, in the trail's words.
        return Slug::parse(name)
            .ok()
            .map(|component| Actor::System { component });
    }
    Actor::parse(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_truths_become_those_of_the_trail() {
        let read = |text| actor_of_record(text).map(|actor| actor.to_string());
        assert_eq!(read("operator:cli").as_deref(), Some("operator:cli"));
        assert_eq!(
            read("process:user_registration").as_deref(),
            Some("system:user_registration")
        );
        assert_eq!(
            read("service:importer").as_deref(),
            Some("service:importer")
        );
        let user = format!("user:usr_{:032x}", 7);
        assert_eq!(read(&user).as_deref(), Some(user.as_str()));
    }

    #[test]
    fn an_actor_of_no_known_kind_is_kept_as_unknown() {
        assert_eq!(parse("somebody"), Actor::Anonymous);
        assert_eq!(parse("user:not-an-id"), Actor::Anonymous);
    }

    #[test]
    fn a_name_that_is_no_slug_is_a_fault() {
        assert_eq!(actor_of_record("operator:Not A Slug"), None);
        assert_eq!(parse("operator:Not A Slug"), Actor::Anonymous);
    }
}
