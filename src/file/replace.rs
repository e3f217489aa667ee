//! Puts content in the place of a file's, whole or not at all. Whether it may, and what becomes of what was there, this does
//! not know.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::Path;

use atomic_write_file::AtomicWriteFile;

use super::stamp::{FNV, fnv};

pub(super) fn write_atomically(target: &Path, content: &[u8]) -> io::Result<()> {
    match write_and_rename(target, content) {
        // The temporary name is the name and something around it, which may be too long where the name is not.
        Err(error) if error.kind() == io::ErrorKind::InvalidFilename => {
            write_under_short_name(target, content)
        }
        done => done,
    }
}

/// The same by way of a file with a short name, which takes the place of the target when it is complete.
fn write_under_short_name(target: &Path, content: &[u8]) -> io::Result<()> {
    let name = target.file_name().unwrap_or_default().as_encoded_bytes();
    let short = target.with_file_name(format!(".yusuan-{:016x}-{}.tmp", fnv(FNV, name), std::process::id()));
    let renamed = write_and_rename(&short, content).and_then(|()| {
        if let Ok(metadata) = target.metadata() {
            fs::set_permissions(&short, metadata.permissions())?;
            #[cfg(unix)]
            {
                use std::os::unix::fs::MetadataExt;
                // Only the administrator may give files away; for everybody else it is theirs already.
                let _ = std::os::unix::fs::chown(&short, Some(metadata.uid()), Some(metadata.gid()));
            }
        }
        fs::rename(&short, target)
    });
    if renamed.is_err() {
        let _ = fs::remove_file(&short);
        return renamed;
    }
    #[cfg(unix)]
    if let Some(folder) = target.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // The content is synced; that the rename is, some file systems cannot promise.
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

fn write_and_rename(target: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = AtomicWriteFile::open(target)?;
    if let Err(error) = file.write_all(content).and_then(|()| file.sync_all()) {
        // Removes the temporary file; if that fails too, the first error is the one to tell.
        let _ = file.discard();
        return Err(error);
    }
    let written = file.metadata();
    match (file.commit(), written) {
        (Err(error), Ok(written)) => after_failed_commit(target, &written, error),
        (result, _) => result,
    }
}

/// Tells a rename that failed, of which a temporary file is left to remove, from a folder that could
/// not be synced after it: some network file systems cannot do that at all.
#[cfg(unix)]
fn after_failed_commit(target: &Path, written: &Metadata, error: io::Error) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;

    let is_ours = |other: &Metadata| (other.dev(), other.ino()) == (written.dev(), written.ino());
    if target.symlink_metadata().is_ok_and(|target| is_ours(&target)) {
        return match error.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Ok(()),
            _ => Err(error),
        };
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.metadata().is_ok_and(|other| is_ours(&other)) {
            let _ = fs::remove_file(entry.path());
        }
    }
    Err(error)
}

#[cfg(not(unix))]
fn after_failed_commit(_: &Path, _: &Metadata, error: io::Error) -> io::Result<()> {
    Err(error)
}
