//! The budget that is typed into, the same budget as a plain spreadsheet has it, and what is typed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use yusuan::calc::Cell as Shown;
use yusuan::model::{Budget, CellAddress, Value};
use yusuan::schema::{ColumnKind, Formats, Role};
use yusuan::session::Session;

use crate::Result;
use crate::model::{Act, Cell, Kind, Model, Place};

const SAMPLE: &str = "assets/samples/焦作市委办公室-2023.ron";
const TABLE: &str = "T3";

/// Random numbers (SplitMix64), the same for the same seed.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// A copy of a budget, and what must be in it.
pub struct Desk {
    pub file: PathBuf,
    pub model: Model,
    cells: Vec<Vec<CellAddress>>,
    began: Vec<Vec<Option<Value>>>,
}

impl Desk {
    /// Copies the budget into a folder.
    pub fn new(folder: &Path) -> Result<Self> {
        let file = folder.join("预算.ron");
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE), &file)?;
        let loaded = yusuan::file::load(&file, &Formats::embedded())?;
        let session = Session::new(loaded.budget, loaded.format);
        let book = session.book();
        let sheet = book.sheet(&TABLE.into()).ok_or("no table")?;
        let shown = |row: &yusuan::calc::SheetRow<'_>| -> Vec<CellAddress> {
            row.cells().filter(|cell| !cell.column.hidden).map(|cell| cell.address()).collect()
        };
        let cells: Vec<Vec<CellAddress>> = sheet.rows().map(|row| shown(&row)).collect();
        let places = cells.iter().enumerate().flat_map(|(row, cells)| {
            cells.iter().enumerate().map(move |(column, cell)| (cell.clone(), (row, column)))
        });
        let at: HashMap<CellAddress, Place> = places.collect();
        let modelled = sheet.rows().map(|row| {
            row.cells().filter(|cell| !cell.column.hidden).map(|cell| modelled(&cell, &at)).collect()
        });
        let model = Model::new(modelled.collect(), (0, 0));
        let began = values(&model);
        Ok(Self { file, model, cells, began })
    }

    /// Some acts in a row, which the spreadsheet does at once.
    pub fn burst(&mut self, random: &mut Random) -> Vec<Act> {
        let length = 6 + random.below(24);
        let acts: Vec<Act> = (0..length).map(|_| act(random)).collect();
        for act in &acts {
            self.model.act(act);
        }
        acts
    }

    /// Waits until the file holds what was typed; returns how many cells differ from what it began with.
    pub fn await_saved(&self, most: Duration) -> Result<usize> {
        let wanted = values(&self.model);
        let begun = Instant::now();
        loop {
            let saved = yusuan::file::load(&self.file, &Formats::embedded())?.budget;
            let Some(different) = self.different(&saved, &wanted) else {
                let pairs = wanted.iter().flatten().zip(self.began.iter().flatten());
                return Ok(pairs.filter(|(now, began)| now != began).count());
            };
            if begun.elapsed() > most {
                return Err(different.into());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The first cell that is not as it should be.
    fn different(&self, saved: &Budget, wanted: &[Vec<Option<Value>>]) -> Option<String> {
        let table = saved.tables.get(&TABLE.into());
        let addresses = self.cells.iter().flatten().zip(wanted.iter().flatten());
        addresses.into_iter().find_map(|(cell, wanted)| {
            let row = table.and_then(|table| table.rows().iter().find(|row| *row.key() == cell.row));
            let found = row.and_then(|row| row.cells().get(&cell.column));
            (found != wanted.as_ref().map(yusuan::model::Value::view))
                .then(|| format!("{cell} is {found:?} in the file, {wanted:?} was typed"))
        })
    }
}

/// What is in the cells that can be typed into.
fn values(model: &Model) -> Vec<Vec<Option<Value>>> {
    let value = |cell: &Cell| cell.value.clone().filter(|_| cell.kind != Kind::Fixed);
    model.cells.iter().map(|row| row.iter().map(value).collect()).collect()
}

/// A cell as the spreadsheet has it.
fn modelled(cell: &Shown<'_>, at: &HashMap<CellAddress, Place>) -> Cell {
    let kind = match (cell.role, cell.column.kind) {
        (Role::Input, ColumnKind::Code) => Kind::Code,
        (Role::Input, ColumnKind::Text) => Kind::Text,
        (Role::Input, _) => Kind::Amount,
        _ => Kind::Fixed,
    };
    let mut leaves = Vec::new();
    let mut above = cell.addends();
    while let Some(part) = above.pop() {
        if part.role == Role::Input {
            leaves.extend(at.get(&part.address()));
        }
        above.extend(part.addends());
    }
    let value = cell.entered().map(yusuan::model::ValueView::to_value).filter(|_| kind != Kind::Fixed);
    Cell { kind, value, leaves, filled: cell.role == Role::Label && !cell.is_blank() }
}

fn act(random: &mut Random) -> Act {
    let arrow = |random: &mut Random, ctrl| match random.below(4) {
        0 => Act::Arrow(-1, 0, ctrl),
        1 => Act::Arrow(1, 0, ctrl),
        2 => Act::Arrow(0, -1, ctrl),
        _ => Act::Arrow(0, 1, ctrl),
    };
    match random.below(48) {
        0..=15 => Act::Text(match random.below(6) {
            0 => "4411",
            1 => "5522.5",
            2 => "7",
            3 => "12..5",
            4 => "30",
            _ => "906.25",
        }),
        16..=26 => Act::Enter { back: random.below(6) == 0 },
        27..=31 => Act::Tab { back: random.below(5) == 0 },
        32..=39 => arrow(random, false),
        40 => arrow(random, true),
        41 => Act::Edge { end: random.below(2) == 0, ctrl: random.below(2) == 0 },
        42 => Act::Escape,
        43 => Act::F2,
        44 => Act::Delete,
        45 => Act::Backspace,
        46 => Act::Undo,
        _ => Act::Redo,
    }
}

/// The keys of an act, as X calls them.
pub fn keys(act: &Act) -> Vec<String> {
    let with = |is: bool, modifier: &str, key: &str| {
        vec![if is { format!("{modifier}+{key}") } else { key.to_owned() }]
    };
    match act {
        Act::Text(text) => {
            text.chars().map(|c| if c == '.' { "period".to_owned() } else { c.to_string() }).collect()
        }
        Act::Enter { back } => with(*back, "shift", "Return"),
        Act::Tab { back } => with(*back, "shift", "Tab"),
        Act::Arrow(-1, _, ctrl) => with(*ctrl, "ctrl", "Up"),
        Act::Arrow(1, _, ctrl) => with(*ctrl, "ctrl", "Down"),
        Act::Arrow(_, -1, ctrl) => with(*ctrl, "ctrl", "Left"),
        Act::Arrow(_, _, ctrl) => with(*ctrl, "ctrl", "Right"),
        Act::Edge { end, ctrl } => with(*ctrl, "ctrl", if *end { "End" } else { "Home" }),
        Act::Escape => vec!["Escape".to_owned()],
        Act::F2 => vec!["F2".to_owned()],
        Act::Delete => vec!["Delete".to_owned()],
        Act::Backspace => vec!["BackSpace".to_owned()],
        Act::Undo => vec!["ctrl+z".to_owned()],
        Act::Redo => vec!["ctrl+y".to_owned()],
        // What needs a mouse, a clipboard or an input method is not done here.
        Act::Word(_) | Act::Paste(_) | Act::Click(_) => Vec::new(),
    }
}
