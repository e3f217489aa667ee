//! Two people's work merged by the command: what each changed, what both did, and the list of it.

use std::path::Path;

use serde_json::Value as Json;

use super::NEW;
use crate::support::{repository, yusuan};

#[test]
fn two_peoples_work_merges() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(repository(NEW)).unwrap();
    let write = |name: &str, from: &str, to: &str| {
        assert!(text.contains(from));
        let path = folder.path().join(name);
        std::fs::write(&path, text.replace(from, to)).unwrap();
        path.display().to_string()
    };
    let base = write("base.ron", "71.38", "71.38");
    let ours = write("ours.ron", "\"71.38\"", "\"71.40\"");
    let theirs = write("theirs.ron", "\"17.50\"", "\"17.60\"");
    let other = write("other.ron", "\"71.38\"", "\"71.50\"");
    let out = folder.path().join("out.ron").display().to_string();
    let merged = || std::fs::read_to_string(&out).unwrap();

    let done = yusuan(&["merge", &base, &ours, &theirs, "-o", &out]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(merged().contains("71.40") && merged().contains("17.60"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(said.contains("我方改动 ") && said.contains("没有冲突"), "{said}");
    // Another year's budget, or another department's, is none of the versions.
    for (from, to, says) in [
        ("year: 2023", "year: 2024", "不是同一年的预算"),
        ("name: \"市委办\"", "name: \"市财政局\"", "不是同一个部门的预算"),
    ] {
        let strange = std::fs::read_to_string(&theirs).unwrap();
        let strange = strange.replacen(from, to, 1).replacen(
            "full_name: \"中国共产党焦作市委员会办公室\"",
            "full_name: \"\"",
            1,
        );
        assert!(strange.contains(to));
        let place = folder.path().join("strange.ron").display().to_string();
        std::fs::write(&place, strange).unwrap();
        for of in [[&base, &ours, &place], [&base, &place, &theirs], [&place, &ours, &theirs]] {
            let done = yusuan(&["merge", of[0], of[1], of[2], "-o", &out, "--force", "--take", "ours"]);
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert_eq!(done.status.code(), Some(2), "{said}");
            assert!(said.contains(says), "{said}");
        }
    }
    // Another file is not overwritten unasked.
    assert_eq!(yusuan(&["merge", &base, &ours, &other, "-o", &out]).status.code(), Some(2));

    let done = yusuan(&["merge", &base, &ours, &other, "-o", &out, "--force", "--json"]);
    assert_eq!(done.status.code(), Some(1));
    let conflicts: Json = serde_json::from_slice(&done.stdout).unwrap();
    let conflicts = conflicts["conflicts"].as_array().unwrap();
    assert!(!conflicts.is_empty());
    assert_eq!((&conflicts[0]["ours"], &conflicts[0]["theirs"]), (&"71.40".into(), &"71.50".into()));
    assert!(merged().contains("71.40"));
    yusuan(&["merge", &base, &ours, &other, "-o", &out, "--take", "theirs"]);

    // Both, and what became of it, as a list to hand on.
    for name in ["清单.md", "清单.html", "清单.docx", "清单.xlsx"] {
        let list = folder.path().join(name);
        let list = list.to_str().unwrap();
        let done = yusuan(&["merge", &base, &ours, &theirs, "-o", &out, "--force", "--list", list]);
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        let text = String::from_utf8_lossy(&std::fs::read(list).unwrap()).into_owned();
        let is_text = name.ends_with(".md") || name.ends_with(".html");
        let parts = ["71.40", "17.60", "没有改", "我方", "对方"];
        assert!(!is_text || parts.iter().all(|part| text.contains(part)), "{text}");
    }

    // A list takes the place of no budget, and says where nothing was merged.
    for taken in [&base, &out] {
        let refused = yusuan(&["merge", &base, &ours, &theirs, "-o", &out, "--force", "--list", taken]);
        assert_eq!(refused.status.code(), Some(2), "{taken}");
    }
    let list = folder.path().join("未决.md");
    let open =
        yusuan(&["merge", &base, &ours, &other, "-o", &out, "--force", "--list", list.to_str().unwrap()]);
    assert_eq!(open.status.code(), Some(1));
    assert!(std::fs::read_to_string(&list).unwrap().contains("合并没有写入"));

    // As version control calls it: the result takes the place of ours.
    let done = yusuan(&["merge", &base, &ours, &theirs, "-o", &ours]);
    assert_eq!(done.status.code(), Some(0));
    assert!(std::fs::read_to_string(Path::new(&ours)).unwrap().contains("17.60"));
    let broken = write("broken.ron", "(\n", "(((\n");
    assert_eq!(yusuan(&["merge", &base, &ours, &broken, "-o", &ours]).status.code(), Some(2));
}
