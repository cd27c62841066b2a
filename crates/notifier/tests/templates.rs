//! What people read, and what an attacker would like them to read.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use notifier::{
    Category, OneLine, SecretLink, Template, VerifyMailboxParams, WelcomeParams,
    testing::{cause, outgoing, request, verify_request, welcome_request},
};
use proptest::prelude::*;

fn line(text: &str) -> OneLine {
    OneLine::parse(text).unwrap()
}

fn shown(template: &Template) -> String {
    let rendered = template.render().unwrap();
    format!(
        "{}\n---\n{}---\n{}",
        rendered.subject(),
        rendered.text(),
        rendered.html()
    )
}

#[test]
fn the_welcome_as_people_read_it() {
    insta::assert_snapshot!(shown(&welcome_request(1).template), @r#"
    Welcome to Bücher & Söhne
    ---
    Hello Zoë Ångström,

    you are now a member of Bücher & Söhne.

    If you did not expect this, please tell whoever runs Bücher & Söhne.
    ---
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Welcome to Bücher &amp; Söhne</title></head>
    <body>
    <p>Hello <bdi>Zoë Ångström</bdi>,</p>
    <p>you are now a member of <bdi>Bücher &amp; Söhne</bdi>.</p>
    <p>If you did not expect this, please tell whoever runs <bdi>Bücher &amp; Söhne</bdi>.</p>
    </body>
    </html>
    "#);
}

#[test]
fn the_request_to_prove_a_mailbox_as_people_read_it() {
    insta::assert_snapshot!(shown(&verify_request(1).template), @r#"
    Confirm your e-mail address for Bücher & Söhne
    ---
    Hello Zoë Ångström,

    someone, probably you, asked to join Bücher & Söhne with this e-mail address.
    Open this link to confirm that the address is yours:

    https://id.example.org/verify?a=1&b=2#nxv_secret

    The link works until 2026-03-02 12:00 UTC. Do not pass it on: it works like a password.
    If you did not ask for this, ignore this message. Nothing happens then.
    ---
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Confirm your e-mail address for Bücher &amp; Söhne</title></head>
    <body>
    <p>Hello <bdi>Zoë Ångström</bdi>,</p>
    <p>someone, probably you, asked to join <bdi>Bücher &amp; Söhne</bdi> with this e-mail address.
    Open this link to confirm that the address is yours:</p>
    <p><a href="https:&#x2f;&#x2f;id.example.org&#x2f;verify?a=1&amp;b=2#nxv_secret">Confirm my e-mail address</a></p>
    <p>The link works until 2026-03-02 12:00 UTC. Do not pass it on: it works like a password.</p>
    <p>If you did not ask for this, ignore this message. Nothing happens then.</p>
    </body>
    </html>
    "#);
}

#[test]
fn markup_in_a_name_stays_text() {
    let template = Template::Welcome(WelcomeParams {
        display_name: line("<script>alert('x')</script> {{ tenant_name }} \"&"),
        tenant_name: line("</title><img src=x onerror=alert(1)>"),
    });
    let rendered = template.render().unwrap();
    assert!(!rendered.html().contains("<script"), "{}", rendered.html());
    assert!(!rendered.html().contains("<img"), "{}", rendered.html());
    assert!(
        rendered.html().contains("{{ tenant_name }}"),
        "a value is never a template"
    );
}

#[test]
fn a_secret_is_in_the_bodies_and_nowhere_else() {
    let request = verify_request(1);
    let message = outgoing(&request);
    assert!(message.text().contains("nxv_secret"));
    assert!(message.html().contains("nxv_secret"));
    assert!(!message.subject().contains("nxv_secret"));
    let rendered = request.template.render().unwrap();
    let spoken = format!("{request:?} {message:?} {rendered:?}");
    for secret in ["nxv_secret", "zoë@example.org", "Ångström"] {
        assert!(!spoken.contains(secret), "{secret} is in {spoken}");
    }
}

proptest! {
    /// Whatever a name is, if it parses the message renders, on one line where it must, with every tag its own.
    #[test]
    fn any_name_renders(name in any::<String>(), tenant in any::<String>()) {
        let (Ok(display_name), Ok(tenant_name)) = (OneLine::parse(&name), OneLine::parse(&tenant))
        else { return Ok(()) };
        let link = SecretLink::parse("https://id.example.org/v#t").unwrap();
        let params = VerifyMailboxParams { display_name, tenant_name, link, expires_at: cause(0, 9).at };
        let message = outgoing(&request(1, Category::Security, Template::VerifyMailbox(params)));
        prop_assert!(!message.subject().contains(['\r', '\n', '\0']));
        prop_assert!(!message.text().contains(['\r', '\0']));
        let plain = outgoing(&verify_request(1));
        prop_assert_eq!(message.html().matches('<').count(), plain.html().matches('<').count());
        prop_assert_eq!(message.text().lines().count(), plain.text().lines().count());
    }
}
