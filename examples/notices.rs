//! Writes the licences of all that the program is built of into one file, for who hands it on:
//! `cargo run --example notices -- target/third-party.txt`. Asked is Cargo, so that the list is that of this build; each
//! licence's text stands once, with all that it holds for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use serde_json::Value;

fn main() -> ExitCode {
    let Some(place) = std::env::args().nth(1) else {
        eprintln!("usage: notices FILE");
        return ExitCode::FAILURE;
    };
    match notices().and_then(|text| std::fs::write(&place, text).map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{place}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn notices() -> Result<String, String> {
    let metadata = metadata()?;
    let packages = built_of(&metadata);
    let mut out = String::from("Yusuan is built of these packages. The licences follow, each once.\n\n");
    // Which texts there are, and for which packages each holds.
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in &packages {
        let text = |field: &str| package.get(field).and_then(Value::as_str).unwrap_or_default();
        let name = format!("{} {}", text("name"), text("version"));
        let license = if text("license").is_empty() { "see its text" } else { text("license") };
        let _ = writeln!(out, "{name}: {license}  {}", text("repository"));
        let folder = Path::new(text("manifest_path")).parent().unwrap_or(Path::new("."));
        for text in licences(folder) {
            texts.entry(text).or_default().push(name.clone());
        }
    }
    for (text, of) in texts {
        let _ = write!(out, "\n{}\n{}\n\n{text}\n", "=".repeat(80), of.join(", "));
    }
    Ok(out)
}

/// The system that the compiler builds for.
fn host() -> Result<String, String> {
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(compiler).arg("-vV").output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "the compiler does not say for which system it builds".to_owned())
}

fn metadata() -> Result<Value, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    // Only what is built for this system, which is also what is at hand without the net.
    command.args([
        "metadata",
        "--locked",
        "--offline",
        "--format-version",
        "1",
        "--filter-platform",
        &host()?,
    ]);
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

/// The packages that the program needs, but not what only its tests and its building need.
fn built_of(metadata: &Value) -> Vec<&Value> {
    let list = |value: Option<&'_ Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let resolve = metadata.get("resolve");
    let root = resolve.and_then(|resolve| resolve.get("root")).and_then(Value::as_str).unwrap_or_default();
    let mut needs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in list(resolve.and_then(|resolve| resolve.get("nodes"))) {
        let id = node.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let deps = list(node.get("deps")).into_iter().filter(|dep| {
            list(dep.get("dep_kinds")).iter().any(|kind| kind.get("kind").is_none_or(Value::is_null))
        });
        let deps = deps.filter_map(|dep| Some(dep.get("pkg")?.as_str()?.to_owned()));
        needs.insert(id, deps.collect());
    }
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(id) = waiting.pop() {
        if found.insert(id.clone()) {
            waiting.extend(needs.get(&id).into_iter().flatten().cloned());
        }
    }
    let packages = metadata.get("packages").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let id_of = |package: &&Value| package.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    packages.iter().filter(|package| found.contains(&id_of(package)) && id_of(package) != root).collect()
}

/// The texts of the licences in a package's folder.
fn licences(folder: &Path) -> Vec<String> {
    let is_licence = |name: &str| {
        let name = name.to_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE", "OFL"]
            .iter()
            .any(|begin| name.starts_with(begin))
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<_> = entries
        .filter(|entry| is_licence(&entry.file_name().to_string_lossy()) && entry.path().is_file())
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let read = files.iter().filter_map(|file| std::fs::read(file).ok());
    read.map(|bytes| String::from_utf8_lossy(&bytes).replace("\r\n", "\n").trim().to_owned()).collect()
}
