//! What a store of users must do.

use std::num::NonZeroU16;

use super::Stores;
use super::cast::{
    ADA, BOB, at, cause, email, events, granted, key, must, provisioned, register, some, tenant,
    user_id, vouch,
};
use crate::ports::{
    Change, Committed, InsertUserError, Revocation, UpdateUserError, UserPageRequest, Version,
};
use crate::user::{User, UserState};
use crate::values::EmailAddress;

async fn stored(stores: &Stores, number: u128) -> (User, Version) {
    let found = must(
        stores.directory.find(user_id(number)).await,
        "find must answer",
    );
    let found = some(found, "the user must be stored");
    (found.value, found.version)
}

fn activated(user: &User) -> Change<User> {
    must(user.activate(vouch(), at(3)), "an activation")
}

/// A provisioned user MUST be found as he was, at the first version; unknown ones are not found.
pub async fn provisioned_user_is_found(stores: &Stores) {
    let change = provisioned(1, ADA);
    let expected = change.state().clone();
    let answer = must(stores.users.insert(&cause(1), change).await, "insert");
    assert_eq!(
        (answer.version, answer.position.as_u64()),
        (Version::first(), 1)
    );
    assert_eq!(stored(stores, 1).await, (expected, Version::first()));
    let unknown = must(stores.directory.find(user_id(2)).await, "find must answer");
    assert_eq!(unknown, None, "an unknown user must not be found");
}

/// The same key again MUST answer the first answer and write nothing.
pub async fn provisioning_again_answers_the_first_time(stores: &Stores) {
    let first = must(
        stores.users.insert(&cause(1), provisioned(1, ADA)).await,
        "insert",
    );
    let again = must(
        stores.users.insert(&cause(1), provisioned(1, ADA)).await,
        "insert again",
    );
    assert_eq!(
        again,
        Committed {
            replayed: true,
            ..first
        }
    );
    assert_eq!(events(stores).await, 1, "a repeat must not record events");
}

/// An address of another user, in any case, MUST be refused, and nothing stored.
pub async fn provisioning_with_a_taken_address_is_refused(stores: &Stores) {
    register(stores, 1, ADA).await;
    let refused = stores
        .users
        .insert(&cause(2), provisioned(2, "Ada@EXAMPLE.org"))
        .await;
    let Err(InsertUserError::EmailTaken { user }) = refused else {
        panic!("a taken address must be refused: {refused:?}");
    };
    assert_eq!(
        user,
        user_id(1),
        "the refusal must name whose address it is"
    );
    let nobody = must(stores.directory.find(user_id(2)).await, "find must answer");
    assert_eq!((nobody, events(stores).await), (None, 3));
    let answer = must(
        stores.users.insert(&cause(2), provisioned(2, BOB)).await,
        "its key",
    );
    assert!(!answer.replayed, "a refused write must leave no receipt");
}

/// A used id MUST be refused, and nothing stored.
pub async fn provisioning_with_a_taken_id_is_refused(stores: &Stores) {
    must(
        stores.users.insert(&cause(1), provisioned(1, ADA)).await,
        "insert",
    );
    let refused = stores.users.insert(&cause(2), provisioned(1, BOB)).await;
    assert!(
        matches!(refused, Err(InsertUserError::UserExists)),
        "{refused:?}"
    );
    assert_eq!(stored(stores, 1).await.0, *provisioned(1, ADA).state());
    assert_eq!(
        events(stores).await,
        1,
        "a refused write must record nothing"
    );
}

/// The directory MUST compare addresses by their canonical form.
pub async fn user_is_found_by_any_case_of_the_address(stores: &Stores) {
    register(stores, 1, "Ada@Example.org").await;
    let found = stores
        .directory
        .find_by_email(&email("aDA@example.ORG"))
        .await;
    let found = some(
        must(found, "find must answer"),
        "the user must be found by his address",
    );
    assert_eq!(found.value.id(), user_id(1));
    assert_eq!(
        found.value.email().map(EmailAddress::as_str),
        Some("Ada@example.org")
    );
    let other = stores.directory.find_by_email(&email(BOB)).await;
    assert_eq!(must(other, "find must answer"), None);
}

/// An update MUST store the new state at the next version, with its event.
pub async fn updated_user_has_the_next_version(stores: &Stores) {
    must(
        stores.users.insert(&cause(1), provisioned(1, ADA)).await,
        "insert",
    );
    let (user, version) = stored(stores, 1).await;
    let change = activated(&user);
    let expected = change.state().clone();
    let answer = must(
        stores.users.update(&cause(2), version, change).await,
        "update",
    );
    assert_eq!(
        (answer.version, answer.position.as_u64()),
        (version.next(), 2)
    );
    assert_eq!(stored(stores, 1).await, (expected, version.next()));
    let again = must(
        stores
            .users
            .update(&cause(2), version, activated(&user))
            .await,
        "repeat",
    );
    assert_eq!(
        again,
        Committed {
            replayed: true,
            ..answer
        }
    );
    assert_eq!(events(stores).await, 2, "a repeat must not record events");
}

