//! What is handed in: a package holds together, says what was changed, and is not made of errors that nobody answered.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use yusuan::document::{pack, verify};
#[cfg(feature = "pdf")]
use yusuan::edit::{Batch, Edit};
use yusuan::file::{self, Extras};
use yusuan::model::Note;
use yusuan::schema::Formats;
use yusuan::session::Session;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::{repository, said, yusuan};

fn session(name: &str) -> Session {
    let loaded = file::load(&repository("assets/samples").join(name), &Formats::embedded()).unwrap();
    Session::new(loaded.budget, loaded.format)
}

fn files(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(package)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut entry = zip.by_index(at).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn put(folder: &Path, files: &[(String, Vec<u8>)]) -> PathBuf {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    let place = folder.join("包.zip");
    std::fs::write(&place, zip.finish().unwrap().into_inner()).unwrap();
    place
}

#[test]
fn a_package_is_what_its_list_says() {
    let folder = tempfile::tempdir().unwrap();
    let formats = Formats::embedded();
    let session = session("示例区档案局-2023（示例）.ron");
    let package = pack(&session, &Extras::default()).unwrap();
    assert!(package == pack(&session, &Extras::default()).unwrap(), "the same bytes");
    let own = files(&package);
    let verified = verify(&put(folder.path(), &own), &formats).unwrap();
    assert_eq!((verified.wrong.as_slice(), verified.remarks.as_slice()), (&[][..], &[][..]));
    assert_eq!(verified.manifest.files.len(), own.len() - 1);
    // Whatever is changed, taken out or added is said.
    for at in 0..own.len() {
        let name = own[at].0.clone();
        if name == "清单.json" {
            continue;
        }
        let mut changed = own.clone();
        changed[at].1.push(b' ');
        let wrong = verify(&put(folder.path(), &changed), &formats).unwrap().wrong;
        assert!(wrong.iter().any(|line| line.contains(&name) && line.contains("改动")), "{name}: {wrong:?}");
        let mut less = own.clone();
        less.remove(at);
        let wrong = verify(&put(folder.path(), &less), &formats).unwrap().wrong;
        assert_eq!(wrong, [format!("缺少“{name}”")]);
    }
    let mut more = own.clone();
    more.push(("另.txt".to_owned(), Vec::new()));
    let wrong = verify(&put(folder.path(), &more), &formats).unwrap().wrong;
    assert_eq!(wrong, ["多出“另.txt”，清单里没有"]);
}

#[test]
fn a_list_that_says_otherwise_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let formats = Formats::embedded();
    let own = files(&pack(&session("示例区档案局-2023（示例）.ron"), &Extras::default()).unwrap());
    let at = own.iter().position(|(name, _)| name == "清单.json").unwrap();
    let list: serde_json::Value = serde_json::from_slice(&own[at].1).unwrap();
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let (mut list, mut all) = (list.clone(), own.clone());
        change(&mut list);
        all[at].1 = list.to_string().into_bytes();
        verify(&put(folder.path(), &all), &formats)
    };
    assert!(with(&|_| {}).unwrap().wrong.is_empty());
    for (change, part) in [
        (
            &(|list: &mut serde_json::Value| list["files"] = serde_json::json!([]))
                as &dyn Fn(&mut serde_json::Value),
            "没有“预算.ron”",
        ),
        (&|list: &mut serde_json::Value| list["package"] = 2.into(), "版本"),
        (&|list: &mut serde_json::Value| list["files"][0]["bytes"] = 1.into(), "字节"),
        (&|list: &mut serde_json::Value| list["year"] = 2022.into(), "2022"),
        (&|list: &mut serde_json::Value| list["department"][1] = "别的局".into(), "别的局"),
        (&|list: &mut serde_json::Value| list["format"] = "没有的表式".into(), "没有的表式"),
        (
            &|list: &mut serde_json::Value| {
                let first = list["files"][0].clone();
                list["files"].as_array_mut().unwrap().push(first);
            },
            "有两个",
        ),
    ] {
        let wrong = with(change).unwrap().wrong;
        assert!(wrong.iter().any(|line| line.contains(part)), "{part}: {wrong:?}");
    }
    let other = with(&|list: &mut serde_json::Value| list["findings"]["warnings"] = 99.into()).unwrap();
    assert!(!other.wrong.is_empty());
}

