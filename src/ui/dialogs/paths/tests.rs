//! Choosing a file by typing.

use super::*;

fn dialog(kind: Kind, folder: &Path) -> PathDialog {
    let suggested = match kind {
        Kind::Save => folder.join("新.ron"),
        _ => folder.join("x"),
    };
    let ask = match kind {
        Kind::Save => Ask::to_save("保存", suggested),
        Kind::Folder => Ask { kind, suggested: folder.to_owned(), ..Ask::budget("选择") },
        _ => Ask { kind, suggested, ..Ask::to_open("打开") },
    };
    PathDialog::new(ask, &[])
}

fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    std::fs::create_dir(desk.path().join("夹")).unwrap();
    for name in ["甲.ron", "乙.ron", "夹/丙.ron", "文.txt"] {
        std::fs::write(desk.path().join(name), "").unwrap();
    }
    desk
}

#[test]
fn what_is_typed_is_taken_or_said_to_be_wrong() {
    let desk = desk();
    let at = |name: &str| desk.path().join(name);
    for (kind, text, chosen, said) in [
        (Kind::OpenSeveral, "甲.ron", Some("甲.ron"), ""),
        (Kind::OpenSeveral, "甲", Some("甲.ron"), ""),
        (Kind::Open, "夹/丙.ron", Some("夹/丙.ron"), ""),
        (Kind::Open, "没有.ron", None, "没有这个文件"),
        (Kind::Open, "", None, "请写文件名"),
        (Kind::Save, "别的", Some("别的.ron"), ""),
        (Kind::Save, "夹/新", Some("夹/新.ron"), ""),
        (Kind::Save, "没有/新", None, "没有这个文件夹"),
        (Kind::Save, "没有/", None, "没有这个文件夹"),
        (Kind::Folder, "夹", Some("夹"), ""),
        (Kind::Folder, "甲.ron", None, "没有这个文件夹"),
    ] {
        let mut dialog = dialog(kind, desk.path());
        dialog.set_text(text.to_owned());
        dialog.typed();
        assert_eq!(dialog.confirm(), chosen.map(|name| vec![at(name)]), "{kind:?} {text}");
        assert!(dialog.error.unwrap_or_default().contains(said), "{kind:?} {text}");
    }
    let mut dialog = dialog(Kind::Save, desk.path());
    dialog.set_text("长".repeat(85));
    assert_eq!(dialog.confirm(), None);
    assert!(dialog.error.unwrap().contains("83 个字"), "85 letters and .ron are 259 bytes");
}

#[test]
fn a_file_that_is_there_is_replaced_only_if_that_is_said() {
    let desk = desk();
    let mut dialog = dialog(Kind::Save, desk.path());
    dialog.set_text("甲".to_owned());
    assert_eq!(dialog.confirm(), None);
    assert_eq!(dialog.replace, Some(desk.path().join("甲.ron")));
    assert_eq!(dialog.confirm(), Some(vec![desk.path().join("甲.ron")]));
}

#[test]
fn folders_are_gone_through_by_the_arrows() {
    let desk = desk();
    let mut dialog = dialog(Kind::OpenSeveral, desk.path());
    dialog.step(true, 1, false);
    assert_eq!(dialog.confirm(), None, "a folder is gone into");
    assert_eq!(dialog.folder, desk.path().join("夹"));
    dialog.rise();
    assert_eq!((dialog.folder.as_path(), dialog.at), (desk.path(), Some(0)), "and back to it");
    dialog.step(true, 1, false);
    for _ in 0..9 {
        dialog.step(true, 1, true);
    }
    let chosen = dialog.confirm().unwrap();
    assert_eq!(chosen.len(), 3, "{chosen:?}");
    // For saving, the name that was suggested stays while one looks for a place.
    let mut dialog = super::tests::dialog(Kind::Save, desk.path());
    dialog.step(true, 1, false);
    assert_eq!(dialog.confirm(), None);
    assert_eq!(dialog.confirm(), Some(vec![desk.path().join("夹/新.ron")]));
}

#[test]
fn a_folder_that_has_gone_is_said_and_left() {
    let desk = desk();
    let mut dialog = dialog(Kind::Save, &desk.path().join("夹/深"));
    assert_eq!(dialog.folder, desk.path().join("夹"), "what is not there is not begun in");
    std::fs::remove_dir_all(desk.path().join("夹")).unwrap();
    dialog.relist();
    assert!(dialog.listed.as_ref().unwrap_err().contains("不在了"));
    dialog.rise();
    assert_eq!(dialog.folder, desk.path());
    dialog.new_folder = Some("新夹".to_owned());
    dialog.make_folder();
    assert_eq!(dialog.folder, desk.path().join("新夹"));
    dialog.new_folder = Some("甲.ron".to_owned());
    dialog.enter(desk.path().to_owned());
    dialog.make_folder();
    assert!(dialog.error.unwrap().contains("同名"));
}

