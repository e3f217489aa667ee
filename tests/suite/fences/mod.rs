//! The doors between the rooms: each module of the library uses only modules below it. Read off the imports, so
//! that no door is opened upwards unseen. Tests may look wherever they like and are left out.

mod modules;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use modules::Modules;

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

fn library() -> Modules {
    let modules = Modules::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(modules.each().count() > 200, "only {} files were found", modules.each().count());
    modules
}

#[test]
fn doors_open_downwards_only() {
    let mut upwards = Vec::new();
    for (name, module) in library().each() {
        let room = name.first().unwrap();
        let height = ROOMS.iter().position(|known| known == room);
        let height =
            height.unwrap_or_else(|| panic!("the module `{room}` has no place in the list of rooms"));
        for used in module.rooms() {
            match ROOMS.iter().position(|known| *known == used) {
                Some(other) if other <= height => {}
                Some(_) => upwards.push(format!("{}: {room} uses {used}", module.path.display())),
                None => upwards.push(format!("{}: `crate::{used}` is no room", module.path.display())),
            }
        }
        if room != "ui" && (module.code.contains("egui::") || module.code.contains("eframe::")) {
            upwards.push(format!("{}: egui outside the window", module.path.display()));
        }
    }
    assert!(upwards.is_empty(), "doors that open upwards:\n{}", upwards.join("\n"));
}

/// Files of one folder that still use each other. None may be added, and what is mended is taken out.
const CIRCLES: [&[&str]; 25] = [
    &[
        "calc::book",
        "calc::cell",
        "calc::derive",
        "calc::derive::falls",
        "calc::derive::making",
        "calc::derive::nowhere",
    ],
    &[
        "compare::align",
        "compare::decisions",
        "compare::identity",
        "compare::matching",
        "compare::renamed",
        "compare::side_by_side",
        "compare::telling",
    ],
    &["compare::changes", "compare::meaning", "compare::remarks"],
    &[
        "compare::merge",
        "compare::merge_beside",
        "compare::merge_lines",
        "compare::merge_names",
        "compare::merge_rows",
        "compare::merge_sections",
        "compare::merge_tables",
        "compare::merge_text",
        "compare::merge_unsaid",
    ],
    &["document::describe", "document::edition", "document::export", "document::pack", "document::write"],
    &["document::pack::again", "document::pack::verify"],
    &["exchange::align", "exchange::columns", "exchange::shift"],
    &[
        "exchange::behind",
        "exchange::dialects",
        "exchange::dialects::cells",
        "exchange::numbered",
        "exchange::sheets",
        "exchange::split",
    ],
    &["exchange::derive::found", "exchange::derive::titles", "exchange::derive::untitled"],
    &["exchange::derive::header", "exchange::derive::stacked"],
    &["exchange::dialects::html::cells", "exchange::dialects::html::halves"],
    &["exchange::file", "exchange::file::told", "exchange::origin", "exchange::parts", "exchange::several"],
    &["exchange::heads", "exchange::pages"],
    &["exchange::narrative", "exchange::report"],
    &["exchange::source::beside", "exchange::source::text"],
    &["exchange::source::pdf::aligned::body", "exchange::source::pdf::aligned::wrapped"],
    &["exchange::source::word::numbering", "exchange::source::word::styles"],
    &[
        "exchange::source::workbook::dates",
        "exchange::source::workbook::format",
        "exchange::source::workbook::tokens",
    ],
    &["file::disk", "file::error", "file::extras", "file::notices", "file::read", "file::recover"],
    &["formula::eval", "formula::groups", "formula::index", "formula::select"],
    &["model::cells_view", "model::columns", "model::table", "model::values", "model::view"],
    &[
        "narrative::by_hand",
        "narrative::claims",
        "narrative::compile",
        "narrative::enumerated",
        "narrative::extract",
        "narrative::items",
        "narrative::judge",
        "narrative::plain",
        "narrative::whole",
        "narrative::write",
        "narrative::write::known",
    ],
    &["narrative::sentence::balanced", "narrative::sentence::lists", "narrative::sentence::spread"],
    &[
        "narrative::sentence::quoted::changed",
        "narrative::sentence::quoted::figures",
        "narrative::sentence::quoted::items",
        "narrative::sentence::quoted::more",
        "narrative::sentence::quoted::slipped",
        "narrative::sentence::quoted::subjects",
        "narrative::sentence::quoted::two_years",
    ],
    &["session::passage_notes", "session::passages"],
];

