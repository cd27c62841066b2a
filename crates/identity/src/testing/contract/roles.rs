//! What a store of role assignments must do.

use super::Stores;
use super::cast::{
    ADA, BOB, at, cause, changed, events, granted, key, must, register, some, tenant, user_id,
};
use crate::ports::{Committed, Revocation, SaveRolesError, Version};
use crate::role::{RoleAssignment, RoleScope, RoleSet};

async fn stored(
    stores: &Stores,
    number: u128,
    scope: RoleScope,
) -> Option<(RoleAssignment, Version)> {
    let found = must(
        stores.roles.find(user_id(number), scope).await,
        "find must answer",
    );
    found.map(|stored| (stored.value, stored.version))
}

/// Roles MUST be found for their user and in their scope, and nowhere else.
pub async fn saved_roles_are_found_in_their_scope_only(stores: &Stores) {
    register(stores, 1, ADA).await;
    register(stores, 2, BOB).await;
    let change = granted(user_id(1), tenant(1), "owner");
    let expected = change.state().clone();
    let answer = must(stores.roles.save(&cause(1), None, change).await, "save");
    assert_eq!(
        (answer.version, answer.position.as_u64()),
        (Version::first(), 7)
    );
    assert_eq!(
        stored(stores, 1, tenant(1)).await,
        Some((expected, Version::first()))
    );
    assert_eq!(
        stored(stores, 1, tenant(2)).await,
        None,
        "another tenant must see nothing"
    );
    assert_eq!(
        stored(stores, 1, RoleScope::Platform).await,
        None,
        "nor the platform"
    );
    assert_eq!(stored(stores, 2, tenant(1)).await, None, "nor another user");
}

/// The same key again MUST answer the first answer and write nothing, whatever happened since.
pub async fn saving_roles_again_answers_the_first_time(stores: &Stores) {
    register(stores, 1, ADA).await;
    let change = granted(user_id(1), tenant(1), "owner");
    let first = must(
        stores.roles.save(&cause(1), None, change.clone()).await,
        "save",
    );
    let guest = must(RoleSet::parse(["guest"]), "a role");
    let more = changed(must(change.state().grant(&guest), "a grant"));
    let expected = more.state().clone();
    must(
        stores
            .roles
            .save(&cause(2), Some(first.version), more)
            .await,
        "save more",
    );
    let again = must(
        stores.roles.save(&cause(1), None, change).await,
        "save again",
    );
    assert_eq!(
        again,
        Committed {
            replayed: true,
            ..first
        }
    );
    let next = Version::first().next();
    assert_eq!(stored(stores, 1, tenant(1)).await, Some((expected, next)));
    assert_eq!(events(stores).await, 5, "a repeat must not record events");
}

/// Who is no user MUST get no roles.
pub async fn roles_of_nobody_are_refused(stores: &Stores) {
    let change = granted(user_id(1), RoleScope::Platform, "admin");
    let refused = stores.roles.save(&cause(1), None, change).await;
    assert!(
        matches!(refused, Err(SaveRolesError::UserNotFound)),
        "{refused:?}"
    );
    assert_eq!(stored(stores, 1, RoleScope::Platform).await, None);
    assert_eq!(
        events(stores).await,
        0,
        "a refused write must record nothing"
    );
}

/// Who is deleted MUST get no roles.
pub async fn roles_of_a_deleted_user_are_refused(stores: &Stores) {
    register(stores, 1, ADA).await;
    let user = must(stores.directory.find(user_id(1)).await, "find must answer");
    let user = some(user, "the user");
    let withdrawn = must(user.value.withdraw(at(4)), "a withdrawal");
    must(
        stores
            .users
            .update(&cause(1), user.version, withdrawn)
            .await,
        "update",
    );
    let change = granted(user_id(1), tenant(1), "member");
    let refused = stores.roles.save(&cause(2), None, change).await;
    assert!(
        matches!(refused, Err(SaveRolesError::UserNotFound)),
        "{refused:?}"
    );
    assert_eq!(
        events(stores).await,
        4,
        "a refused write must record nothing"
    );
}

