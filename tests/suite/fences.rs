//! The doors between the rooms: each module of the library uses only modules below it. Read off the imports, so
//! that no door is opened upwards unseen. Tests may look wherever they like and are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, each above all that it may use.
const ROOMS: [&str; 31] = [
    "text",
    "outline",
    "pattern",
    "encoding",
    "opening",
    "fonts",
    "money",
    "blocks",
    "codes",
    "model",
    "schema",
    "calc",
    "sheet",
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
    "submitted",
    "lines",
    "document",
    "compared",
    "cli",
    "ui",
];

/// The rooms of the window, likewise. The table's grid is a room of its own below the document.
const ROOMS_OF_WINDOW: [&str; 11] = [
    "look",
    "commands",
    "table::grid",
    "request",
    "document",
    "table",
    "dialogs",
    "safety",
    "pages",
    "panels",
    "shell",
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

    /// The modules of the window that it names: `table::grid`, with what is named in them cut off.
    fn uses_of_window(&self) -> Vec<String> {
        let code: Vec<&str> = self.text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n");
        let is_path = |at: char| at.is_alphanumeric() || at == '_' || at == ':';
        let named = code.split("crate::ui::").skip(1).flat_map(|rest| {
            let end = rest.find(|at| !is_path(at)).unwrap_or(rest.len());
            let (path, rest) = rest.split_at(end);
            // `use crate::ui::table::{one, another}` names several.
            let listed = rest.strip_prefix('{').and_then(|list| list.split('}').next()).unwrap_or_default();
            listed.split(',').map(move |item| format!("{path}{}", item.trim())).collect::<Vec<_>>()
        });
        named.map(|path| module_of_window(&path)).collect()
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

/// Rooms that act on what a format calls its columns, and so may not know what one region calls them. The readers of
/// documents and of text know words, which stand in many regions' documents.
const KNOW_NO_COLUMN: [&str; 11] = [
    "calc",
    "compare",
    "edit",
    "formula",
    "lines",
    "model",
    "propose",
    "rounding",
    "schema",
    "session",
    "standards",
];

/// Columns of lines, units and standards are named by the format. A name that is also the field's word for a thing may
/// stand in the code as that word.
#[test]
fn no_region_is_in_the_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    Source::with_its_modules(&root.join("lib.rs"), &mut sources);
    let formats = yusuan::schema::Formats::embedded();
    let mut places = BTreeSet::new();
    let mut columns = BTreeSet::new();
    for format in formats.iter().filter(|format| format.vocabulary.is_none()) {
        places.extend(format.id.split('-').next().map(str::to_owned));
        columns.extend(format.lines.iter().flat_map(|lines| lines.columns()).map(ToString::to_string));
        columns.extend(format.lines.iter().map(|lines| lines.table.to_string()));
        if let Some(list) = &format.units {
            columns.extend([&list.code, &list.name].map(ToString::to_string));
            columns.extend(list.kind.iter().chain(&list.heads).map(ToString::to_string));
        }
        if let Some(list) = &format.standards {
            columns.extend([&list.item, &list.unit_kind, &list.rate, &list.usual].map(ToString::to_string));
        }
        columns.extend(format.transfers.iter().flat_map(|one| [one.other.to_string(), one.own.to_string()]));
    }
    assert!(columns.len() > 15 && !places.is_empty(), "{columns:?} {places:?}");
    let mut found = Vec::new();
    for source in &sources {
        // Where the embedded formats and templates are listed, their files are named.
        let lists =
            ["schema/library.rs", "narrative/template.rs"].iter().any(|file| source.path.ends_with(file));
        let knows_none = KNOW_NO_COLUMN.contains(&source.room(&root));
        for (number, line) in (1..).zip(source.text.lines()) {
            let code = line.split("//").next().unwrap_or_default();
            for text in code.split('"').skip(1).step_by(2) {
                let names_place = !lists && places.iter().any(|place| text.starts_with(place.as_str()));
                let names_column = knows_none && columns.contains(text);
                let is_word = ["单位", "标准"].contains(&text);
                if (names_place || names_column) && !is_word {
                    found.push(format!("{}:{number}: {text}", source.path.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "names of one region:\n{}", found.join("\n"));
}

/// The module of the window that a path leads to: a file or a folder in one of its folders, or a file beside these.
fn module_of_window(path: &str) -> String {
    let path: Vec<&str> = path.split("::").filter(|part| !part.is_empty()).collect();
    let depth = if path.first().is_some_and(|first| ["commands", "request", "document"].contains(first)) {
        1
    } else {
        2
    };
    path.into_iter().take(depth).collect::<Vec<_>>().join("::")
}

/// How high a module of the window stands.
fn height_in_window(module: &str) -> Option<usize> {
    let rooms = ROOMS_OF_WINDOW.iter().enumerate().filter(|(_, room)| {
        module.strip_prefix(**room).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    });
    // The longest name is that of the innermost room.
    rooms.max_by_key(|(_, room)| room.len()).map(|(height, _)| height)
}

/// The modules of the window, each with those that it uses. The list of all rooms, `ui/mod.rs`, is none of them.
fn modules_of_window() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    Source::with_its_modules(&root.join("lib.rs"), &mut sources);
    let mut modules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in &sources {
        let Ok(inside) = source.path.strip_prefix(root.join("ui")) else {
            continue;
        };
        let path = inside.with_extension("");
        let mut parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
        parts.retain(|part| *part != "mod");
        // The list of a folder's modules names them only to declare them.
        if parts.is_empty() || (parts.len() == 1 && parts != ["document"] && inside.ends_with("mod.rs")) {
            continue;
        }
        let module = module_of_window(&parts.join("::"));
        let mut used = source.uses_of_window();
        used.retain(|used| *used != module);
        modules.entry(module).or_default().extend(used);
    }
    assert!(modules.len() > 50, "only {} modules were found", modules.len());
    modules
}

#[test]
fn doors_of_the_window_open_downwards_only() {
    let mut upwards = Vec::new();
    for (module, used) in modules_of_window() {
        let height = height_in_window(&module);
        assert!(height.is_some(), "`ui::{module}` has no place in the list of rooms");
        for used in used {
            match height_in_window(&used) {
                Some(other) if Some(other) <= height => {}
                Some(_) => upwards.push(format!("ui::{module} uses ui::{used}")),
                None => upwards.push(format!("ui::{module}: `ui::{used}` is no room")),
            }
        }
    }
    assert!(upwards.is_empty(), "doors that open upwards:\n{}", upwards.join("\n"));
}

#[test]
fn no_module_of_the_window_uses_one_that_uses_it() {
    let mut left = modules_of_window();
    // What uses nothing that is left is in no circle.
    loop {
        let names: BTreeSet<String> = left.keys().cloned().collect();
        let before = left.len();
        left.retain(|_, used| used.iter().any(|used| names.contains(used)));
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "modules that use each other in a circle, or what does: {left:#?}");
}

#[test]
fn modules_of_the_window_are_known() {
    assert_eq!(module_of_window("table::grid::state::GridState"), "table::grid");
    assert_eq!(module_of_window("document::Document"), "document");
    let (grid, table) = (height_in_window("table::grid"), height_in_window("table::typing"));
    assert!(grid < height_in_window("document") && height_in_window("document") < table);
    assert_eq!(height_in_window("App"), None);
}

#[test]
fn a_declared_module_is_seen() {
    assert_eq!(declared("mod rows;"), Some("rows"));
    assert_eq!(declared("pub(crate) mod index;"), Some("index"));
    assert_eq!(declared("use super::mod_of;"), None);
}

/// A walk through the house leads through rooms that are there, and leaves none out of the plan.
#[test]
fn what_the_docs_say_of_the_house_is_so() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut gone = Vec::new();
    for entry in fs::read_dir(root.join("docs")).unwrap() {
        let page = entry.unwrap().path();
        if page.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&page).unwrap();
        let files = text.split('`').skip(1).step_by(2).filter(|word| word.ends_with(".rs"));
        let is_there =
            |file: &&str| [root.join(file), root.join("src").join(file)].iter().any(|path| path.exists());
        let lost = files.filter(|file| !is_there(file));
        gone.extend(lost.map(|file| format!("{}: {file}", page.display())));
    }
    assert!(gone.is_empty(), "files that are not there:\n{}", gone.join("\n"));
    let plan = fs::read_to_string(root.join("docs/architecture.md")).unwrap();
    let left_out: Vec<&str> =
        ROOMS.into_iter().filter(|room| !plan.contains(&format!("| `{room}` | "))).collect();
    assert!(left_out.is_empty(), "rooms that are not in the plan: {left_out:?}");
}