/// No file uses one that uses it, by however many steps.
#[test]
fn no_file_uses_one_that_uses_it() {
    let library = library();
    let circles = library.circles();
    let known: Vec<BTreeSet<String>> =
        CIRCLES.iter().map(|names| names.iter().map(|name| (*name).to_owned()).collect()).collect();
    let new: Vec<_> =
        circles.iter().filter(|circle| !known.iter().any(|known| circle.is_subset(known))).collect();
    assert!(new.is_empty(), "files that use each other in a circle: {new:#?}");
    let gone: Vec<_> = known.iter().filter(|known| !circles.contains(known)).collect();
    assert!(gone.is_empty(), "circles that are mended, at least in part: {gone:#?}");
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
    let library = library();
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
    for (name, module) in library.each() {
        // Where the embedded formats and templates are listed, their files are named.
        let lists =
            ["schema/library.rs", "narrative/template.rs"].iter().any(|file| module.path.ends_with(file));
        let knows_none = KNOW_NO_COLUMN.contains(&name.first().unwrap().as_str());
        for line in module.code.lines() {
            let code = line.split("//").next().unwrap_or_default();
            for text in code.split('"').skip(1).step_by(2) {
                let names_place = !lists && places.iter().any(|place| text.starts_with(place.as_str()));
                let names_column = knows_none && columns.contains(text);
                let is_word = ["单位", "标准"].contains(&text);
                if (names_place || names_column) && !is_word {
                    found.push(format!("{}: {text}", module.path.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "names of one region:\n{}", found.join("\n"));
}

/// How high a module of the window stands.
fn height_in_window(name: &[String]) -> Option<usize> {
    let module = name.join("::");
    let rooms = ROOMS_OF_WINDOW.iter().enumerate().filter(|(_, room)| {
        module.strip_prefix(**room).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    });
    // The longest name is that of the innermost room.
    rooms.max_by_key(|(_, room)| room.len()).map(|(height, _)| height)
}

#[test]
fn doors_of_the_window_open_downwards_only() {
    let mut upwards = Vec::new();
    for (name, module) in library().each() {
        // The list of all rooms, `ui/mod.rs`, is none of them.
        let Some((_, inside)) =
            name.split_first().filter(|(room, inside)| *room == "ui" && !inside.is_empty())
        else {
            continue;
        };
        let height = height_in_window(inside);
        let module_name = inside.join("::");
        assert!(height.is_some(), "`ui::{module_name}` has no place in the list of rooms");
        for used in module
            .within("ui")
            .into_iter()
            .filter(|used| used.first().is_some_and(|first| first.starts_with(char::is_lowercase)))
        {
            match height_in_window(&used) {
                Some(other) if Some(other) <= height => {}
                Some(_) => upwards.push(format!("ui::{module_name} uses ui::{}", used.join("::"))),
                None => upwards.push(format!("ui::{module_name}: `ui::{}` is no room", used.join("::"))),
            }
        }
    }
    assert!(upwards.is_empty(), "doors that open upwards:\n{}", upwards.join("\n"));
}

#[test]
fn modules_of_the_window_are_known() {
    let height = |name: &str| height_in_window(&name.split("::").map(str::to_owned).collect::<Vec<_>>());
    let (grid, table) = (height("table::grid::state::GridState"), height("table::typing"));
    assert!(grid < height("document::Document") && height("document") < table);
    assert_eq!(height("App"), None);
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