/// Two files of one name, of which programs that unpack it show one or the other.
#[test]
fn files_of_one_name_are_said_and_no_package_with_them_holds() {
    let folder = tempfile::tempdir().unwrap();
    let mut own = files(&pack(&session("示例区档案局-2023（示例）.ron"), &Extras::default()).unwrap());
    own.insert(0, ("预算.roN".to_owned(), b"()".to_vec()));
    let place = put(folder.path(), &own);
    let mut bytes = std::fs::read(&place).unwrap();
    let name = "预算.roN".as_bytes();
    for at in 0..bytes.len() - name.len() {
        if bytes[at..].starts_with(name) {
            bytes[at + name.len() - 1] = b'n';
        }
    }
    std::fs::write(&place, bytes).unwrap();
    let done = yusuan(&["verify", place.to_str().unwrap()]);
    let said = said(&done);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("同名的文件") && !said.contains("清单一致"), "{said}");
}

/// What a file does not show as it should be is on the page on top, too: a character that no font has.
#[cfg(feature = "pdf")]
#[test]
fn what_the_written_files_remark_is_on_the_cover() {
    let mut session = session("示例区档案局-2023（示例）.ron");
    let mut narrative = session.budget().narrative.clone();
    narrative[0].paragraphs.push("说明\u{f8ff0}。".to_owned());
    session.apply(Batch::one("改说明".to_owned(), Edit::SetNarrative(narrative))).unwrap();
    let own = files(&pack(&session, &Extras::default()).unwrap());
    let (_, cover) = own.iter().find(|(name, _)| name.contains("移交说明")).unwrap();
    let cover = String::from_utf8_lossy(cover);
    assert_eq!(cover.matches('\u{f8ff0}').count(), 1, "{cover}");
}

#[test]
fn errors_that_nobody_answered_are_not_packed() {
    let error = pack(&session("焦作市委办公室-2023.ron"), &Extras::default()).unwrap_err();
    assert!(error.contains("没有打包") && error.contains("2564.34"), "{error}");
}

#[test]
fn what_is_no_package_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let formats = Formats::embedded();
    let place = folder.path().join("包.zip");
    std::fs::write(&place, "不是压缩包").unwrap();
    assert!(verify(&place, &formats).unwrap_err().contains("压缩包"));
    let other = put(folder.path(), &[("甲.txt".to_owned(), Vec::new())]);
    assert!(verify(&other, &formats).unwrap_err().contains("清单"));
    let bad = put(folder.path(), &[("清单.json".to_owned(), b"{}".to_vec())]);
    assert!(verify(&bad, &formats).unwrap_err().contains("读不出来"));
}

/// What a template left to be filled in goes out with a package: that is said, as an export says it.
#[test]
fn places_that_nobody_filled_are_said() {
    let folder = tempfile::tempdir().unwrap();
    for (text, code) in [("〔请填写：部门职责〕", 1), ("管理档案。", 0)] {
        let mut budget = session("示例区档案局-2023（示例）.ron").budget().clone();
        let duties = budget.narrative.iter_mut().find(|section| section.key == "主要职能").unwrap();
        duties.paragraphs.push(text.to_owned());
        let (file, package) = (folder.path().join("预算.ron"), folder.path().join("包.zip"));
        file::save(&file, &budget, &Extras::default()).unwrap();
        let paths = [file.to_str().unwrap(), package.to_str().unwrap()];
        let done = yusuan(&["pack", paths[0], "-o", paths[1], "--force"]);
        let said = said(&done);
        assert_eq!((done.status.code(), said.contains("请填写")), (Some(code), code == 1), "{said}");
        // How many, where, and with what; an export says the same.
        let exported = folder.path().join("公开.md");
        let exported = yusuan(&["export", paths[0], "-o", exported.to_str().unwrap(), "--force"]);
        let of_export = self::said(&exported);
        for said in [&said, &of_export] {
            assert_eq!(said.contains("还有 1 处没有填写"), code == 1, "{said}");
            assert_eq!(said.contains("部门职责"), code == 1, "{said}");
        }
        assert_eq!(exported.status.code(), Some(code), "{of_export}");
        assert!(package.is_file());
    }
}

/// Who answered an error, and why, is on the page on top.
#[test]
fn the_cover_has_the_reasons_of_errors_that_were_answered() {
    let mut session = session("焦作市委办公室-2023.ron");
    let open: Vec<usize> = yusuan::document::unanswered(&session).map(|(at, _)| at).collect();
    assert!(!open.is_empty());
    for at in open {
        let text = format!("原表如此，已与财政局核对（{at}）");
        let note = Note { text, by: "张三".to_owned(), date: "2023-02-01".to_owned(), ..Note::default() };
        session.waive(at, Some(note)).unwrap();
    }
    let own = files(&pack(&session, &Extras::default()).unwrap());
    let (_, cover) = own.iter().find(|(name, _)| name.contains("移交说明")).unwrap();
    let cover = String::from_utf8_lossy(cover);
    assert!(cover.contains("理由：原表如此，已与财政局核对（"), "{cover}");
    assert!(cover.contains("（张三 2023-02-01）") && cover.contains("2564.34"), "{cover}");
}

