//! The transport on a real folder: the contract, what is in the files, and folders that go wrong.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use mail_parser::{MessageParser, MimeHeaders as _};
use notifier::{
    MessageId,
    ports::{Transport as _, TransportError},
    testing::{contract, mailbox, outgoing, outgoing_welcome, verify_request, welcome_request},
};
use notifier_eml::{EmlTransport, OpenError, compose, file_name};

struct FolderInbox(PathBuf);

#[async_trait]
impl contract::transport::Inbox for FolderInbox {
    async fn copies(&self, id: MessageId) -> usize {
        files(&self.0)
            .into_iter()
            .filter(|name| name.contains(&id.to_string()))
            .count()
    }
}

/// The names of all files, the hidden ones included.
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn the_folder_keeps_the_contract() {
    let root = tempfile::tempdir().unwrap();
    contract::transport::suite(|| async {
        let folder = tempfile::tempdir_in(root.path()).unwrap().keep();
        contract::transport::Line {
            transport: Arc::new(EmlTransport::open(&folder).unwrap()),
            inbox: Arc::new(FolderInbox(folder)),
        }
    })
    .await;
}

#[test]
fn a_message_as_it_lies_in_the_folder() {
    let text = String::from_utf8(compose(&outgoing_welcome(1))).unwrap();
    assert!(
        text.replace("\r\n", "").find(['\r', '\n']).is_none(),
        "every line ends with CR LF"
    );
    insta::assert_snapshot!(text.replace("\r\n", "\n"), @r#"
    From: "Nexus" <no-reply@nexus.example>
    To: =?utf-8?B?Wm/DqyDDhW5nc3Ryw7Zt?= <zoë@example.org>
    Subject: =?utf-8?Q?Welcome_to_B=C3=BCcher_&_S=C3=B6hne?=
    Date: Sun, 1 Mar 2026 12:00:00 +0000
    Message-ID: <msg_00000000000000000000000000000001@nexus.example>
    Auto-Submitted: auto-generated
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
     boundary="=_msg_00000000000000000000000000000001"

    --=_msg_00000000000000000000000000000001
    Content-Type: text/plain; charset="utf-8"
    Content-Transfer-Encoding: quoted-printable

    Hello Zo=C3=AB =C3=85ngstr=C3=B6m,

    you are now a member of B=C3=BCcher & S=C3=B6hne.

    If you did not expect this, please tell whoever runs B=C3=BCcher & S=C3=B6h=
    ne.

    --=_msg_00000000000000000000000000000001
    Content-Type: text/html; charset="utf-8"
    Content-Transfer-Encoding: quoted-printable

    <!doctype html>
    <html lang=3D"en">
    <head><meta charset=3D"utf-8"><title>Welcome to B=C3=BCcher &amp; S=C3=B6hn=
    e</title></head>
    <body>
    <p>Hello <bdi>Zo=C3=AB =C3=85ngstr=C3=B6m</bdi>,</p>
    <p>you are now a member of <bdi>B=C3=BCcher &amp; S=C3=B6hne</bdi>.</p>
    <p>If you did not expect this, please tell whoever runs <bdi>B=C3=BCcher &a=
    mp; S=C3=B6hne</bdi>.</p>
    </body>
    </html>

    --=_msg_00000000000000000000000000000001--
    "#);
}

#[test]
fn the_same_message_is_the_same_octets() {
    assert_eq!(
        compose(&outgoing(&verify_request(1))),
        compose(&outgoing(&verify_request(1)))
    );
}

#[test]
fn a_reader_gets_what_was_written() {
    let message = outgoing(&verify_request(1));
    let octets = compose(&message);
    let parsed = MessageParser::new().parse(&octets).unwrap();
    let to = parsed.to().unwrap().first().unwrap();
    assert_eq!(to.name(), Some("Zoë Ångström"));
    assert_eq!(to.address(), Some("zoë@example.org"));
    assert_eq!(parsed.subject(), Some(message.subject()));
    assert_eq!(
        parsed.message_id(),
        Some(message.message_id_header().as_str())
    );
    assert_eq!(
        parsed.date().unwrap().to_timestamp(),
        message.date().timestamp()
    );
    assert_eq!(
        parsed.header("Auto-Submitted").unwrap().as_text(),
        Some("auto-generated")
    );
    let kind = parsed.content_type().unwrap();
    assert_eq!(
        (kind.ctype(), kind.subtype()),
        ("multipart", Some("alternative"))
    );
    assert_eq!(
        parsed.body_text(0).unwrap().replace("\r\n", "\n"),
        message.text()
    );
    assert_eq!(
        parsed.body_html(0).unwrap().replace("\r\n", "\n"),
        message.html()
    );
    assert!(
        message.text().contains("nxv_secret"),
        "the link is in the message"
    );
}

#[test]
fn names_with_structure_stay_names() {
    for name in [
        "Ada <eve@example.org>, Bob",
        "\"quoted\" \\ back",
        "=?utf-8?q?=0D=0ABcc:_eve?=",
        "名前 (コメント); @",
        &"long ".repeat(39),
    ] {
        let mut asked = welcome_request(1);
        asked.to = mailbox("ada@example.org", name);
        let octets = compose(&outgoing(&asked));
        let parsed = MessageParser::new().parse(&octets).unwrap();
        let to = parsed.to().unwrap();
        assert_eq!(to.iter().count(), 1, "{name:?} must stay one recipient");
        assert_eq!(to.first().unwrap().address(), Some("ada@example.org"));
        assert_eq!(
            parsed.bcc().map(|bcc| bcc.iter().count()),
            None,
            "{name:?} makes no header"
        );
        let longest = octets
            .split(|b| *b == b'\n')
            .map(<[u8]>::len)
            .max()
            .unwrap();
        assert!(
            longest <= 999,
            "{name:?} makes a line of {longest} octets (RFC 5322: 998 and CR)"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_are_one_file_each_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let transport = EmlTransport::open(folder.path()).unwrap();
    let calls: Vec<_> = (0..600_u128)
        .map(|number| {
            let transport = transport.clone();
            // Every message twice, at the same time.
            tokio::spawn(async move { transport.deliver(&outgoing_welcome(number / 2)).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let wanted: Vec<_> = (0..300)
        .map(|number| file_name(outgoing_welcome(number).id()))
        .collect();
    assert_eq!(files(folder.path()), wanted);
}

#[tokio::test]
async fn what_a_crash_left_half_written_is_replaced_by_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let message = outgoing_welcome(1);
    let part = folder.path().join(format!(".{}.part", message.id()));
    fs::write(&part, b"From: half a mess").unwrap();
    let transport = EmlTransport::open(folder.path()).unwrap();
    transport.deliver(&message).await.unwrap();
    assert_eq!(
        fs::read(transport.path_of(message.id())).unwrap(),
        compose(&message)
    );
    assert_eq!(files(folder.path()), [file_name(message.id())]);
}

#[tokio::test]
async fn a_file_that_is_there_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let transport = EmlTransport::open(folder.path()).unwrap();
    let message = outgoing_welcome(1);
    transport.deliver(&message).await.unwrap();
    fs::write(transport.path_of(message.id()), b"read and annotated").unwrap();
    transport.deliver(&message).await.unwrap();
    assert_eq!(
        fs::read(transport.path_of(message.id())).unwrap(),
        b"read and annotated"
    );
}

#[tokio::test]
async fn a_folder_that_goes_away_is_said_so_and_comes_back() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("outbox");
    fs::create_dir(&folder).unwrap();
    let transport = EmlTransport::open(&folder).unwrap();
    fs::remove_dir(&folder).unwrap();
    let refused = transport.deliver(&outgoing_welcome(1)).await.unwrap_err();
    assert!(
        matches!(refused, TransportError::Misconfigured { .. }),
        "{refused:?}"
    );
    assert_eq!(
        refused.failure_code().as_str(),
        "notifier-eml/folder-missing"
    );

    fs::create_dir(&folder).unwrap();
    transport.deliver(&outgoing_welcome(1)).await.unwrap();
    assert_eq!(files(&folder), [file_name(outgoing_welcome(1).id())]);
}

#[tokio::test]
async fn a_failure_harms_no_neighbour() {
    let folder = tempfile::tempdir().unwrap();
    let transport = EmlTransport::open(folder.path()).unwrap();
    let (bad, good) = (outgoing_welcome(1), outgoing_welcome(2));
    // A folder under the temporary name stands in the way of this one message.
    fs::create_dir(folder.path().join(format!(".{}.part", bad.id()))).unwrap();
    let (first, second) = tokio::join!(transport.deliver(&bad), transport.deliver(&good));
    first.unwrap_err();
    second.unwrap();
    assert!(!transport.path_of(bad.id()).exists());
    assert!(transport.path_of(good.id()).exists());
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let transport = EmlTransport::open(folder.path()).unwrap();
    let message = outgoing(&verify_request(1));
    transport.deliver(&message).await.unwrap();
    let mode = fs::metadata(transport.path_of(message.id()))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_file_is_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    assert!(matches!(
        EmlTransport::open(&file),
        Err(OpenError::NotAFolder { .. })
    ));
}
