//! Random keys, clicks and words, put into one frame, into two, and each into one of its own: the same budget
//! comes of it every time, and it is the one that a plain spreadsheet has.

mod model;

use std::collections::HashMap;

use eframe::egui::{self, Event, ImeEvent, Key, Modifiers, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::model::{Budget, CellAddress, TableKey, Value};
use yusuan::schema::{ColumnKind, Formats, Role};
use yusuan::session::Session;
use yusuan::ui::{App, Document, Recent, cell_name};

use self::model::{Act, Cell, Kind, Model, Place};
use super::Answers;

/// How many sequences are tried.
const SEQUENCES: u64 = 100;
/// A seed with which it all began; a failure names its own.
const SEED: u64 = 20_231_117;

/// Random numbers that are the same everywhere (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

/// The app with one table in front, all of which is in sight.
struct Desk {
    harness: Harness<'static, App>,
    budget: Budget,
    cells: Vec<Vec<CellAddress>>,
    places: HashMap<Place, Pos2>,
    model: Model,
}

const TABLE: &str = "T3";

impl Desk {
    fn new() -> Self {
        let path = crate::support::repository("tests/corpus/单一单位.ron");
        let loaded = yusuan::file::load(&path, &Formats::embedded()).unwrap();
        let mut budget = loaded.budget;
        // A short budget, so that its rules take no time, with some more lines.
        let table = budget.tables.get_mut(&TableKey::from(TABLE)).unwrap();
        for item in ["02", "03", "04", "05"] {
            let mut row = table.rows().last().unwrap().to_row();
            row.key = format!("20131{item}").as_str().into();
            row.cells.insert("项".into(), Value::Text(item.into()));
            row.cells.remove(&"商品和服务支出".into());
            table.push(row);
        }
        // A total that differs from the stated one makes its row higher: clicks would then lead elsewhere.
        assert!(table.rows().iter().all(|row| row.stated().is_empty()));
        let mut harness = Harness::builder()
            .with_size([1900.0, 800.0])
            .with_step_dt(0.001)
            .with_max_steps(2000)
            .build_eframe(|context| {
                App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::default())
            });
        harness.state_mut().show(document(&budget));
        harness.run();
        // Only the table: what stands beside it takes time to draw.
        for panel in [Key::I, Key::J] {
            super::press(&mut harness, Modifiers::COMMAND, panel);
        }
        let session = Session::new(budget.clone(), loaded.format.clone());
        let book = session.book();
        let sheet = book.sheet(&TABLE.into()).unwrap();
        let mut cells = Vec::new();
        let (mut places, mut kinds) = (HashMap::new(), Vec::new());
        let at: HashMap<CellAddress, Place> = sheet
            .rows()
            .enumerate()
            .flat_map(|(row, of)| {
                let shown = of.cells().filter(|cell| !cell.column.hidden).enumerate();
                shown.map(|(column, cell)| (cell.address(), (row, column))).collect::<Vec<_>>()
            })
            .collect();
        for row in sheet.rows() {
            let (mut addresses, mut own) = (Vec::new(), Vec::new());
            for cell in row.cells().filter(|cell| !cell.column.hidden) {
                let place = at[&cell.address()];
                let rect = harness.get_by_label(&cell_name(&cell)).rect();
                places.insert(place, rect.left_top() + vec2(rect.width() / 2.0, 8.0));
                own.push(modelled(&cell, &at));
                addresses.push(cell.address());
            }
            cells.push(addresses);
            kinds.push(own);
        }
        let cursor = harness.state().document().unwrap().cursor().unwrap();
        let model = Model::new(kinds, at[&cursor]);
        Self { harness, budget, cells, places, model }
    }

    /// Some acts after which every text still fits on its line, and the state they lead to.
    fn sequence(&self, random: &mut Random) -> (Vec<Act>, Model) {
        let mut model = self.model.clone();
        let mut acts = Vec::new();
        let length = 5 + random.below(16);
        while acts.len() < length {
            let act = self.act_after(&model, random);
            let mut next = model.clone();
            next.act(&act);
            let is_in_field =
                matches!(&act, Act::Click(place) if model.editor.is_some() && model.cursor == *place);
            if !is_in_field && next.longest() < 18 {
                model = next;
                acts.push(act);
            }
        }
        (acts, model)
    }

    /// Behind a text that cannot be taken, also in a cell that was opened to be changed, one goes on more often than chance has it.
    fn act_after(&self, model: &Model, random: &mut Random) -> Act {
        match &model.editor {
            Some(editor) if editor.is_stopped() && random.below(2) == 0 => {
                let (down, right) = random.of(&[(-1, 0), (1, 0), (0, -1), (0, 1)]);
                random.of(&[
                    Act::Arrow(down, right, false),
                    Act::Arrow(down, right, true),
                    Act::Text("7"),
                    Act::F2,
                ])
            }
            Some(editor) if editor.is_changing() && random.below(3) == 0 => {
                random.of(&[Act::Text("12..5"), Act::Enter { back: false }, Act::Tab { back: false }])
            }
            _ => self.act(random),
        }
    }

    fn act(&self, random: &mut Random) -> Act {
        let arrows = [(-1, 0), (1, 0), (0, -1), (0, 1)];
        match random.below(40) {
            0..=9 => Act::Text(random.of(&["4411", "5522.5", "7", "12..5", "abc", "30", "-3", "9.1"])),
            10..=15 => Act::Enter { back: random.below(5) == 0 },
            16..=18 => Act::Tab { back: random.below(4) == 0 },
            19..=23 => {
                let (down, right) = random.of(&arrows);
                Act::Arrow(down, right, false)
            }
            24 => {
                let (down, right) = random.of(&arrows);
                Act::Arrow(down, right, true)
            }
            25 => Act::Edge { end: random.below(2) == 0, ctrl: random.below(2) == 0 },
            26 | 27 => Act::Escape,
            28 | 29 => Act::F2,
            30 => Act::Delete,
            31 => Act::Backspace,
            32..=34 => {
                let rows = self.cells.len();
                // Near each other, so that it is also clicked twice.
                Act::Click((random.below(3.min(rows)), 6 + random.below(4)))
            }
            35 => Act::Word(random.of(&["办公", "费"])),
            36 => Act::Paste(random.of(&["88", "1.5", "x"])),
            37 | 38 => Act::Undo,
            _ => Act::Redo,
        }
    }

    fn events(&self, act: &Act) -> Vec<Event> {
        let key = |key: Key, modifiers: Modifiers| {
            [true, false]
                .map(|pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers })
                .to_vec()
        };
        let with = |is: bool, modifiers: Modifiers| if is { modifiers } else { Modifiers::NONE };
        match act {
            Act::Text(text) => text.chars().map(|c| Event::Text(c.to_string())).collect(),
            Act::Word(word) => {
                let preedit =
                    |text: &str| ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None };
                [preedit("b"), preedit("ban"), preedit(""), ImeEvent::Commit((*word).to_owned())]
                    .map(Event::Ime)
                    .to_vec()
            }
            Act::Enter { back } => key(Key::Enter, with(*back, Modifiers::SHIFT)),
            Act::Tab { back } => key(Key::Tab, with(*back, Modifiers::SHIFT)),
            Act::Arrow(down, right, ctrl) => {
                let arrow = match (down, right) {
                    (-1, _) => Key::ArrowUp,
                    (1, _) => Key::ArrowDown,
                    (_, -1) => Key::ArrowLeft,
                    _ => Key::ArrowRight,
                };
                key(arrow, with(*ctrl, Modifiers::COMMAND))
            }
            Act::Edge { end, ctrl } => {
                key(if *end { Key::End } else { Key::Home }, with(*ctrl, Modifiers::COMMAND))
            }
            Act::Escape => key(Key::Escape, Modifiers::NONE),
            Act::F2 => key(Key::F2, Modifiers::NONE),
            Act::Delete => key(Key::Delete, Modifiers::NONE),
            Act::Backspace => key(Key::Backspace, Modifiers::NONE),
            Act::Undo => key(Key::Z, Modifiers::COMMAND),
            Act::Redo => key(Key::Y, Modifiers::COMMAND),
            Act::Paste(text) => vec![Event::Paste((*text).to_owned())],
            Act::Click(place) => {
                let pos = self.places[place];
                let button = |pressed| Event::PointerButton {
                    pos,
                    button: egui::PointerButton::Primary,
                    pressed,
                    modifiers: Modifiers::NONE,
                };
                vec![Event::PointerMoved(pos), button(true), button(false)]
            }
        }
    }

    /// Begins anew with the budget as it was, a while later.
    fn begin(&mut self) {
        *self.harness.state_mut().document_mut().unwrap() = document(&self.budget);
        let now = self.harness.ctx.input(|input| input.time);
        self.harness.input_mut().time = Some(now + 10.0);
        self.harness.run();
        let (row, column) = self.model.cursor;
        let cell = self.cells[row][column].clone();
        self.harness.state_mut().document_mut().unwrap().jump(&cell);
        self.harness.run();
    }

    /// The events in frames that end where `ends` says, then as many frames as it takes.
    fn play(
        &mut self,
        events: &[Event],
        ends: impl Fn(usize) -> bool,
    ) -> (Vec<Vec<Option<Value>>>, Place, Option<String>) {
        self.begin();
        for (at, event) in events.iter().enumerate() {
            self.harness.input_mut().events.push(event.clone());
            if ends(at) {
                self.harness.step();
            }
        }
        self.harness.run();
        let document = self.harness.state_mut().document_mut().unwrap();
        let cursor = document.cursor().unwrap();
        let editor = &document.grid().unwrap().editor;
        let typed = editor.open.then(|| editor.text.clone());
        let rows = document.session.budget().tables[&TABLE.into()].rows();
        let values = |row: usize, cells: &Vec<CellAddress>| {
            cells
                .iter()
                .map(|cell| {
                    rows.get(row).unwrap().cells().get(&cell.column).map(yusuan::model::ValueView::to_value)
                })
                .collect::<Vec<_>>()
        };
        let values = self.cells.iter().enumerate().map(|(row, cells)| values(row, cells)).collect();
        let find = |cells: &Vec<CellAddress>| cells.iter().position(|cell| *cell == cursor);
        let at = self.cells.iter().enumerate().find_map(|(row, cells)| Some((row, find(cells)?))).unwrap();
        (values, at, typed)
    }
}