/// What is wrong with a list is told in Chinese, whatever it is.
#[test]
fn a_list_that_cannot_be_read_is_told_in_chinese() {
    let folder = tempfile::tempdir().unwrap();
    for list in
        ["{}", "{\"package\": 1", "\u{1}", "[1]", "{\"package\": \"一\"}", "{\"year\": \"\u{2}\"}", ""]
    {
        let place = put(folder.path(), &[("清单.json".to_owned(), list.as_bytes().to_vec())]);
        let error = verify(&place, &Formats::embedded()).unwrap_err();
        let words = error.rsplit_once("清单.json").unwrap().1.replace("JSON", "");
        assert!(words.contains("读不出来") && !words.contains(|c: char| c.is_ascii_alphabetic()), "{error}");
    }
}

/// A document that was changed together with its sum in the list is not the one of the budget; of a package of another
/// version of the program that cannot be told, and is said.
#[test]
fn a_document_changed_together_with_the_list_is_told() {
    use sha2::{Digest, Sha256};
    let folder = tempfile::tempdir().unwrap();
    let formats = Formats::embedded();
    let own = files(&pack(&session("示例区档案局-2023（示例）.ron"), &Extras::default()).unwrap());
    let at = own.iter().position(|(name, _)| name == "清单.json").unwrap();
    for (name, other, told) in [
        ("公开文本.html", None, "“公开文本.html”与由“预算.ron”重新生成的不同"),
        ("公开文本.xlsx", None, "“公开文本.xlsx”与由“预算.ron”重新生成的不同"),
        ("公开文本.html", Some(("program", "0.0.1")), "0.0.1 版的程序"),
        ("公开文本.html", Some(("build", "0123456789abcdef")), "由不同版本生成"),
    ] {
        let mut all = own.clone();
        let changed = all.iter_mut().find(|(of, _)| of == name).unwrap();
        changed.1.push(b' ');
        let (bytes, sum) = (changed.1.len(), Sha256::digest(&changed.1));
        let mut list: serde_json::Value = serde_json::from_slice(&all[at].1).unwrap();
        let listed = list["files"].as_array_mut().unwrap().iter_mut().find(|of| of["name"] == name).unwrap();
        listed["bytes"] = bytes.into();
        listed["sha256"] = sum.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into();
        if let Some((of, by)) = other {
            list[of] = by.into();
        }
        all[at].1 = list.to_string().into_bytes();
        let verified = verify(&put(folder.path(), &all), &formats).unwrap();
        let said = if other.is_some() { &verified.remarks } else { &verified.wrong };
        assert!(said.len() == 1 && said[0].contains(told), "{name}: {verified:?}");
        assert_eq!(verified.wrong.is_empty(), other.is_some());
    }
}

/// A figure of the budget that was changed together with its sum in the list is refused by the program that packed it, whatever
/// becomes of the findings; so is a list that counts its findings otherwise.
#[test]
fn a_budget_changed_together_with_the_list_is_refused() {
    use sha2::{Digest, Sha256};
    let folder = tempfile::tempdir().unwrap();
    let own = files(&pack(&session("示例区档案局-2023（示例）.ron"), &Extras::default()).unwrap());
    let at = own.iter().position(|(name, _)| name == "清单.json").unwrap();
    for is_figure in [true, false] {
        let mut all = own.clone();
        let mut list: serde_json::Value = serde_json::from_slice(&all[at].1).unwrap();
        if is_figure {
            let budget = all.iter_mut().find(|(of, _)| of == "预算.ron").unwrap();
            let text = String::from_utf8(budget.1.clone()).unwrap();
            let (before, behind) = text.split_once("\"预算明细\": (").unwrap();
            let (line, rest) = behind.split_once("\"金额\": \"").unwrap();
            budget.1 = format!("{before}\"预算明细\": ({line}\"金额\": \"1{rest}").into_bytes();
            let (bytes, sum) = (budget.1.len(), Sha256::digest(&budget.1));
            let listed = list["files"].as_array_mut().unwrap();
            let listed = listed.iter_mut().find(|of| of["name"] == "预算.ron").unwrap();
            listed["bytes"] = bytes.into();
            listed["sha256"] = sum.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into();
        } else {
            list["findings"]["answered_errors"] = 3.into();
        }
        all[at].1 = list.to_string().into_bytes();
        let verified = verify(&put(folder.path(), &all), &Formats::embedded()).unwrap();
        assert!(verified.wrong.iter().any(|said| said.contains("与清单写的不同")), "{verified:?}");
        assert!(verified.remarks.iter().all(|said| !said.contains("可能已经更新")), "{verified:?}");
        let of_documents = verified.wrong.iter().any(|said| said.contains("“公开文本.html”与由"));
        assert_eq!(of_documents, is_figure, "{verified:?}");
    }
}
