//! Turns a template and its parameters into subject, text and HTML.

use std::{fmt, sync::LazyLock};

use chrono::{DateTime, Utc};
use minijinja::{Environment, UndefinedBehavior, Value, context, syntax::SyntaxConfig};

use super::{Template, TemplateName};
use crate::text::breaks_the_line;

/// Why a template did not become a message. Nothing was stored, nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The template engine refused. The source says where; it holds no parameter.
    #[error("the template {template} cannot be rendered")]
    Engine {
        /// Which template.
        template: TemplateName,
        /// The engine's own error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The subject came out empty, too long, or with a control character.
    #[error("the template {template} has no subject that fits on one line")]
    Subject {
        /// Which template.
        template: TemplateName,
    },
}

impl RenderError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Engine { .. } => "notifier/render-engine",
            Self::Subject { .. } => "notifier/render-subject",
        }
    }
}

/// A message's subject and bodies. They may hold a secret, so `Debug` hides them, and nothing stores them.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    subject: String,
    text: String,
    html: String,
}

impl Rendered {
    /// The most characters a subject may have.
    pub const SUBJECT_CHARS_MAX: usize = 300;

    /// The subject: one line without control characters.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The body for readers without HTML.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The body for readers with HTML; every parameter in it is escaped.
    pub fn html(&self) -> &str {
        &self.html
    }
}

impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rendered(••••)")
    }
}

/// The three parts of a template. Names that end in `.html` are escaped by the engine.
struct Parts {
    subject: &'static str,
    text: &'static str,
    html: &'static str,
}

const fn parts(name: TemplateName) -> Parts {
    match name {
        TemplateName::Welcome => Parts {
            subject: "welcome.subject",
            text: "welcome.txt",
            html: "welcome.html",
        },
        TemplateName::VerifyMailbox => Parts {
            subject: "verify_mailbox.subject",
            text: "verify_mailbox.txt",
            html: "verify_mailbox.html",
        },
    }
}

const SOURCES: [(&str, &str); 6] = [
    ("welcome.subject", "Welcome to {{ tenant_name }}"),
    ("welcome.txt", include_str!("sources/welcome.txt.j2")),
    ("welcome.html", include_str!("sources/welcome.html.j2")),
    (
        "verify_mailbox.subject",
        "Confirm your e-mail address for {{ tenant_name }}",
    ),
    (
        "verify_mailbox.txt",
        include_str!("sources/verify_mailbox.txt.j2"),
    ),
    (
        "verify_mailbox.html",
        include_str!("sources/verify_mailbox.html.j2"),
    ),
];

/// Compiled once: a render takes microseconds then.
static ENGINE: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut engine = Environment::new();
    // A name that a template asks for and its parameters do not have is an error, never an empty place.
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    // A text ends with a line's end, as mail asks for.
    let syntax = SyntaxConfig::builder()
        .keep_trailing_newline(true)
        .build()?;
    engine.set_syntax(syntax);
    for (name, source) in SOURCES {
        engine.add_template(name, source)?;
    }
    Ok(engine)
});

impl Template {
    /// Renders subject, text and HTML. The same parameters always give the same bytes.
    ///
    /// # Errors
    /// [`RenderError`]; the templates of this crate and the types of their parameters leave no way to it.
    pub fn render(&self) -> Result<Rendered, RenderError> {
        let template = self.name();
        let parts = parts(template);
        let values = self.values();
        let render = |part: &str| {
            let engine = ENGINE.as_ref().map_err(ToString::to_string)?;
            let part = engine
                .get_template(part)
                .map_err(|error| error.to_string())?;
            part.render(&values).map_err(|error| error.to_string())
        };
        let engine = |message: String| RenderError::Engine {
            template,
            source: message.into(),
        };
        let subject = render(parts.subject).map_err(engine)?;
        let fits = (1..=Rendered::SUBJECT_CHARS_MAX).contains(&subject.chars().count());
        if !fits || subject.chars().any(breaks_the_line) {
            return Err(RenderError::Subject { template });
        }
        let text = render(parts.text).map_err(engine)?;
        let html = render(parts.html).map_err(engine)?;
        Ok(Rendered {
            subject,
            text,
            html,
        })
    }

    fn values(&self) -> Value {
        match self {
            Self::Welcome(params) => context! {
                display_name => params.display_name.as_str(),
                tenant_name => params.tenant_name.as_str(),
            },
            Self::VerifyMailbox(params) => context! {
                display_name => params.display_name.as_str(),
                tenant_name => params.tenant_name.as_str(),
                link => params.link.expose(),
                expires_at => instant(params.expires_at),
            },
        }
    }
}

/// An instant as people read it, with its zone said: `2026-03-01 12:00 UTC`.
fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
