//! A disk that takes no more.

use std::path::Path;
use std::process::Command;

use yusuan::file;

use crate::desk::{Desk, Random};
use crate::{Result, SAMPLE, repository, say};

/// Lets a child run out of room: the user is told, the work stays in memory, and what was recorded before is
/// on disk.
pub fn full(folder: &Path) -> Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    std::fs::copy(repository(SAMPLE), folder.join("预算000000.ron"))?;
    // No file may grow beyond 32 blocks of 512 or 1024 bytes. The system's signal would end the program, if it did not
    // see to that itself.
    let output = Command::new("sh")
        .args(["-c", "ulimit -f 32; exec \"$0\" full \"$1\""])
        .arg(std::env::current_exe()?)
        .arg(folder)
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let (recorded, hash) = said.lines().last().and_then(|line| line.split_once(' ')).ok_or("nothing said")?;
    if !output.status.success() {
        return Err(format!("disk full: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let (desk, recovery) = Desk::look(folder)?;
    let restored = recovery.map_or(0, |recovery| recovery.done().len());
    if recorded.parse() != Ok(restored) || u64::from_str_radix(hash, 16) != Ok(desk.hash()) {
        return Err(format!("disk full: {recorded} recorded, {restored} restored").into());
    }
    println!("disk full: told so in words, {restored} steps recorded before it restored");
    Ok(())
}

/// Edits until the journal cannot be written, and then saves in vain.
pub fn until_full(folder: &Path) -> Result<()> {
    let (mut desk, _) = Desk::open(folder)?;
    let mut random = Random(5);
    let (mut recorded, mut hash) = (0, desk.hash());
    let error = loop {
        desk.act(&mut random);
        let log = desk.session.take_log();
        match desk.journal.record(&log) {
            Ok(()) => {
                recorded += log.len();
                hash = desk.hash();
            }
            Err(error) => break error.to_string(),
        }
    };
    let (Some(path), Some(stamp)) = (&desk.path, &desk.stamp) else {
        return Err("no file".into());
    };
    let refused = file::save_since(path, desk.session.budget(), &desk.extras, stamp);
    let refused = refused.err().ok_or("a file was written on a full disk")?.to_string();
    for message in [&error, &refused] {
        // On a full disk, and where the system lets no file grow.
        if !["磁盘空间不足", "文件大小超过系统限制"].iter().any(|reason| message.contains(reason))
        {
            return Err(format!("not the message that was wanted: {message}").into());
        }
    }
    if desk.hash() == hash
        || desk.data.join("journals").read_dir().is_ok_and(|mut files| files.next().is_some())
    {
        return Err("the work is not in memory any more, or half a journal was left".into());
    }
    say(&format!("{recorded} {hash:016x}"))
}
