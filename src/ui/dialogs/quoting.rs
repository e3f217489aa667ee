//! Putting a figure of the tables into the text: of the cell that was selected last, or of one found by the names in its
//! row, by the initials of their sounds, or by its amount. What was put in goes on quoting that cell.

use eframe::egui::{Context, Event};

use crate::calc::Cell;
use crate::model::CellAddress;
use crate::money;
use crate::schema::ColumnKind;
use crate::text::fold;
use crate::ui::dialogs::goto::Wanted;
use crate::ui::dialogs::search_list::{Choice, Chosen, SearchList};
use crate::ui::document::Document;
use crate::ui::table::turns::Turns;

/// More cells than these are not listed.
const MOST: usize = 60;

/// The list, while it is open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quoting {
    chooser: SearchList,
    /// The text for which the list was made.
    made_for: Option<String>,
    /// What would be written, and which cell it quotes.
    figures: Vec<(String, CellAddress)>,
    choices: Vec<Choice>,
}

impl Quoting {
    /// Draws the list; what it is, as long as it stays open.
    pub(crate) fn show(mut self, ctx: &Context, document: &mut Document) -> Option<Self> {
        if self.made_for.as_ref() != Some(&self.chooser.text) {
            let found = figures(document, &self.chooser.text);
            (self.figures, self.choices) = found.into_iter().unzip();
            self.made_for = Some(self.chooser.text.clone());
        }
        let hint = "科目或项目的名称、编码、拼音首字母，或金额；再按 = 写入等号";
        let figure = match self.chooser.ui(ctx, "插入表里的数", hint, &self.choices) {
            // The sign itself, typed twice: it is the text's, as is all that has come here behind it.
            Chosen::Not if self.chooser.text.starts_with(['=', '＝']) => {
                let mut typed = self.chooser.text.chars().map(String::from);
                if let (Some(writing), Some(sign)) = (&mut document.drafts.writing, typed.next()) {
                    writing.insert(&sign);
                }
                // It waits until the text has the keyboard.
                let time = ctx.input(|input| input.time);
                Turns::with(ctx, |turns| turns.put_off(typed.map(Event::Text).collect(), time));
                ctx.request_repaint();
                return None;
            }
            Chosen::Not => return Some(self),
            Chosen::Nothing => None,
            Chosen::Line(at) => self.figures.get(at).cloned(),
        };
        if let Some(writing) = &mut document.drafts.writing {
            match figure {
                Some((text, cell)) => writing.quote(text, cell),
                // The keyboard goes back to where it was.
                None => writing.select = Some(writing.caret),
            }
        }
        None
    }
}

/// The figures that a text finds; without one that of the cell that was selected last.
pub(super) fn figures(document: &Document, typed: &str) -> Vec<((String, CellAddress), Choice)> {
    let book = document.session.book();
    let named = typed.trim().parse::<CellAddress>().ok();
    if let Some(found) = named.and_then(|at| figure(document, &book.cell(&at)?, "")) {
        return vec![found];
    }
    let typed = fold(typed.trim());
    if typed.is_empty() {
        let last = document.look.last_cell.as_ref().and_then(|last| book.cell(last));
        return last.iter().filter_map(|cell| figure(document, cell, "刚才选中的　")).collect();
    }
    let amount = money::parse_amount(&typed, document.session.format().unit).ok().flatten();
    let mut wanted = Wanted::new(&typed, true);
    let mut found = Vec::new();
    for sheet in book.sheets() {
        for row in sheet.rows() {
            let by_name = wanted.is_row(&row, &fold(row.row.key().as_str()));
            for cell in row.cells().filter(|cell| !cell.column.hidden) {
                let by_amount = amount.is_some() && cell.number() == amount;
                if by_name || by_amount {
                    found.extend(figure(document, &cell, ""));
                }
                if found.len() >= MOST {
                    return found;
                }
            }
        }
    }
    found
}

/// What a cell's figure is written as, and how it is listed; nothing where it has none.
fn figure(document: &Document, cell: &Cell<'_>, lead: &str) -> Option<((String, CellAddress), Choice)> {
    let value = cell.number().filter(|_| cell.column.kind.is_number())?;
    let format = document.session.format();
    let text = match cell.column.kind {
        ColumnKind::Amount => {
            let rounded = money::round(value, format.decimals);
            format!("{}{}", money::in_full(rounded, format.decimals), format.unit.label())
        }
        _ => money::in_full(value, cell.decimals()),
    };
    let title = format!("{lead}{}　{}", cell.row.name(), cell.column.full_title());
    let detail = format!("{}　{text}", cell.row.sheet.schema.short);
    Some(((text, cell.address()), Choice { title, detail, disabled: false }))
}
