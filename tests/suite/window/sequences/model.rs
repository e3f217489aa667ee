//! A plain spreadsheet: a grid of cells, a cursor, what is being typed, and the steps that were taken. It knows
//! nothing of frames, fields or focus.

use yusuan::model::Value;
use yusuan::money::{Decimal, MoneyUnit, in_full, parse_amount};

/// A place: row and column.
pub type Place = (usize, usize);

/// What the user does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Types letters and figures.
    Text(&'static str),
    /// Lets an input method compose and settle a word.
    Word(&'static str),
    Enter {
        back: bool,
    },
    Tab {
        back: bool,
    },
    /// An arrow: down, right; with Ctrl or alone.
    Arrow(isize, isize, bool),
    /// Home or End, with Ctrl or alone.
    Edge {
        end: bool,
        ctrl: bool,
    },
    Escape,
    F2,
    Delete,
    Backspace,
    Click(Place),
    Paste(&'static str),
    Undo,
    Redo,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Amount,
    Code,
    Text,
    /// Computed, printed or without content: nothing is typed there.
    Fixed,
}

#[derive(Clone, Debug)]
pub struct Cell {
    pub kind: Kind,
    pub value: Option<Value>,
    /// For a computed cell the input cells it is the sum of; a printed one stands filled or not.
    pub leaves: Vec<Place>,
    pub filled: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Editor {
    pub text: String,
    caret: usize,
    /// Whether all of it is selected.
    all: bool,
    replacing: bool,
    /// Whether it was refused, and nobody has seen to it yet: nothing typed is taken.
    stopped: bool,
}

#[derive(Clone, Debug)]
struct Step {
    at: Place,
    before: Option<Value>,
    after: Option<Value>,
}

#[derive(Clone, Debug)]
pub struct Model {
    pub cells: Vec<Vec<Cell>>,
    pub cursor: Place,
    pub editor: Option<Editor>,
    tab: Option<usize>,
    /// Whether the last entry ended where there is no cell to go to: what comes next is refused.
    ended: bool,
    done: Vec<Step>,
    undone: Vec<Step>,
    /// Where was clicked last, unless that was the second time.
    clicked: Option<Place>,
}

impl Model {
    pub fn new(cells: Vec<Vec<Cell>>, cursor: Place) -> Self {
        Self {
            cells,
            cursor,
            editor: None,
            tab: None,
            ended: false,
            done: Vec::new(),
            undone: Vec::new(),
            clicked: None,
        }
    }

    /// The longest text in it, in bytes: what does not fit on a line would move the rows below.
    pub fn longest(&self) -> usize {
        let texts = self.cells.iter().flatten().filter(|cell| cell.kind != Kind::Fixed);
        let longest = texts.map(|cell| match &cell.value {
            Some(Value::Text(text)) => text.len(),
            _ => 0,
        });
        longest.chain(self.editor.iter().map(|editor| editor.text.len())).max().unwrap_or(0)
    }

    pub fn act(&mut self, act: &Act) {
        match act {
            Act::Text(_) | Act::Word(_) if self.editor.as_ref().is_some_and(|editor| editor.stopped) => {}
            Act::Text(text) | Act::Word(text) => self.type_text(text),
            Act::Paste(text) => match &mut self.editor {
                Some(_) => self.type_text(text),
                None if self.ended => {}
                None => {
                    if let Ok(value) = take(self.here().kind, text) {
                        self.put(value);
                    }
                }
            },
            Act::Enter { back } => {
                let (typed, before) = (self.editor.is_some(), self.cursor);
                if self.commit() {
                    let start = if *back { None } else { self.tab.take() };
                    if let Some((row, column)) = self.beside(if *back { -1 } else { 1 }, 0) {
                        self.cursor = (row, start.unwrap_or(column));
                    }
                    self.ended = before == self.cursor && (self.ended || typed);
                }
            }
            Act::Tab { back } => {
                let (typed, before) = (self.editor.is_some(), self.cursor);
                if self.commit() {
                    self.tab = self.tab.or(Some(self.cursor.1));
                    self.cursor = self.beside(0, if *back { -1 } else { 1 }).unwrap_or(self.cursor);
                    self.ended = before == self.cursor && (self.ended || typed);
                }
            }
            Act::Arrow(down, right, ctrl) => match &mut self.editor {
                // Behind a refusal an arrow means another cell, however the cell was opened.
                Some(editor) if !editor.replacing && !editor.stopped => editor.arrow(*down, *right, *ctrl),
                _ => {
                    if self.commit() {
                        let to = if *ctrl { self.block(*down, *right) } else { self.beside(*down, *right) };
                        self.go(to);
                    }
                }
            },
            Act::Edge { end, ctrl } => match &mut self.editor {
                Some(editor) => {
                    editor.all = false;
                    editor.stopped = false;
                    editor.caret = if *end { editor.text.chars().count() } else { 0 };
                }
                None => {
                    let last = (self.cells.len() - 1, self.cells[0].len() - 1);
                    let row = match (ctrl, end) {
                        (false, _) => self.cursor.0,
                        (true, false) => 0,
                        (true, true) => last.0,
                    };
                    self.go(Some((row, if *end { last.1 } else { 0 })));
                }
            },
            Act::Escape => {
                self.editor = None;
                self.ended = false;
            }
            Act::F2 => match &mut self.editor {
                Some(editor) => {
                    editor.replacing = false;
                    if std::mem::take(&mut editor.stopped) {
                        editor.all = false;
                        editor.caret = editor.text.chars().count();
                    }
                }
                None => self.open(),
            },
            Act::Delete | Act::Backspace => {
                self.ended = false;
                if let Some(editor) = &mut self.editor {
                    editor.delete(*act == Act::Delete);
                } else if self.here().kind != Kind::Fixed && *act == Act::Delete {
                    self.put(None);
                } else if self.here().kind != Kind::Fixed {
                    // The cell is opened blank, to be entered or given up.
                    self.editor = Some(Editor { replacing: true, ..Editor::default() });
                }
            }
            Act::Click(place) => {
                let twice = self.clicked == Some(*place);
                self.clicked = Some(*place).filter(|_| !twice);
                if !self.commit() {
                    return;
                }
                if twice {
                    self.cursor = *place;
                    self.open();
                } else {
                    self.go(Some(*place));
                }
            }
            Act::Undo => {
                if self.commit()
                    && let Some(step) = self.done.pop()
                {
                    self.set(step.at, step.before.clone());
                    self.undone.push(step);
                }
            }
            Act::Redo => {
                if self.commit()
                    && let Some(step) = self.undone.pop()
                {
                    self.set(step.at, step.after.clone());
                    self.done.push(step);
                }
            }
        }
    }

    fn here(&self) -> &Cell {
        &self.cells[self.cursor.0][self.cursor.1]
    }

    fn go(&mut self, to: Option<Place>) {
        if let Some(to) = to {
            self.cursor = to;
            self.ended = false;
            self.tab = None;
        }
    }

    /// A step back or on: the cursor goes to it.
    fn set(&mut self, at: Place, value: Option<Value>) {
        self.cells[at.0][at.1].value = value;
        self.cursor = at;
        self.ended = false;
        self.tab = None;
    }

    fn put(&mut self, value: Option<Value>) {
        let at = self.cursor;
        if self.here().value != value {
            let before = std::mem::replace(&mut self.cells[at.0][at.1].value, value.clone());
            self.done.push(Step { at, before, after: value });
            self.undone.clear();
        }
    }

    fn commit(&mut self) -> bool {
        let Some(editor) = &mut self.editor else {
            return true;
        };
        match take(self.cells[self.cursor.0][self.cursor.1].kind, &editor.text) {
            Ok(value) => {
                self.editor = None;
                self.put(value);
                true
            }
            Err(()) => {
                editor.all = true;
                editor.stopped = true;
                editor.caret = editor.text.chars().count();
                false
            }
        }
    }

    fn open(&mut self) {
        let text = match &self.here().value {
            _ if self.here().kind == Kind::Fixed => return,
            Some(Value::Amount(amount)) => in_full(*amount, 2),
            Some(Value::Text(text)) => text.to_string(),
            None => String::new(),
        };
        self.ended = false;
        self.editor = Some(Editor { caret: text.chars().count(), text, ..Editor::default() });
    }

    fn type_text(&mut self, text: &str) {
        if self.editor.is_none() && self.ended {
            return;
        }
        if self.here().kind != Kind::Fixed {
            let begun = || Editor { replacing: true, ..Editor::default() };
            self.editor.get_or_insert_with(begun).insert(text);
        }
    }

    fn beside(&self, down: isize, right: isize) -> Option<Place> {
        let columns = self.cells[0].len();
        let row = self.cursor.0.checked_add_signed(down).filter(|row| *row < self.cells.len())?;
        match self.cursor.1.checked_add_signed(right) {
            Some(column) if column < columns => Some((row, column)),
            // Behind the last column the next row begins.
            Some(_) if row + 1 < self.cells.len() => Some((row + 1, 0)),
            _ => None,
        }
    }

    fn block(&self, down: isize, right: isize) -> Option<Place> {
        let next = |(row, column): Place| {
            let row = row.checked_add_signed(down).filter(|row| *row < self.cells.len())?;
            let column = column.checked_add_signed(right).filter(|column| *column < self.cells[0].len())?;
            Some((row, column))
        };
        let run: Vec<Place> = std::iter::successors(next(self.cursor), |place| next(*place)).collect();
        let first = *run.first()?;
        let within = self.is_filled(self.cursor) && self.is_filled(first);
        let end = if within {
            run.iter().position(|place| !self.is_filled(*place)).map_or(run.len(), |gap| gap) - 1
        } else {
            run.iter().position(|place| self.is_filled(*place)).unwrap_or(run.len() - 1)
        };
        run.get(end).copied()
    }

    fn is_filled(&self, at: Place) -> bool {
        let cell = &self.cells[at.0][at.1];
        match cell.kind {
            Kind::Fixed => {
                cell.filled || cell.leaves.iter().any(|leaf| self.cells[leaf.0][leaf.1].value.is_some())
            }
            _ => cell.value.is_some(),
        }
    }
}

impl Editor {
    /// Whether its text was refused, and nobody has seen to it yet.
    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Whether the cell was opened to be changed, not to be written anew.
    pub fn is_changing(&self) -> bool {
        !self.replacing
    }

    fn insert(&mut self, text: &str) {
        self.stopped = false;
        if std::mem::take(&mut self.all) {
            self.text.clear();
            self.caret = 0;
        }
        let mut letters: Vec<char> = self.text.chars().collect();
        letters.splice(self.caret..self.caret, text.chars());
        self.caret += text.chars().count();
        self.text = letters.into_iter().collect();
    }

    fn delete(&mut self, behind: bool) {
        self.stopped = false;
        if self.all {
            return self.insert("");
        }
        let mut letters: Vec<char> = self.text.chars().collect();
        if !behind && self.caret > 0 {
            self.caret -= 1;
            letters.remove(self.caret);
        } else if behind && self.caret < letters.len() {
            letters.remove(self.caret);
        }
        self.text = letters.into_iter().collect();
    }

    fn arrow(&mut self, down: isize, right: isize, word: bool) {
        let letters: Vec<char> = self.text.chars().collect();
        let all = std::mem::take(&mut self.all);
        self.stopped = false;
        let part = |at: usize| letters[at].is_alphanumeric() || "._,".contains(letters[at]);
        self.caret = match (down, right) {
            (1, _) => letters.len(),
            (-1, _) => 0,
            (_, 1) if all && !word => letters.len(),
            (_, 1) if word => {
                let gap = (self.caret..letters.len()).find(|at| part(*at)).unwrap_or(letters.len());
                (gap..letters.len()).find(|at| !part(*at)).unwrap_or(letters.len())
            }
            (_, 1) => (self.caret + 1).min(letters.len()),
            _ if all && !word => 0,
            _ if word => {
                let gap = (0..self.caret).rev().find(|at| part(*at)).map_or(0, |at| at + 1);
                (0..gap).rev().find(|at| !part(*at)).map_or(0, |at| at + 1)
            }
            _ => self.caret.saturating_sub(1),
        };
    }
}

/// What a text means in a cell.
fn take(kind: Kind, text: &str) -> Result<Option<Value>, ()> {
    let text_value = |text: &str| (!text.is_empty()).then(|| Value::Text(text.into()));
    match kind {
        Kind::Fixed => Err(()),
        Kind::Text => Ok(text_value(text)),
        Kind::Code => {
            text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-').then(|| text_value(text)).ok_or(())
        }
        Kind::Amount => {
            let amount: Option<Decimal> = parse_amount(text, MoneyUnit::WanYuan).map_err(|_| ())?;
            Ok(amount.map(Value::Amount))
        }
    }
}
