//! One registration is aborted at every boundary of its process, and run again.

use std::collections::{BTreeMap, BTreeSet};

use crate::deaths::{Death, End};
use crate::doomed;
use crate::found::Found;
use crate::installation::{Call, Installation};
use crate::order;
use crate::people::{Expected, Registration};

const PASSWORD: &str = "seven herons on a long jetty";
/// The steps of every registration.
const STEPS: [&str; 6] = [
    "create_user",
    "join_tenant",
    "grant_roles",
    "activate_user",
    "record_audit",
    "send_welcome",
];
/// The boundaries of each step.
const BOUNDARIES: [&str; 3] = ["AfterCommit", "AfterEffect", "BeforeEffect"];
/// No process has so many boundaries: a loop that gets there does not end.
const BOUNDARIES_MAX: usize = 100;

fn ada(vouched: bool) -> Registration {
    Registration {
        tenant: "acme",
        email: "Ada@Example.org".to_owned(),
        name: "Ada Lovelace".to_owned(),
        roles: &["admin", "member"],
        vouched,
        password: vouched.then_some(PASSWORD),
    }
}

fn register(more: &[&'static str]) -> Vec<&'static str> {
    let mut arguments = vec!["register", "--tenant", "acme", "--email", "Ada@Example.org"];
    arguments.extend([
        "--name",
        "Ada Lovelace",
        "--role",
        "member",
        "--role",
        "admin",
    ]);
    arguments.extend(more);
    arguments
}

fn with_acme() -> Installation {
    let installation = Installation::new();
    installation.finish(Call::new(&["tenant", "create", "acme"]));
    installation
}

/// Aborts the command at its first boundary, at its second and so on, each time in a copy of `before`,
/// and runs it again; `after` is what must be there then. Answers where it was aborted.
fn abort_everywhere(
    before: &Installation,
    call: Call<'_>,
    after: impl Fn(&Installation),
) -> BTreeMap<String, BTreeSet<String>> {
    let mut aborted = BTreeMap::<_, BTreeSet<_>>::new();
    for passed in 0..BOUNDARIES_MAX {
        let installation = before.copy();
        let death = Death::Aborted { passed };
        let end = death.befall(&installation, call);
        if end == End::Died {
            let (step, boundary) = doomed::aborted_at(&installation);
            println!("aborted at {step} {boundary}");
            aborted.entry(step).or_default().insert(boundary);
            order::at_any_moment(&Found::in_installation(&installation.copy()).unwrap());
            installation.finish(call);
        }
        after(&installation);
        if end == End::Finished {
            return aborted;
        }
    }
    panic!("the process has no end");
}

fn assert_hit(aborted: &BTreeMap<String, BTreeSet<String>>, steps: &[&str]) {
    for &step in steps {
        let hit: Vec<_> = aborted.get(step).into_iter().flatten().collect();
        assert_eq!(hit, BOUNDARIES, "{step}");
    }
}

fn is_at_rest(expected: &Expected) -> impl Fn(&Installation) {
    move |installation| {
        let found = Found::in_installation(installation).unwrap();
        order::at_rest(&found, expected);
    }
}

#[test]
fn who_is_vouched_for_survives_an_abort_at_every_boundary() {
    let expected = Expected::of(&[ada(true)]);
    let arguments = register(&["--vouch", "met in person", "--password-stdin"]);
    let call = Call::new(&arguments).reading(PASSWORD);
    let aborted = abort_everywhere(&with_acme(), call, is_at_rest(&expected));
    assert_hit(&aborted, &STEPS);
}

#[test]
fn who_must_prove_survives_an_abort_at_every_boundary_before_the_proof() {
    let expected = Expected::of(&[ada(false)]);
    let arguments = register(&[]);
    let call = Call::new(&arguments);
    let aborted = abort_everywhere(&with_acme(), call, |installation| {
        is_at_rest(&expected)(installation);
        // What survived is good for the rest of the way.
        let verify = ["verify", &token(installation), "--password-stdin"];
        installation.finish(Call::new(&verify).reading(PASSWORD));
        is_at_rest(&expected.clone().once_proven(&[ada(false)], true))(installation);
    });
    assert_hit(&aborted, &["send_verification"]);
}

#[test]
fn who_proves_survives_an_abort_at_every_boundary_after_the_proof() {
    let before = with_acme();
    before.finish(Call::new(&register(&[])));
    let expected = Expected::of(&[ada(false)]).once_proven(&[ada(false)], true);
    let token = token(&before);
    let verify = ["verify", &token, "--password-stdin"];
    let call = Call::new(&verify).reading(PASSWORD);
    let aborted = abort_everywhere(&before, call, is_at_rest(&expected));
    assert_hit(&aborted, &STEPS);
}

#[test]
fn an_undo_survives_an_abort_at_every_boundary() {
    let before = with_acme();
    before.finish(Call::new(&register(&[])));
    before.finish(Call::new(&[
        "tenant", "suspend", "acme", "--reason", "abuse",
    ]));
    let token = token(&before);
    let verify = ["verify", &token];
    // Nobody can join a suspended tenant: the process turns back.
    let call = Call::new(&verify).rejected();
    let aborted = abort_everywhere(&before, call, |installation| {
        order::undone(&Found::in_installation(installation).unwrap());
    });
    assert_hit(&aborted, &["create_user"]);
    let undone: Vec<_> = aborted["send_verification"].iter().collect();
    assert_eq!(undone, BOUNDARIES);
}

/// The token in the only message that holds one.
fn token(installation: &Installation) -> String {
    let found = Found::in_installation(installation).unwrap();
    let tokens = found
        .messages
        .into_iter()
        .filter_map(|message| message.token);
    let [token] = <[_; 1]>::try_from(tokens.collect::<Vec<_>>()).expect("one link");
    token
}
