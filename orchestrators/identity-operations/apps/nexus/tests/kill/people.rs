//! Invented people, and what must become of each.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::dice::Dice;

const TENANTS: [&str; 6] = ["acme", "globex", "initech", "nova-9", "umbra", "zeta"];
const ROLES: [&[&str]; 4] = [
    &["member"],
    &["admin", "member"],
    &["guest"],
    &["admin", "guest", "owner"],
];

/// One registration: a person in a tenant.
#[derive(Debug, Clone)]
pub(crate) struct Registration {
    pub(crate) tenant: &'static str,
    /// As the file writes it.
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) roles: &'static [&'static str],
    /// Somebody vouches; else the person must prove the mailbox.
    pub(crate) vouched: bool,
    pub(crate) password: Option<&'static str>,
}

/// What must be there in the end, whatever happened on the way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expected {
    /// Tenant, canonical address and roles of each member.
    pub(crate) members: BTreeSet<(String, String, Vec<String>)>,
    /// Tenant and canonical address of each person who has to prove the mailbox yet.
    pub(crate) awaiting: BTreeSet<(String, String)>,
    /// Tenant and canonical address of everybody who was sent a link.
    pub(crate) asked_to_prove: BTreeSet<(String, String)>,
    /// Canonical addresses of those who have a password.
    pub(crate) with_password: BTreeSet<String>,
}

/// Some 300 registrations of 200 people: a third in two tenants, with other roles and the address
/// written differently; a tenth have to prove the mailbox; a few have a password.
pub(crate) fn invent() -> Vec<Registration> {
    let mut all = Vec::new();
    for i in 0..200 {
        let email = match i % 7 {
            0 => format!("zoë.{i}@bücher.example"),
            1 => format!("Person.{i}@mail.example.org"),
            _ => format!("person.{i}@example.org"),
        };
        let first = Registration {
            tenant: TENANTS[i % 6],
            name: format!("Zoë Ångström {i}"),
            roles: ROLES[i % 4],
            vouched: i % 10 != 9,
            password: (i % 50 == 7 && i % 3 != 0).then_some("seven herons on a long jetty"),
            email,
        };
        if i % 3 == 0 {
            all.push(Registration {
                tenant: TENANTS[(i + 1) % 6],
                email: first
                    .email
                    .replace("person", "PERSON")
                    .replace("zoë", "Zoë"),
                roles: ROLES[(i + 1) % 4],
                vouched: true,
                password: None,
                ..first.clone()
            });
        }
        if i % 8 == 5 {
            // The same line twice.
            all.push(first.clone());
        }
        all.push(first);
    }
    all
}

/// The file, in an order of its own for each throw of the dice.
pub(crate) fn csv(people: &[Registration], dice: &mut Dice) -> String {
    let mut text = "tenant,email,name,roles,vouch,password\n".to_owned();
    for person in dice.shuffled(people.iter().collect()) {
        let vouch = if person.vouched {
            "HR list, autumn"
        } else {
            ""
        };
        writeln!(
            text,
            "{},{},{},{},\"{vouch}\",{}",
            person.tenant,
            person.email,
            person.name,
            person.roles.join(";"),
            person.password.unwrap_or_default(),
        )
        .unwrap();
    }
    text
}

impl Expected {
    /// What follows from the registrations alone.
    pub(crate) fn of(people: &[Registration]) -> Self {
        let mut expected = Self::default();
        for person in people {
            let tenant = person.tenant.to_owned();
            let email = canonical(&person.email);
            if person.vouched {
                let roles = person.roles.iter().map(|&role| role.to_owned()).collect();
                expected.members.insert((tenant, email.clone(), roles));
                if person.password.is_some() {
                    expected.with_password.insert(email);
                }
            } else {
                expected
                    .asked_to_prove
                    .insert((tenant.clone(), email.clone()));
                expected.awaiting.insert((tenant, email));
            }
        }
        expected
    }

    /// The same after those among `people` who had to prove the mailbox did so, and chose a password or
    /// did not.
    pub(crate) fn once_proven(mut self, people: &[Registration], password: bool) -> Self {
        for person in people.iter().filter(|person| !person.vouched) {
            let email = canonical(&person.email);
            self.awaiting
                .remove(&(person.tenant.to_owned(), email.clone()));
            let roles = person.roles.iter().map(|&role| role.to_owned()).collect();
            self.members
                .insert((person.tenant.to_owned(), email.clone(), roles));
            if password {
                self.with_password.insert(email);
            }
        }
        self
    }

    /// The canonical addresses of those who must be users.
    pub(crate) fn users(&self) -> BTreeSet<String> {
        let emails = self.members.iter().map(|(_, email, _)| email.clone());
        emails.collect()
    }

    /// Tenant and canonical address of everybody who must have been welcomed.
    pub(crate) fn welcomed(&self) -> BTreeSet<(String, String)> {
        let members = self.members.iter();
        members
            .map(|(tenant, email, _)| (tenant.clone(), email.clone()))
            .collect()
    }

    /// The tenants that must be there.
    pub(crate) fn tenants(&self) -> BTreeSet<String> {
        let members = self.members.iter().map(|(tenant, ..)| tenant.clone());
        let awaiting = self.awaiting.iter().map(|(tenant, _)| tenant.clone());
        members.chain(awaiting).collect()
    }
}

/// The address by which two ways to write it are the same person.
pub(crate) fn canonical(email: &str) -> String {
    let email = identity::EmailAddress::parse(email).unwrap();
    email.canonical().to_owned()
}
