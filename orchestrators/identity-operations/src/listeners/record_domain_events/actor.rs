//! Who acted: from the words that the truths keep to the trail's own.

use audit_logger::{Actor, ActorId, InvalidSlug, Slug};

/// Reads `user:usr_…`, `operator:<name>`, `service:<name>` and `process:<name>`. Anything else acted as
/// a part of the system that did not say which: it is kept as such, never dropped.
pub(super) fn parse(text: &str) -> Result<Actor, InvalidSlug> {
    let (kind, name) = text.split_once(':').unwrap_or(("", text));
    match kind {
        "user" => Ok(ActorId::parse(name).map_or_else(|_| unnamed(), Actor::user)),
        "operator" => Ok(Actor::Operator {
            name: Slug::parse(name)?,
        }),
        "service" => Ok(Actor::Service {
            name: Slug::parse(name)?,
        }),
        "process" | "system" => Ok(Actor::System {
            component: Slug::parse(name)?,
        }),
        _ => Ok(unnamed()),
    }
}

fn unnamed() -> Actor {
    Actor::Anonymous
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_truths_become_those_of_the_trail() {
        let read = |text| parse(text).map(|actor| actor.to_string());
        assert_eq!(read("operator:cli").as_deref(), Ok("operator:cli"));
        assert_eq!(
            read("process:user_registration").as_deref(),
            Ok("system:user_registration")
        );
        assert_eq!(read("service:importer").as_deref(), Ok("service:importer"));
        let user = format!("user:usr_{:032x}", 7);
        assert_eq!(read(&user).as_deref(), Ok(user.as_str()));
    }

    #[test]
    fn an_actor_of_no_known_kind_is_kept_as_unknown() {
        assert_eq!(parse("somebody"), Ok(Actor::Anonymous));
        assert_eq!(parse("user:not-an-id"), Ok(Actor::Anonymous));
    }

    #[test]
    fn a_name_that_is_no_slug_is_a_fault() {
        assert!(parse("operator:Not A Slug").is_err());
    }
}