/// An outdated version MUST be refused, in both directions, and leave nothing.
pub async fn outdated_roles_are_refused(stores: &Stores) {
    register(stores, 1, ADA).await;
    let change = granted(user_id(1), tenant(1), "member");
    let early = Some(Version::first());
    let refused = stores.roles.save(&cause(1), early, change.clone()).await;
    let Err(SaveRolesError::VersionConflict { expected, found }) = refused else {
        panic!("a version of nothing must conflict: {refused:?}");
    };
    assert_eq!((expected, found), (early, None));
    must(
        stores.roles.save(&cause(1), None, change).await,
        "a refused write leaves no receipt",
    );
    let second = granted(user_id(1), tenant(1), "owner");
    let refused = stores.roles.save(&cause(2), None, second).await;
    let Err(SaveRolesError::VersionConflict { expected, found }) = refused else {
        panic!("an outdated save must conflict: {refused:?}");
    };
    assert_eq!((expected, found), (None, Some(Version::first())));
    let (kept, _) = some(stored(stores, 1, tenant(1)).await, "the roles");
    assert_eq!(kept, *granted(user_id(1), tenant(1), "member").state());
    assert_eq!(
        events(stores).await,
        4,
        "a refused write must record nothing"
    );
}

/// The roles of a user MUST be listed for him only: platform first, then by tenant, none empty.
pub async fn roles_of_a_user_are_listed_without_empty_ones(stores: &Stores) {
    register(stores, 1, ADA).await;
    register(stores, 2, BOB).await;
    let scopes = [tenant(2), RoleScope::Platform, tenant(1), tenant(3)];
    for (number, scope) in (1_u128..).zip(scopes) {
        let change = granted(user_id(1), scope, "guest");
        must(
            stores.roles.save(&cause(number), None, change).await,
            "save",
        );
    }
    must(
        stores
            .roles
            .save(&cause(5), None, granted(user_id(2), tenant(1), "guest"))
            .await,
        "save",
    );
    let guest = must(RoleSet::parse(["guest"]), "a role");
    let emptied = changed(
        granted(user_id(1), tenant(3), "guest")
            .state()
            .revoke(&guest),
    );
    must(
        stores
            .roles
            .save(&cause(6), Some(Version::first()), emptied)
            .await,
        "save",
    );

    let all = must(stores.roles.all_of(user_id(1)).await, "all_of must answer");
    let scopes: Vec<_> = all.iter().map(|stored| stored.value.scope()).collect();
    assert_eq!(scopes, vec![RoleScope::Platform, tenant(1), tenant(2)]);
    assert!(all.iter().all(|stored| stored.value.user() == user_id(1)));
    let (empty, version) = some(stored(stores, 1, tenant(3)).await, "an emptied assignment");
    assert!(empty.roles().is_empty() && version == Version::first().next());
}

/// What is revoked before it comes MUST be refused for ever.
pub async fn revoked_role_write_never_happens(stores: &Stores) {
    register(stores, 1, ADA).await;
    let answer = must(stores.roles.revoke(key(1), at(0)).await, "revoke");
    assert_eq!(answer, Revocation::NeverHappened);
    let change = granted(user_id(1), tenant(1), "member");
    let refused = stores.roles.save(&cause(1), None, change.clone()).await;
    assert!(
        matches!(refused, Err(SaveRolesError::Revoked)),
        "{refused:?}"
    );
    assert_eq!(stored(stores, 1, tenant(1)).await, None);
    assert_eq!(
        events(stores).await,
        3,
        "a refused write must record nothing"
    );
    let first = must(
        stores.roles.save(&cause(2), None, change).await,
        "another key",
    );
    let answer = must(stores.roles.revoke(key(2), at(9)).await, "revoke");
    assert_eq!(answer, Revocation::Happened(first));
}
