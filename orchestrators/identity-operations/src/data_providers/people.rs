//! People as seen across the truths.

use std::{fmt, sync::Arc};

use identity::{
    EmailAddress, RoleName, RoleScope, TenantRef, User, UserId,
    ports::{RoleRepository, UserDirectory, UserPage, UserPageRequest},
};
use tenant::{
    MemberId, Membership,
    ports::{MembershipDirectory, PageRequest, TenantDirectory},
};

use crate::{
    dtos::{MembershipOverview, PersonOverview},
    errors::Unavailable,
};

/// Looks people up, with the tenants they belong to and the roles they have there.
#[derive(Clone)]
pub struct People {
    users: Arc<dyn UserDirectory>,
    roles: Arc<dyn RoleRepository>,
    tenants: Arc<dyn TenantDirectory>,
    members: Arc<dyn MembershipDirectory>,
}

impl People {
    /// Reads from these truths.
    pub fn new(
        users: Arc<dyn UserDirectory>,
        roles: Arc<dyn RoleRepository>,
        tenants: Arc<dyn TenantDirectory>,
        members: Arc<dyn MembershipDirectory>,
    ) -> Self {
        Self {
            users,
            roles,
            tenants,
            members,
        }
    }

    /// The person with this id.
    ///
    /// # Errors
    /// [`Unavailable`] when a store does not answer.
    pub async fn find(&self, id: UserId) -> Result<Option<PersonOverview>, Unavailable> {
        match self.users.find(id).await? {
            Some(stored) => self.overview(stored.value).await.map(Some),
            None => Ok(None),
        }
    }

    /// The person with this address.
    ///
    /// # Errors
    /// [`Unavailable`] when a store does not answer.
    pub async fn find_by_email(
        &self,
        email: &EmailAddress,
    ) -> Result<Option<PersonOverview>, Unavailable> {
        match self.users.find_by_email(email).await? {
            Some(stored) => self.overview(stored.value).await.map(Some),
            None => Ok(None),
        }
    }

    /// Users of the whole platform, a page at a time.
    ///
    /// # Errors
    /// [`Unavailable`] when a store does not answer.
    pub async fn page(&self, request: UserPageRequest) -> Result<UserPage, Unavailable> {
        Ok(self.users.page(request).await?)
    }

    /// How many users there are that have not been deleted.
    ///
    /// # Errors
    /// [`Unavailable`] when a store does not answer.
    pub async fn count(&self) -> Result<u64, Unavailable> {
        Ok(self.users.count().await?)
    }

    async fn overview(&self, user: User) -> Result<PersonOverview, Unavailable> {
        let member = MemberId::from_uuid(user.id().as_uuid());
        let mut memberships = Vec::new();
        let mut request = PageRequest::default();
        loop {
            let page = self
                .members
                .page_tenants_of(member, request.clone())
                .await?;
            for stored in page.items {
                memberships.push(self.membership(user.id(), stored.value).await?);
            }
            match page.next {
                Some(next) => request.after = Some(next),
                None => return Ok(PersonOverview { user, memberships }),
            }
        }
    }

    async fn membership(
        &self,
        user: UserId,
        membership: Membership,
    ) -> Result<MembershipOverview, Unavailable> {
        let tenant = self.tenants.find(membership.tenant()).await?;
        let scope = RoleScope::Tenant(TenantRef::from_uuid(membership.tenant().as_uuid()));
        let roles: Vec<RoleName> = self
            .roles
            .find(user, scope)
            .await?
            .map_or_else(Vec::new, |stored| {
                stored.value.roles().iter().cloned().collect()
            });
        Ok(MembershipOverview {
            tenant: tenant.map(|stored| stored.value.slug().clone()),
            membership,
            roles,
        })
    }
}

impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("People").finish_non_exhaustive()
    }
}
