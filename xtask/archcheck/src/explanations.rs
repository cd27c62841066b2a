//! The text of every rule, kept apart from the codes so that both can be read.

use crate::codes::{Code, Explanation};

pub(crate) const fn of(code: Code) -> Explanation {
    match code {
        Code::A001 => Explanation {
            rule: "Every package belongs to exactly one layer, and every `Cargo.toml` on disk is a member or listed under `outside`.",
            why: "A package without a layer has no rules, and nobody notices.",
            fix: "Add the package's folder to the `packages` of one layer, or list it under `outside`.",
            example: "A new folder `crates/billing/Cargo.toml` that no layer's `packages` selects.",
        },
        Code::A002 => Explanation {
            rule: "A layer depends only on the layers it may use, for each kind of dependency (normal, dev, build). Optional, target-specific and renamed dependencies count.",
            why: "An arrow that is not drawn is not allowed, else the layers are a picture and no fact.",
            fix: "Turn the dependency round through a port, or move the code to the layer that may have it.",
            example: "A kit that depends on a truth: `identity.workspace = true` in `crates/sqlite-kit/Cargo.toml`.",
        },
        Code::A003 => Explanation {
            rule: "Members of an independent layer do not depend on one another, in any kind of dependency and behind any feature.",
            why: "Two truths that know each other can no longer change, ship or be understood alone.",
            fix: "Compose the two in the layer above, or refer to the other's thing by an opaque id.",
            example: "`ident = { package = \"identity\", path = \"../identity\" }` in `crates/tenant/Cargo.toml`.",
        },
        Code::A004 => Explanation {
            rule: "A third-party crate is on the allow-list of the layer for this kind of dependency, or permitted to this one package with a reason.",
            why: "Each dependency is code that this layer vouches for.",
            fix: "Do without it, move its use to an adapter, or add it to the list with a reason.",
            example: "`rusqlite.workspace = true` in a truth.",
        },
        Code::A005 => Explanation {
            rule: "A crate under `deny-transitive` is not reachable from the layer through normal or build dependencies, however long the chain.",
            why: "A runtime that comes in through the back door is in the house all the same.",
            fix: "Replace the crate at the start of the chain, or switch off its feature that brings the denied crate.",
            example: "`identity` depends on `some-client`, which depends on `tokio`.",
        },
        Code::A006 => Explanation {
            rule: "Workspace packages do not depend on each other in a circle, dev-dependencies included. A package's dev-dependency on itself is not a circle.",
            why: "Packages in a circle are one package in several folders.",
            fix: "Cut the edge that is named, usually by moving the shared test code to the package below.",
            example: "`a` uses `b` in its tests, and `b` uses `a` in its tests.",
        },
        Code::A007 => Explanation {
            rule: "A dependency is a member of this workspace or comes from the registry: no path outside, no git, no registry copy of a member's name, no `[patch]` or `[replace]`.",
            why: "What is built must be what is in the repository and the lock file.",
            fix: "Depend on the member by `workspace = true`, or on a released version.",
            example: "`left = { path = \"../../elsewhere/left\" }`",
        },
        Code::A008 => Explanation {
            rule: "An adapter depends on the package it is nested in, where the layer says `parent-uses` on what that package itself uses, and on no other truth, orchestrator or adapter.",
            why: "An adapter stores or carries one truth. With two it has become an orchestrator.",
            fix: "Depend on the parent package only; let the app put adapters together.",
            example: "`crates/tenant/adapters/sqlite` depends on `identity`.",
        },
        Code::A009 => Explanation {
            rule: "Only layers that list the adapter layer, the composition roots, depend on adapters.",
            why: "Code that names an adapter has chosen its technology, and so has everyone above it.",
            fix: "Take the port as a parameter and let the app pass the adapter in.",
            example: "An orchestrator that depends on `identity-sqlite`.",
        },
        Code::A010 => Explanation {
            rule: "Members inherit lints, edition, rust-version, licence and the versions of their dependencies from the workspace, as far as `inherit` lists them.",
            why: "What is said once cannot contradict itself.",
            fix: "Write `<key>.workspace = true`, and `[lints] workspace = true`.",
            example: "`serde = \"1\"` in a member, or `edition = \"2021\"`.",
        },
        Code::A101 => Explanation {
            rule: "Paths under `forbid-paths` do not occur in a layer's sources, whether imported, renamed by `use` or `type`, written inline, in angle brackets or inside a macro. Tests are exempt.",
            why: "Files, the network, the environment and the clock are decisions of whoever runs the code.",
            fix: "Take the value as a parameter, or ask for it through a port.",
            example: "`std::fs::read(path)` in a truth.",
        },
        Code::A102 => Explanation {
            rule: "`#[path]`, also under `cfg_attr`, `include!`, `include_str!` and `include_bytes!` stay inside their package.",
            why: "A file of another package that is pulled in is a dependency that no manifest shows.",
            fix: "Depend on the package that owns the file, or move the file.",
            example: "`#[path = \"../../identity/src/user.rs\"] mod user;`",
        },
        Code::A103 => Explanation {
            rule: "Another crate is not re-exported with a glob.",
            why: "A glob makes the other crate's whole surface ours, today's and tomorrow's.",
            fix: "Name what is re-exported, or let callers depend on the crate itself.",
            example: "`pub use identity::*;`",
        },
        Code::A105 => Explanation {
            rule: "The first line of each source file begins with `//!` and says what the file is.",
            why: "A reader who opens a file wants to know where he is.",
            fix: "Add one `//!` sentence as the first line.",
            example: "A file that begins with `use std::fmt;`.",
        },
        Code::A301 => Explanation {
            rule: "Every selector, name, allowance and permit in the rules file refers to something that exists and is used.",
            why: "A rule with a misspelt name holds nothing, and stays green.",
            fix: "Correct the name, or remove the entry.",
            example: "`packages = [\"crate/*\"]`, where the folder is `crates`.",
        },
        Code::A302 => Explanation {
            rule: "A waiver names an existing finding and its `until` date has not passed.",
            why: "An exception without an end is a rule that nobody wrote down.",
            fix: "Repair what was waived and remove the waiver, or argue a new date.",
            example: "A `[[waiver]]` whose `until` was last month.",
        },
    }
}
