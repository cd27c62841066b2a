//! `join_tenant`: the user becomes a member of the tenant.

use std::sync::Arc;

use async_trait::async_trait;
use tenant::{
    MemberId, MembershipId, MembershipStatus,
    ports::{
        IdempotencyKey, JoinError, MembershipDirectory, MembershipRepository, Revocation,
        TenantDirectory, UpdateMembershipError,
    },
};
use workflow::{Compensate, Step, StepContext, StepError};

use crate::workflows::user_registration::{
    Arrival, UserRegistration, UserRegistrationInput, UserRegistrationPorts, UserRegistrationState,
    causes, failures,
};

pub(in crate::workflows::user_registration) struct JoinTenant {
    tenants: Arc<dyn TenantDirectory>,
    memberships: Arc<dyn MembershipRepository>,
    members: Arc<dyn MembershipDirectory>,
}

impl JoinTenant {
    pub(in crate::workflows::user_registration) fn new(ports: &UserRegistrationPorts) -> Self {
        Self {
            tenants: Arc::clone(&ports.tenants),
            memberships: Arc::clone(&ports.memberships),
            members: Arc::clone(&ports.members),
        }
    }

    /// The id of the membership this process makes, in every attempt at it.
    fn membership_id(cx: &StepContext) -> MembershipId {
        MembershipId::from_uuid(cx.derived_id("membership"))
    }

    async fn admit(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        member: MemberId,
    ) -> Result<(MembershipId, Arrival), StepError> {
        let stored = self
            .tenants
            .find(input.tenant)
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?
            .ok_or_else(|| StepError::rejected("tenant/not-found", "there is no such tenant"))?;
        let id = Self::membership_id(cx);
        let change = stored
            .value
            .operational()
            .map_err(|error| StepError::rejected(error.code(), error.to_string()))?
            .admit(id, member, cx.now());
        let cause = causes::tenant(cx, input, cx.key()).map_err(failures::bad_actor)?;
        match self.memberships.join(&cause, stored.version, change).await {
            Ok(_) => Ok((id, Arrival::Joined)),
            Err(JoinError::AlreadyMember { membership }) => Ok((membership, Arrival::WasThere)),
            Err(JoinError::TenantChanged { .. }) => {
                Err(failures::outpaced("tenant/version-conflict"))
            },
            Err(JoinError::Store(failure)) => Err(failures::unwritten(failure.code(), failure)),
            Err(error @ (JoinError::TenantNotFound | JoinError::TenantNotOperational { .. })) => {
                Err(StepError::rejected(error.code(), error.to_string()))
            },
            Err(error @ (JoinError::IdTaken | JoinError::Revoked)) => Err(StepError::fatal(
                error.code(),
                "the person could not be admitted",
            )
            .caused_by(error)),
        }
    }
}

#[async_trait]
impl Step<UserRegistration> for JoinTenant {
    async fn run(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        state: &mut UserRegistrationState,
    ) -> Result<(), StepError> {
        let user = state
            .user
            .ok_or_else(|| failures::missing("the user is not known"))?;
        let member = MemberId::from_uuid(user.as_uuid());
        let found = self
            .members
            .find_member(input.tenant, member)
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?;
        let (membership, arrival) = match found {
            // An earlier run of this step got this far.
            Some(stored) if stored.value.id() == Self::membership_id(cx) => {
                (stored.value.id(), Arrival::Joined)
            },
            Some(stored) if stored.value.status() == MembershipStatus::Active => {
                (stored.value.id(), Arrival::WasThere)
            },
            Some(_) => {
                return Err(StepError::rejected(
                    "identity-operations/membership-suspended",
                    "the person's membership in this tenant is suspended: reinstate it first",
                ));
            },
            None => self.admit(cx, input, member).await?,
        };
        state.membership = Some(membership);
        state.arrival = Some(arrival);
        Ok(())
    }
}

#[async_trait]
impl Compensate<UserRegistration> for JoinTenant {
    async fn compensate(
        &self,
        cx: &StepContext,
        input: &UserRegistrationInput,
        _state: &mut UserRegistrationState,
    ) -> Result<(), StepError> {
        let revocation = self
            .memberships
            .revoke(IdempotencyKey::from_uuid(cx.key()), cx.now())
            .await
            .map_err(|failure| failures::unwritten(failure.code(), failure))?;
        if revocation == Revocation::NeverHappened {
            return Ok(());
        }
        let found = self
            .members
            .find(input.tenant, Self::membership_id(cx))
            .await
            .map_err(|failure| failures::unread(failure.code(), failure))?;
        // Removed already, by an earlier run of this undo or by somebody else.
        let Some((stored, change)) = found.and_then(|stored| {
            let change = stored.value.remove(cx.now()).ok()?;
            Some((stored, change))
        }) else {
            return Ok(());
        };
        let cause = causes::tenant(cx, input, cx.undo_key()).map_err(failures::bad_actor)?;
        match self
            .memberships
            .update(&cause, stored.version, change)
            .await
        {
            Ok(_) => Ok(()),
            Err(UpdateMembershipError::VersionConflict { .. }) => {
                Err(failures::outpaced("tenant/membership-version-conflict"))
            },
            Err(UpdateMembershipError::Store(failure)) => {
                Err(failures::unwritten(failure.code(), failure))
            },
            Err(error @ (UpdateMembershipError::NotFound | UpdateMembershipError::Revoked)) => Err(
                StepError::fatal(error.code(), "the membership could not be removed")
                    .caused_by(error),
            ),
        }
    }
}
