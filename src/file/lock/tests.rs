//! Who holds a file, and who takes it over.

use super::*;

fn holder(process: Process) -> String {
    serde_json::to_string(&Holder { process, since: "2026-11-23T14:05:09".to_owned(), ..Holder::default() })
        .unwrap()
}

#[test]
fn a_lock_is_given_back_and_tells_who_holds_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("预算.ron");
    fs::write(&file, "x").unwrap();
    let lock = acquire(&file).unwrap().unwrap();
    let path = folder.path().join(".预算.ron.lock");
    assert!(path.is_file());
    drop(lock);
    assert!(!path.is_file());

    let other = Process { host: "财政局-3".to_owned(), user: "张会计".to_owned(), ..Process::this() };
    fs::write(&path, holder(other)).unwrap();
    let held = acquire(&file).unwrap_err();
    assert_eq!(held.name(), "张会计（电脑 财政局-3）");
    assert_eq!(held.since(), "2026-11-23 14:05:09");
    // A day later nobody knows whether that still holds.
    let yesterday = std::time::SystemTime::now() - OLD - Duration::from_secs(60);
    fs::File::options().append(true).open(&path).unwrap().set_modified(yesterday).unwrap();
    assert!(acquire(&file).unwrap().is_some());
}

#[test]
fn a_silent_lock_is_taken_over_and_its_holder_learns_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("预算.ron");
    fs::write(&file, "x").unwrap();
    let path = folder.path().join(".预算.ron.lock");
    let other = Process { host: "财政局-3".to_owned(), user: "会计".to_owned(), ..Process::this() };
    let theirs = Lock { path: path.clone(), text: holder(other), held: None, file: None };
    fs::write(&path, &theirs.text).unwrap();
    let lasting = |silent: Duration| {
        let time = std::time::SystemTime::now() - silent;
        fs::File::options().append(true).open(&path).unwrap().set_modified(time).unwrap();
        acquire(&file).unwrap_err().silence()
    };
    assert_eq!(lasting(Duration::from_secs(90)), None);
    assert_eq!(lasting(Duration::from_secs(15 * 60)).as_deref(), Some("15 分钟"));
    assert_eq!(lasting(Duration::from_secs(5 * 60 * 60)).as_deref(), Some("5 小时"));
    assert_eq!(theirs.renew(), Ok(()));
    assert_eq!(acquire(&file).unwrap_err().silence(), None, "a sign of life");

    let mine = take_over(&file).unwrap();
    assert_eq!(mine.renew(), Ok(()));
    assert_eq!(theirs.renew().unwrap_err().process, Process::this());
    // What is no longer theirs they do not remove.
    drop(theirs);
    assert_eq!(fs::read_to_string(&path).unwrap(), mine.text);
    drop(mine);
    assert!(!path.exists());
}

#[test]
fn a_lock_whose_process_ended_is_replaced_and_what_is_no_lock_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("预算.ron");
    let path = folder.path().join(".预算.ron.lock");
    let this = Process::this();
    if !this.born.is_empty() {
        fs::write(&path, holder(Process { born: "another start".to_owned(), ..this })).unwrap();
        let lock = acquire(&file).unwrap().unwrap();
        drop(lock);
    }
    fs::write(&path, "somebody's own").unwrap();
    assert!(acquire(&file).unwrap().is_none());
    assert_eq!(fs::read_to_string(&path).unwrap(), "somebody's own");
    assert!(acquire(&folder.path().join("没有/预算.ron")).unwrap().is_none());
}