/// An outdated version MUST be refused, and the refusal MUST leave nothing.
pub async fn outdated_update_of_a_user_is_refused(stores: &Stores) {
    must(
        stores.users.insert(&cause(1), provisioned(1, ADA)).await,
        "insert",
    );
    let (user, version) = stored(stores, 1).await;
    must(
        stores
            .users
            .update(&cause(2), version, activated(&user))
            .await,
        "update",
    );
    let withdrawn = must(user.withdraw(at(4)), "a withdrawal");
    let refused = stores.users.update(&cause(3), version, withdrawn).await;
    let Err(UpdateUserError::VersionConflict { expected, found }) = refused else {
        panic!("an outdated update must conflict: {refused:?}");
    };
    assert_eq!((expected, found), (version, version.next()));
    assert_eq!(stored(stores, 1).await.0.state(), UserState::Active);
    assert_eq!(
        events(stores).await,
        2,
        "a refused write must record nothing"
    );
}

/// What is not there MUST NOT be updated into being.
pub async fn update_of_no_user_is_refused(stores: &Stores) {
    let change = activated(provisioned(1, ADA).state());
    let refused = stores
        .users
        .update(&cause(1), Version::first(), change)
        .await;
    assert!(
        matches!(refused, Err(UpdateUserError::NotFound)),
        "{refused:?}"
    );
    let nobody = must(stores.directory.find(user_id(1)).await, "find must answer");
    assert_eq!((nobody, events(stores).await), (None, 0));
}

/// A deleted user MUST free his address, lose his roles and leave every list, in one commit. His
/// tombstone stays.
pub async fn deletion_frees_the_address_and_drops_roles(stores: &Stores) {
    register(stores, 1, ADA).await;
    let roles = granted(user_id(1), tenant(1), "member");
    must(
        stores.roles.save(&cause(2), None, roles).await,
        "save roles",
    );
    let (user, version) = stored(stores, 1).await;
    let withdrawn = must(user.withdraw(at(4)), "a withdrawal");
    must(
        stores.users.update(&cause(3), version, withdrawn).await,
        "update",
    );

    let found = must(
        stores.directory.find_by_email(&email(ADA)).await,
        "find must answer",
    );
    assert_eq!(found, None, "a deleted user must not be found by address");
    assert_eq!(must(stores.directory.count().await, "count"), 0);
    let limit = NonZeroU16::MIN;
    let page = must(
        stores.directory.page(UserPageRequest::first(limit)).await,
        "page",
    );
    assert_eq!(page.users, vec![], "a deleted user must not be listed");
    let roles = must(
        stores.roles.find(user_id(1), tenant(1)).await,
        "find must answer",
    );
    assert_eq!(roles, None, "a deleted user must have no roles");
    let (tombstone, _) = stored(stores, 1).await;
    assert_eq!(
        (tombstone.state(), tombstone.email()),
        (UserState::Deleted, None)
    );
    register(stores, 5, ADA).await;
}

/// Pages MUST hold every user that is not deleted once, ordered by id, and end.
pub async fn pages_hold_every_living_user_once_in_order(stores: &Stores) {
    for number in [4, 2, 5, 1, 3] {
        register(stores, number, &format!("person{number}@example.org")).await;
    }
    let (gone, version) = stored(stores, 3).await;
    let withdrawn = must(gone.withdraw(at(4)), "a withdrawal");
    must(
        stores.users.update(&cause(100), version, withdrawn).await,
        "update",
    );
    assert_eq!(must(stores.directory.count().await, "count"), 4);

    let limit = NonZeroU16::MIN.saturating_add(1);
    let mut request = UserPageRequest::first(limit);
    let mut seen = Vec::new();
    loop {
        let page = must(stores.directory.page(request).await, "page");
        assert!(
            page.users.len() <= usize::from(limit.get()),
            "a page must keep its limit"
        );
        seen.extend(page.users.iter().map(|stored| stored.value.id()));
        let Some(next) = page.next else { break };
        request = request.after(next);
        assert!(seen.len() <= 4, "pages must end");
    }
    assert_eq!(seen, [1, 2, 4, 5].map(user_id).to_vec());
}

/// What is revoked before it comes MUST be refused for ever, by every writing method.
pub async fn revoked_user_write_never_happens(stores: &Stores) {
    for number in [1, 2] {
        let answer = must(stores.users.revoke(key(number), at(0)).await, "revoke");
        assert_eq!(answer, Revocation::NeverHappened);
    }
    let refused = stores.users.insert(&cause(1), provisioned(1, ADA)).await;
    assert!(
        matches!(refused, Err(InsertUserError::Revoked)),
        "{refused:?}"
    );
    let first = must(
        stores.users.insert(&cause(3), provisioned(1, ADA)).await,
        "another key",
    );
    let (user, version) = stored(stores, 1).await;
    let refused = stores
        .users
        .update(&cause(2), version, activated(&user))
        .await;
    assert!(
        matches!(refused, Err(UpdateUserError::Revoked)),
        "{refused:?}"
    );
    assert_eq!(stored(stores, 1).await, (user, version));
    assert_eq!(
        events(stores).await,
        1,
        "a refused write must record nothing"
    );
    let answer = must(stores.users.revoke(key(3), at(9)).await, "revoke");
    assert_eq!(answer, Revocation::Happened(first));
}
