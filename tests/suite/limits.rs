//! Limits that the system sets: told in words, and nothing is left half written.

#![cfg(unix)]

use std::fs;
use std::process::Command;

#[test]
fn a_file_that_may_not_grow_is_an_error_and_no_death() {
    use std::os::unix::process::ExitStatusExt;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("公布.ron");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/samples/焦作市委办公室-2023.ron");
    let output = Command::new("sh")
        .args(["-c", "ulimit -f 8; exec \"$0\" publish \"$1\" --unit 万元 --decimals 2 -o \"$2\""])
        .arg(env!("CARGO_BIN_EXE_yusuan"))
        .arg(sample)
        .arg(&place)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.signal(), None, "{said}");
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("文件大小超过系统限制"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing half written");
}
