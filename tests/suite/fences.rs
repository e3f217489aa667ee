//! The doors between the rooms: each module of the library uses only modules below it. Read off the imports, so
//! that no door is opened upwards unseen. Tests may look wherever they like and are left out.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, each above all that it may use.
const ROOMS: [&str; 23] = [
    "text",
    "encoding",
    "opening",
    "money",
    "blocks",
    "codes",
    "model",
    "schema",
    "calc",
    "edit",
    "file",
    "exchange",
    "standards",
    "formula",
    "narrative",
    "rules",
    "session",
    "compare",
    "rounding",
    "propose",
    "report",
    "cli",
    "ui",
];

/// A module's file with what of it is no test.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// The file of a module and all files of the modules it declares, without those that only tests have.
    fn with_its_modules(path: &Path, found: &mut Vec<Self>) {
        let whole = fs::read_to_string(path).unwrap();
        let mut text = String::new();
        let mut lines = whole.lines().peekable();
        while let Some(line) = lines.next() {
            if line == "#[cfg(test)]" {
                let item = lines.find(|line| !line.starts_with("#[")).unwrap_or_default();
                if item.ends_with('{') {
                    // An item at the margin ends with a brace at the margin.
                    lines.find(|line| *line == "}");
                }
                continue;
            }
            text.push_str(line);
            text.push('\n');
        }
        let folder = match path.file_name().and_then(|name| name.to_str()) {
            Some("mod.rs" | "lib.rs") => path.parent().unwrap().to_owned(),
            _ => path.with_extension(""),
        };
        for module in text.lines().filter_map(declared) {
            let file = folder.join(format!("{module}.rs"));
            let inner = folder.join(module).join("mod.rs");
            Self::with_its_modules(if file.is_file() { &file } else { &inner }, found);
        }
        found.push(Self { path: path.to_owned(), text });
    }

    /// The modules of the library that it names.
    fn uses(&self) -> Vec<&str> {
        let code = self.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let named = code.flat_map(|line| line.split("crate::").skip(1)).flat_map(|rest| {
            // `crate::{one, another}` names several.
            let listed = rest.strip_prefix('{').and_then(|list| list.split('}').next());
            listed.unwrap_or_else(|| rest.split([',', ';', ' ']).next().unwrap_or_default()).split(',')
        });
        named
            .map(|path| path.trim().split(|at: char| !at.is_alphanumeric() && at != '_').next().unwrap())
            .collect()
    }

    /// The room it stands in.
    fn room(&self, root: &Path) -> &str {
        let inside = self.path.strip_prefix(root).unwrap().iter().next().unwrap().to_str().unwrap();
        inside.strip_suffix(".rs").unwrap_or(inside)
    }
}

/// The module that a line declares.
fn declared(line: &str) -> Option<&str> {
    let item = line.strip_suffix(';')?;
    let (seen, name) = item.split_once("mod ")?;
    (seen.is_empty() || seen.starts_with("pub")).then_some(name)
}

#[test]
fn doors_open_downwards_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    Source::with_its_modules(&root.join("lib.rs"), &mut sources);
    assert!(sources.len() > 200, "only {} files were found", sources.len());
    let mut upwards = Vec::new();
    for source in sources.iter().filter(|source| !source.path.ends_with("lib.rs")) {
        let room = source.room(&root);
        let height = ROOMS.iter().position(|known| *known == room);
        let height =
            height.unwrap_or_else(|| panic!("the module `{room}` has no place in the list of rooms"));
        for used in source.uses() {
            match ROOMS.iter().position(|known| *known == used) {
                Some(other) if other <= height => {}
                Some(_) => upwards.push(format!("{}: {room} uses {used}", source.path.display())),
                None => upwards.push(format!("{}: `crate::{used}` is no room", source.path.display())),
            }
        }
        if room != "ui" && (source.text.contains("egui::") || source.text.contains("eframe::")) {
            upwards.push(format!("{}: egui outside the window", source.path.display()));
        }
    }
    assert!(upwards.is_empty(), "doors that open upwards:\n{}", upwards.join("\n"));
}

#[test]
fn a_declared_module_is_seen() {
    assert_eq!(declared("mod rows;"), Some("rows"));
    assert_eq!(declared("pub(crate) mod index;"), Some("index"));
    assert_eq!(declared("use super::mod_of;"), None);
}
