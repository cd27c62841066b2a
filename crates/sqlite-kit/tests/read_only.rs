//! Files and folders that may not be written, as a user sees them who is not the superuser.

#![cfg(unix)]

use std::{
    fs::{self, Permissions},
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

use sqlite_kit::{Database, Schema};

const SCHEMA: Schema = Schema {
    name: "notes",
    application_id: i32::from_be_bytes(*b"Note"),
    migrations: &["CREATE TABLE note (id INTEGER PRIMARY KEY) STRICT"],
};

/// Who has no rights of his own on any system.
const NOBODY: u32 = 65_534;

#[tokio::test]
async fn what_may_not_be_written_is_refused_as_read_only_and_left_alone() {
    // The superuser may write everything, so the opening is left to a process of another user.
    let programs = tempfile::tempdir().unwrap();
    fs::set_permissions(programs.path(), Permissions::from_mode(0o755)).unwrap();
    let program = programs.path().join("opens");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();

    for (folder_mode, file_mode) in [(0o555, None), (0o555, Some(0o666)), (0o777, Some(0o444))] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.db");
        if let Some(mode) = file_mode {
            Database::open(&path, &SCHEMA)
                .unwrap()
                .close()
                .await
                .unwrap();
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        }
        let before = fs::read(&path).ok();
        fs::set_permissions(folder.path(), Permissions::from_mode(folder_mode)).unwrap();

        let mut child = Command::new(&program);
        child
            .args(["--exact", "is_refused_here", "--ignored"])
            .current_dir(folder.path());
        if fs::metadata(folder.path()).unwrap().uid() == 0 {
            child.uid(NOBODY);
        }
        let output = child.output().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && text.contains("1 passed"),
            "folder {folder_mode:o}, file {file_mode:?}: {text}"
        );
        assert_eq!(fs::read(&path).ok(), before);
    }
}

#[test]
#[ignore = "the process that the test above starts"]
fn is_refused_here() {
    let refused = Database::open(Path::new("notes.db"), &SCHEMA).unwrap_err();
    assert_eq!(refused.code(), "sqlite-kit/read-only", "{refused:?}");
}