/// Shift chooses all from the one chosen before, Ctrl one more or one less; a folder is entered by Enter.
#[test]
fn several_files_are_chosen_together() {
    let desk = desk();
    let at = |name: &str| desk.path().join(name);
    std::fs::write(at("丁.ron"), "").unwrap();
    let mut dialog = dialog(Kind::OpenSeveral, desk.path());
    let names: Vec<String> = dialog.entries().iter().take(4).map(|entry| entry.name.clone()).collect();
    assert_eq!((names.len(), names.first().map(String::as_str)), (4, Some("夹")), "{names:?}");
    let of = |from: usize| names.iter().skip(from).map(|name| at(name)).collect::<Vec<_>>();
    // The folder comes first, and is not chosen with them.
    dialog.choose_only(0);
    dialog.choose_to(3);
    assert_eq!(
        dialog.marked.iter().cloned().collect::<std::collections::BTreeSet<_>>(),
        of(1).into_iter().collect()
    );
    dialog.choose_only(3);
    dialog.choose_to(2);
    let mut chosen = dialog.confirm().unwrap();
    chosen.sort();
    let mut expected = of(2);
    expected.sort();
    assert_eq!(chosen, expected);
    dialog.choose_only(1);
    dialog.choose_too(2);
    dialog.choose_too(3);
    dialog.choose_too(2);
    assert_eq!(dialog.confirm().unwrap().len(), 2);
    dialog.choose_only(0);
    assert_eq!(dialog.confirm(), None);
    assert_eq!(dialog.folder, at("夹"));
}

/// What is typed narrows the list; the arrow goes to what is left, and Enter takes what only one is called.
#[test]
fn the_list_has_what_is_typed() {
    let desk = desk();
    for (kind, text, left) in [
        (Kind::Open, "甲", Some(&["甲.ron"][..])),
        (Kind::OpenSeveral, "ron", Some(&["乙.ron", "甲.ron"])),
        (Kind::Open, "yi", Some(&["乙.ron"])),
        (Kind::Open, "没有", Some(&[])),
        (Kind::Open, "夹/", Some(&["丙.ron"])),
        (Kind::Open, "夹/丙", Some(&["丙.ron"])),
        (Kind::Open, "夹/没有", Some(&[])),
        (Kind::Open, "没有/", Some(&[])),
        (Kind::Open, "夹", Some(&["夹"])),
        (Kind::Save, "甲", None),
        (Kind::Save, "夹/新", Some(&["丙.ron"])),
    ] {
        let mut dialog = dialog(kind, desk.path());
        let names = |dialog: &PathDialog| {
            let mut names: Vec<String> = dialog.entries().iter().map(|entry| entry.name.clone()).collect();
            names.sort_unstable();
            names
        };
        let whole = names(&dialog);
        dialog.set_text(text.to_owned());
        dialog.typed();
        let expected = left.map_or(whole, |left| left.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(names(&dialog), expected, "{text}");
    }
    let mut dialog = dialog(Kind::Open, desk.path());
    for (text, chosen) in [("yi", "乙.ron"), ("甲", "甲.ron")] {
        dialog.set_text(text.to_owned());
        dialog.typed();
        dialog.step(true, 1, false);
        assert_eq!(dialog.text, chosen, "{text}");
    }
    dialog.set_text("乙.r".to_owned());
    dialog.typed();
    assert_eq!(dialog.confirm(), Some(vec![desk.path().join("乙.ron")]));
}

/// A typed path lists its folder, and is still seen from the folder that it was begun in.
#[test]
fn the_list_follows_a_typed_path() {
    let desk = desk();
    std::fs::create_dir(desk.path().join("夹/深")).unwrap();
    let at = |name: &str| desk.path().join(name);
    let mut dialog = dialog(Kind::Open, desk.path());
    for (text, folder) in [
        ("夹/", at("夹")),
        ("夹/深/", at("夹/深")),
        ("夹/深/../", at("夹")),
        ("夹/没/", at("夹")),
        ("夹", at("")),
        (&format!("{}/", at("夹").display()), at("夹")),
        (&format!("\"{}/丙", at("夹").display()), at("夹")),
    ] {
        dialog.set_text(text.to_owned());
        dialog.typed();
        assert_eq!(dialog.folder.components().as_path(), folder.components().as_path(), "{text}");
    }
    // The arrows choose in the folder that is listed.
    dialog.set_text("夹/丙".to_owned());
    dialog.typed();
    dialog.step(true, 1, false);
    assert_eq!(dialog.text, "丙.ron");
    assert_eq!(dialog.confirm(), Some(vec![at("夹/丙.ron")]));
    // A folder that is typed without a separator behind it is entered by Enter.
    let mut dialog = super::tests::dialog(Kind::Open, desk.path());
    dialog.set_text("夹/深".to_owned());
    dialog.typed();
    assert_eq!(dialog.confirm(), None);
    assert_eq!((dialog.folder, dialog.text, dialog.error), (at("夹/深"), String::new(), None));
    // What is typed of a name alone is taken, in whatever folder.
    let mut dialog = super::tests::dialog(Kind::Open, desk.path());
    dialog.set_text("夹/丙.r".to_owned());
    dialog.typed();
    assert_eq!(dialog.confirm(), Some(vec![at("夹/丙.ron")]));
}
