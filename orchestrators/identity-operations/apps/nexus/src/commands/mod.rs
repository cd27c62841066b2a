//! What each command does, and what it answers.

mod audit;
mod bulk;
mod person;
mod tenant;
mod user;
mod workflow;

use std::sync::Arc;

use zeroize::Zeroizing;

use self::bulk::Plan;
use crate::applicant::Applicant;
use crate::cli::{AuditCommand, Command, TenantCommand, UserCommand, WorkflowCommand};
use crate::composition::House;
use crate::failure::Failure;
use crate::output::AnyAnswer;
use crate::surroundings::Surroundings;

/// A command that was checked as far as it can be without the data directory.
pub(crate) enum Task {
    RegisterFile {
        plan: Box<Plan>,
        shows_progress: bool,
    },
    Register(Box<Applicant>),
    Verify {
        token: Zeroizing<String>,
        password: Option<Zeroizing<String>>,
    },
    Workflow(WorkflowCommand),
    Audit(AuditCommand),
    Tenant(TenantCommand),
    User(UserCommand),
}

impl Task {
    /// Checks what was typed, reads passwords and looks at files. Nothing is changed.
    pub(crate) fn prepare(
        command: Command,
        surroundings: &mut Surroundings,
        shows_progress: bool,
    ) -> Result<Self, Failure> {
        Ok(match command {
            Command::Register(options) => {
                if let Some(path) = &options.from {
                    let plan = Box::new(Plan::new(path, &options)?);
                    Self::RegisterFile {
                        plan,
                        shows_progress,
                    }
                } else {
                    person::refuse_password_without_vouch(&options)?;
                    let password = surroundings.read_password(options.secrets)?;
                    Self::Register(Box::new(person::parse(&options, password)?))
                }
            },
            Command::Verify(options) => {
                let password = surroundings.read_password(options.secrets)?;
                Self::Verify {
                    token: Zeroizing::new(options.token),
                    password,
                }
            },
            Command::Workflow(command) => Self::Workflow(command),
            Command::Audit(command) => Self::Audit(command),
            Command::Tenant(command) => Self::Tenant(command),
            Command::User(command) => Self::User(command),
            Command::Completions { .. } => {
                return Err(Failure::internal("completions need no data directory"));
            },
        })
    }

    /// Whether it makes the data directory where there is none. What only looks does not.
    pub(crate) const fn makes_data(&self) -> bool {
        matches!(
            self,
            Self::RegisterFile { .. } | Self::Register(_) | Self::Tenant(TenantCommand::Create(_))
        )
    }

    /// Does it.
    pub(crate) async fn carry_out(self, house: &Arc<House>) -> Result<Box<dyn AnyAnswer>, Failure> {
        Ok(match self {
            Self::RegisterFile {
                plan,
                shows_progress,
            } => {
                house.finish_what_was_begun().await?;
                Box::new(plan.run(house, shows_progress).await?)
            },
            Self::Register(person) => {
                house.finish_what_was_begun().await?;
                Box::new(person::register(house, *person).await?)
            },
            Self::Verify { token, password } => {
                house.finish_what_was_begun().await?;
                Box::new(person::verify(house, &token, password).await?)
            },
            Self::Workflow(WorkflowCommand::List { status, limit }) => {
                Box::new(workflow::list(house, status, limit).await?)
            },
            Self::Workflow(WorkflowCommand::Show { id }) => {
                Box::new(workflow::show(house, &id).await?)
            },
            Self::Workflow(WorkflowCommand::Retry { id, reason }) => {
                Box::new(workflow::retry(house, &id, &reason).await?)
            },
            Self::Audit(AuditCommand::Search(search)) => {
                house.catch_up().await?;
                Box::new(audit::search(house, &search).await?)
            },
            Self::Audit(AuditCommand::Verify) => Box::new(audit::verify_with_file(house).await?),
            Self::Tenant(command) => carry_out_tenant(house, command).await?,
            Self::User(UserCommand::List { tenant, limit }) => {
                Box::new(user::list(house, tenant.as_deref(), limit).await?)
            },
            Self::User(UserCommand::Show { who }) => Box::new(user::show(house, &who).await?),
        })
    }
}

async fn carry_out_tenant(
    house: &House,
    command: TenantCommand,
) -> Result<Box<dyn AnyAnswer>, Failure> {
    Ok(match command {
        TenantCommand::Create(create) => Box::new(tenant::create(house, &create).await?),
        TenantCommand::List { limit } => Box::new(tenant::list(house, limit).await?),
        TenantCommand::Show { slug } => Box::new(tenant::show(house, &slug).await?),
        TenantCommand::Suspend { slug, reason } => {
            Box::new(tenant::suspend(house, &slug, reason).await?)
        },
        TenantCommand::Resume { slug, cleared } => {
            Box::new(tenant::resume(house, &slug, cleared).await?)
        },
    })
}
