//! A file of people is registered by a process that is killed again and again.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use nexus::system::System;

use crate::deaths::{Death, End, Instant, Pace};
use crate::dice::{self, Dice};
use crate::found::Found;
use crate::installation::{Call, Installation};
use crate::order;
use crate::people::{self, Expected, Registration};

const REGISTER: Call<'static> = Call::new(&["register", "--from", "people.csv"]);
/// How many data directories are worked on at the same time.
const LANES: u8 = 4;
/// How often the process is killed in each, unless it is done before.
const DEATHS_EACH: u32 = 17;
/// How many of them kill the process while it makes the data directory.
const EARLY_DEATHS_EACH: u32 = 3;
/// How many people prove their mailbox in each.
const PROOFS_EACH: usize = 6;
/// How long the first moments of a process are, and in how many parts they are looked at.
const MAKING: Duration = Duration::from_millis(8);
const MAKING_PARTS: u32 = 60;
/// The fewest deaths of all lanes together that make this a test.
const DEATHS_MIN: u32 = 50;

#[test]
fn a_file_of_people_survives_being_killed_at_any_instant() {
    let seed = dice::seed();
    println!("NEXUS_KILL_SEED={seed}");
    let people = people::invent();
    let calm = Calm::run(&people, &mut Dice::new(seed, u8::MAX));
    let deaths: u32 = thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES)
            .map(|lane| {
                let (people, calm) = (&people, &calm);
                scope.spawn(move || lane_of_deaths(people, calm, Dice::new(seed, lane), lane))
            })
            .collect();
        lanes.into_iter().map(|lane| lane.join().unwrap()).sum()
    });
    println!("{deaths} deaths");
    assert!(deaths >= DEATHS_MIN, "only {deaths} deaths");
}

/// The data directory is there some milliseconds after the start: these are looked at closely.
#[test]
fn a_data_directory_survives_being_killed_while_it_is_made() {
    let mut dice = Dice::new(0, 0);
    let people = people::invent().split_off(people::invent().len() - 1);
    let expected = Expected::of(&people);
    let mut deaths = 0;
    for part in 0..MAKING_PARTS {
        let installation = Installation::new();
        installation.write("people.csv", &people::csv(&people, &mut dice));
        let death = Death::Killed {
            when: Instant::Files(usize::from(part % 2 == 0)),
            then: MAKING / MAKING_PARTS * part,
        };
        if death.befall(&installation, REGISTER) == End::Died {
            deaths += 1;
        }
        installation.finish(REGISTER);
        let found = Found::in_installation(&installation).unwrap();
        order::at_rest(&found, &expected);
    }
    println!("{deaths} deaths");
    assert!(deaths > MAKING_PARTS / 2, "only {deaths} deaths");
}

/// A run that nobody disturbed: what it took, and what happened in it.
struct Calm {
    pace: Pace,
    kinds: BTreeMap<&'static str, usize>,
}

impl Calm {
    fn run(people: &[Registration], dice: &mut Dice) -> Self {
        let installation = Installation::new();
        installation.write("people.csv", &people::csv(people, dice));
        let begun = System::instant();
        installation.finish(REGISTER);
        let took = begun.elapsed();
        let found = Found::in_installation(&installation).unwrap();
        order::at_rest(&found, &Expected::of(people));
        // Somewhat more deaths than there are, so that the run is not done before the last of them.
        let parts = u64::from(DEATHS_EACH) * 4 / 3;
        let (messages, processes) = (found.messages.len(), found.processes.len());
        // Six steps with three boundaries each.
        let boundaries = u64::try_from(processes).unwrap() * 18;
        Self {
            pace: Pace {
                boundaries: boundaries / parts,
                bytes: installation.size().1 / parts,
                messages: u64::try_from(messages).unwrap() / parts,
                time: took / u32::try_from(parts).unwrap(),
            },
            kinds: told_by_people_and_tenants(&found),
        }
    }
}

/// Kills the run in one data directory until it is done, and answers how often.
fn lane_of_deaths(people: &[Registration], calm: &Calm, mut dice: Dice, lane: u8) -> u32 {
    let installation = Installation::new();
    installation.write("people.csv", &people::csv(people, &mut dice));
    let mut deaths = 0;
    while deaths < DEATHS_EACH {
        let death = if deaths < EARLY_DEATHS_EACH {
            Death::early(&mut dice)
        } else {
            Death::any(&installation, &calm.pace, &mut dice)
        };
        let end = death.befall(&installation, REGISTER);
        println!(
            "lane {lane}: {death:?}: {end:?} with {} messages",
            installation.messages()
        );
        if end == End::Finished {
            break;
        }
        deaths += 1;
        match Found::in_installation(&installation.copy()) {
            Some(found) => {
                order::at_any_moment(&found);
                order::nothing_was_undone(&found);
            },
            None => assert_eq!(installation.messages(), 0),
        }
    }
    finish(&installation, people, calm);
    prove(&installation, people, &mut dice);
    deaths
}

/// Runs the command to its end, twice, and checks what came of it.
fn finish(installation: &Installation, people: &[Registration], calm: &Calm) {
    let count = |answer: &serde_json::Value, key| answer[key].as_u64().unwrap();
    let rows = u64::try_from(people.len()).unwrap();
    let answer = installation.finish(REGISTER);
    let sum: u64 = ["registered", "already_there", "awaiting_proof"]
        .map(|key| count(&answer, key))
        .iter()
        .sum();
    assert_eq!((sum, count(&answer, "rejected")), (rows, 0));

    let found = Found::in_installation(installation).unwrap();
    order::at_rest(&found, &Expected::of(people));
    assert_eq!(told_by_people_and_tenants(&found), calm.kinds);

    let again = installation.finish(REGISTER);
    assert_eq!(count(&again, "registered"), 0);
    let after = Found::in_installation(installation).unwrap();
    assert_eq!(after.events, found.events, "a repeat changed something");
    assert_eq!(after.messages.len(), found.messages.len());
}

/// Some of those who were asked to prove their mailbox do so, each killed once on the way.
fn prove(installation: &Installation, people: &[Registration], dice: &mut Dice) {
    let found = Found::in_installation(installation).unwrap();
    let asked = found.messages.into_iter();
    let asked = asked.filter_map(|message| Some((message.to, message.token?)));
    let mut proven = Vec::new();
    for (email, token) in dice.shuffled(asked.collect()).into_iter().take(PROOFS_EACH) {
        let death = Death::short(dice);
        let verify = ["verify", &token];
        death.befall(installation, Call::new(&verify));
        installation.finish(Call::new(&verify));
        proven.push(email);
    }
    let proven: Vec<_> = people
        .iter()
        .filter(|person| proven.contains(&people::canonical(&person.email)))
        .cloned()
        .collect();
    let found = Found::in_installation(installation).unwrap();
    let expected = Expected::of(people).once_proven(&proven, false);
    order::at_rest(&found, &expected);
}

/// How often each thing happened to people and tenants. Kills leave no trace there; a message that was
/// on its way does show that it was begun twice.
fn told_by_people_and_tenants(found: &Found) -> BTreeMap<&'static str, usize> {
    let mut kinds = found.kinds();
    kinds.retain(|kind, _| !kind.starts_with("notifier."));
    kinds
}