fn document(budget: &Budget) -> Document {
    let format = Formats::embedded().get(&budget.format).unwrap();
    let mut document = Document::new(Session::new(budget.clone(), format), None);
    document.look.page = yusuan::ui::Page::Table(TABLE.into());
    document
}

/// A cell as the model has it.
fn modelled(cell: &yusuan::calc::Cell<'_>, at: &HashMap<CellAddress, Place>) -> Cell {
    let kind = match (cell.role, cell.column.kind) {
        (Role::Input, ColumnKind::Amount) => Kind::Amount,
        (Role::Input, ColumnKind::Code) => Kind::Code,
        (Role::Input, ColumnKind::Text) => Kind::Text,
        (Role::Input, kind) => panic!("{kind:?}"),
        _ => Kind::Fixed,
    };
    let mut leaves = Vec::new();
    let mut above = cell.addends();
    while let Some(part) = above.pop() {
        if part.role == Role::Input {
            leaves.push(at[&part.address()]);
        }
        above.extend(part.addends());
    }
    Cell {
        kind,
        value: cell.entered().map(yusuan::model::ValueView::to_value),
        leaves,
        filled: cell.role == Role::Label && !cell.is_blank(),
    }
}

#[test]
fn what_is_typed_comes_to_the_same_however_it_falls_into_frames() {
    let mut desk = Desk::new();
    for number in 0..SEQUENCES {
        let seed = SEED + number;
        let mut random = Random(seed);
        let (acts, expected) = desk.sequence(&mut random);
        let events: Vec<Event> = acts.iter().flat_map(|act| desk.events(act)).collect();
        let cut = random.below(events.len());
        let values = |cells: &Vec<Vec<Cell>>| -> Vec<Vec<Option<Value>>> {
            let input = |cell: &Cell| if cell.kind == Kind::Fixed { None } else { cell.value.clone() };
            cells.iter().map(|row| row.iter().map(input).collect()).collect()
        };
        let wanted = values(&expected.cells);
        type Ends = Box<dyn Fn(usize) -> bool>;
        let frames: [(&str, Ends); 3] = [
            ("all in one frame", Box::new(|_| false)),
            ("in two frames", Box::new(move |at| at == cut)),
            ("each in a frame", Box::new(|_| true)),
        ];
        for (how, ends) in frames {
            let (got, cursor, typed) = desk.play(&events, ends);
            let told = || format!("seed {seed}, {how} (cut behind {cut}): {acts:?}");
            for (row, (got, wanted)) in got.iter().zip(&wanted).enumerate() {
                for (column, (got, wanted)) in got.iter().zip(wanted).enumerate() {
                    assert_eq!(got, wanted, "{} after {}", desk.cells[row][column], told());
                }
            }
            assert_eq!(cursor, expected.cursor, "the cursor after {}", told());
            assert_eq!(
                typed,
                expected.editor.clone().map(|editor| editor.text),
                "what is open after {}",
                told()
            );
        }
    }
}
