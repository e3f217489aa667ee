//! Says of which sources a build is made: two builds of one version need not write the same documents.

use std::fs;
use std::path::{Path, PathBuf};

/// What decides the documents that are written: all sources but the window, and all data.
const SOURCES: [&str; 3] = ["src", "assets", "Cargo.lock"];
const WINDOW: &str = "src/ui";

fn main() {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        collect(Path::new(source), &mut files);
    }
    files.sort();
    // FNV-1a: it need not withstand anybody, only tell builds apart.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in files {
        let name = file.to_string_lossy().replace('\\', "/");
        let content = fs::read(&file).unwrap_or_default();
        // Ends of lines are the checkout's.
        for byte in name.bytes().chain(content.into_iter().filter(|byte| *byte != b'\r')) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    println!("cargo:rustc-env=YUSUAN_BUILD={hash:016x}");
}

/// All files at and below a path.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.starts_with(WINDOW) {
        return;
    }
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| collect(&entry.path(), files)),
        Err(_) => files.push(path.to_owned()),
    }
}
