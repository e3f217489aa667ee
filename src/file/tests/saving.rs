//! Saving in real folders.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{sample, sample_text};
use crate::file::backup::{self, Copies};
use crate::file::{
    Extras, LoadError, Loaded, Outside, SaveError, Saved, Stamp, load, save, save_keeping, save_since,
};
use crate::schema::Formats;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("市委办 2023.ron");
    (folder, path)
}

fn save_sample(path: &Path) -> Result<Saved, SaveError> {
    save(path, &sample(), &Extras::default())
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn what_was_saved_is_loaded() {
    let (folder, path) = folder();
    let saved = save_sample(&path).unwrap();
    let loaded = load(&path, &Formats::embedded()).unwrap();
    assert_eq!(loaded.budget, sample());
    assert_eq!(loaded.stamp, saved.stamp);
    assert_eq!(loaded.read_only_reason, None);
    assert_eq!(fs::read_to_string(&path).unwrap(), sample_text());
    // Again, over itself, and over another budget.
    let mut other = sample();
    other.year = 2024;
    let again = save_since(&path, &other, &Extras::default(), &saved.stamp).unwrap();
    assert!(!again.stamp.same_content(&saved.stamp));
    save_sample(&path).unwrap();
    assert_eq!(names(folder.path()), ["市委办 2023.ron"]);
}

#[test]
fn a_file_that_cannot_be_read_in_full_is_never_overwritten() {
    for content in [&sample_text()[..300], "(yusuan: 9, format: \"焦作-2023\")", "收入,支出\n1,2\n", "\u{0}"]
    {
        let (folder, path) = folder();
        fs::write(&path, content).unwrap();
        let stamp = Stamp::of(content.as_bytes(), None);
        for error in [
            save_sample(&path).unwrap_err(),
            save_since(&path, &sample(), &Extras::default(), &stamp).unwrap_err(),
        ] {
            assert!(matches!(error, SaveError::Unreadable(_)), "{error}");
            assert!(error.to_string().contains("另存为"), "{error}");
        }
        if let Err(LoadError::Damaged { recovered: Some(recovered), .. }) = load(&path, &Formats::embedded())
        {
            let Loaded { budget, extras, stamp, read_only_reason, .. } = recovered.loaded;
            assert!(read_only_reason.is_some());
            let error = save_since(&path, &budget, &extras, &stamp).unwrap_err();
            assert!(matches!(error, SaveError::Unreadable(_)), "{error}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
        assert_eq!(names(folder.path()).len(), 1);
        // Beside it is fine.
        save_sample(&folder.path().join("恢复.ron")).unwrap();
    }
}

#[test]
fn an_empty_file_has_nothing_to_lose() {
    let (_folder, path) = folder();
    fs::write(&path, "").unwrap();
    save_sample(&path).unwrap();
}

#[test]
fn changes_from_outside_are_noticed() {
    let (_folder, path) = folder();
    let Saved { stamp, .. } = save_sample(&path).unwrap();
    assert_eq!(stamp.compare(&path), Outside::Unchanged);
    // The same content written anew is no change.
    fs::write(&path, sample_text()).unwrap();
    assert_eq!(stamp.compare(&path), Outside::Unchanged);
    let other = sample_text().replace("2907.50", "2907.05");
    fs::write(&path, &other).unwrap();
    assert_eq!(stamp.compare(&path), Outside::Changed);
    let error = save_since(&path, &sample(), &Extras::default(), &stamp).unwrap_err();
    assert_eq!(error, SaveError::ChangedOutside);
    assert_eq!(fs::read_to_string(&path).unwrap(), other);
    fs::remove_file(&path).unwrap();
    assert_eq!(stamp.compare(&path), Outside::Gone);
    let error = save_since(&path, &sample(), &Extras::default(), &stamp).unwrap_err();
    assert_eq!(error, SaveError::Gone);
    assert!(!path.exists());
}

#[test]
fn another_content_of_the_same_length_and_time_is_noticed() {
    let (_folder, path) = folder();
    let Saved { stamp, .. } = save_sample(&path).unwrap();
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    let other = sample_text().replace("2907.50", "2907.05");
    assert_eq!(other.len(), sample_text().len());
    fs::write(&path, &other).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    let error = save_since(&path, &sample(), &Extras::default(), &stamp).unwrap_err();
    assert_eq!(error, SaveError::ChangedOutside);
    assert_eq!(fs::read_to_string(&path).unwrap(), other);
    // Where the system tells more than length and time, it is seen without reading too.
    if cfg!(unix) {
        assert_eq!(stamp.compare(&path), Outside::Changed);
    }
}

#[test]
fn what_is_replaced_is_kept_before() {
    let (folder, path) = folder();
    let copies = Copies { most: 3, spare: false, required: true, data: None };
    let keep = |budget: &crate::model::Budget| save_keeping(&path, budget, &Extras::default(), None, &copies);
    assert_eq!(keep(&sample()).unwrap().copy, None, "there was nothing");
    assert_eq!(keep(&sample()).unwrap().copy, None, "nothing is another");
    let before = fs::read_to_string(&path).unwrap();
    let mut other = sample();
    other.year = 2024;
    let copy = keep(&other).unwrap().copy.unwrap().unwrap();
    assert_eq!(fs::read_to_string(copy).unwrap(), before);
    assert_eq!(backup::list(&path, None).len(), 1);
    // Where no copy can be made and one is required, the file stays as it is.
    let now = fs::read_to_string(&path).unwrap();
    fs::remove_dir_all(folder.path().join(".市委办 2023.ron.backups")).unwrap();
    fs::write(folder.path().join(".市委办 2023.ron.backups"), "").unwrap();
    other.year = 2025;
    assert!(matches!(keep(&other).unwrap_err(), SaveError::NoCopy(_)));
    assert_eq!(fs::read_to_string(&path).unwrap(), now);
    let kept = Copies { required: false, ..copies };
    let saved = save_keeping(&path, &other, &Extras::default(), None, &kept).unwrap();
    assert!(saved.copy.unwrap().is_err());
    assert_eq!(load(&path, &Formats::embedded()).unwrap().budget.year, 2025);
}

#[test]
fn names_of_every_length_that_there_is_are_saved() {
    let folder = tempfile::tempdir().unwrap();
    let copies = Copies { most: 3, spare: false, required: true, data: None };
    for length in [240, 246, 247, 248, 249, 254, 255] {
        let name = format!("{}{}.ron", "长".repeat((length - 4) / 3), "a".repeat((length - 4) % 3));
        assert_eq!(name.len(), length);
        let path = folder.path().join(&name);
        save_sample(&path).unwrap();
        let mut other = sample();
        other.year = 2024;
        save_keeping(&path, &other, &Extras::default(), None, &copies).unwrap();
        assert_eq!(load(&path, &Formats::embedded()).unwrap().budget.year, 2024);
        assert_eq!(backup::list(&path, None).len(), 1, "{length}");
    }
    assert_eq!(names(folder.path()).len(), 14, "a file and its copies each, and nothing else");
}

#[test]
fn places_that_cannot_be_written_are_named() {
    let (folder, path) = folder();
    let at = |name: &str| folder.path().join(name);
    save_sample(&path).unwrap();
    fs::create_dir(at("夹")).unwrap();
    for (path, expected) in [
        (at("没有").join("x.ron"), SaveError::NoFolder),
        (path.join("x.ron"), SaveError::NoFolder),
        (at("夹"), SaveError::NotAFile("文件夹")),
        (PathBuf::from("/"), SaveError::NotAFile("文件夹")),
        (at(&format!("{}.ron", "长".repeat(100))), SaveError::BadName),
    ] {
        assert_eq!(save_sample(&path).unwrap_err(), expected, "{}", path.display());
    }
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert_eq!(save_sample(&path).unwrap_err(), SaveError::ReadOnlyFile);
    assert_eq!(names(folder.path()), ["夹", "市委办 2023.ron"]);
}

#[test]
fn what_the_system_says_is_said_in_chinese() {
    use std::io::ErrorKind;
    for (kind, part) in [
        (ErrorKind::PermissionDenied, "没有权限"),
        (ErrorKind::ReadOnlyFilesystem, "没有权限"),
        (ErrorKind::StorageFull, "磁盘空间不足"),
        (ErrorKind::QuotaExceeded, "磁盘空间不足"),
        (ErrorKind::FileTooLarge, "文件大小超过系统限制"),
        (ErrorKind::NotFound, "文件夹不存在"),
    ] {
        let message = SaveError::from(std::io::Error::from(kind)).to_string();
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn places_that_cannot_be_read_are_named() {
    let (folder, path) = folder();
    assert!(matches!(load(&path, &Formats::embedded()), Err(LoadError::NotFound)));
    let error = load(folder.path(), &Formats::embedded()).unwrap_err();
    assert!(error.to_string().contains("文件夹"), "{error}");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;
    use crate::file::replace::write_atomically;

    #[test]
    fn permissions_are_kept() {
        let (_folder, path) = folder();
        save_sample(&path).unwrap();
        let long = path.with_file_name(format!("{}.ron", "长".repeat(83)));
        save_sample(&long).unwrap();
        for path in [&path, &long] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o640)).unwrap();
        }
        let mut other = sample();
        other.year = 2024;
        for path in [&path, &long] {
            save(path, &other, &Extras::default()).unwrap();
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o640);
        }
    }

    #[test]
    fn a_read_only_folder_is_left_as_it_is() {
        let (folder, path) = folder();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
        let probe = fs::write(folder.path().join("probe"), "");
        let result = save_sample(&path);
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        if probe.is_ok() {
            eprintln!("skipped: this user may write to read-only folders");
            return;
        }
        assert_eq!(result.unwrap_err(), SaveError::ReadOnlyFolder);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn links_are_followed() {
        let (folder, path) = folder();
        save_sample(&path).unwrap();
        let link = folder.path().join("链接.ron");
        symlink("市委办 2023.ron", &link).unwrap();
        let mut other = sample();
        other.year = 2024;
        let saved = save(&link, &other, &Extras::default()).unwrap();
        assert_eq!(saved.path, path.canonicalize().unwrap());
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(load(&path, &Formats::embedded()).unwrap().budget.year, 2024);
        let broken = folder.path().join("断.ron");
        symlink("没有.ron", &broken).unwrap();
        assert_eq!(save_sample(&broken).unwrap_err(), SaveError::BrokenLink);
    }

    #[test]
    fn a_rename_that_fails_leaves_no_temporary_file() {
        let (folder, path) = folder();
        fs::create_dir(&path).unwrap();
        fs::write(path.join("x"), "").unwrap();
        assert!(write_atomically(&path, b"text").is_err());
        assert_eq!(names(folder.path()), ["市委办 2023.ron"]);
    }
}
