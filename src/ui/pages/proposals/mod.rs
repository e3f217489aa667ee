//! The page of budget lines that the submitted tables suggest (由公开表反推明细): each with how sure it is and
//! why. Codes and units are filled in here, and what is agreed to becomes lines of the budget in one step.
//! Until then the lines stand in a draft, a budget of its own that is in no file.

mod list;

pub(in crate::ui) use list::fixed;

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{Button, Frame, Ui, vec2};

use crate::model::{CellAddress, Cells, ColumnKey, RowKey, TableKey};
use crate::propose::{Proposal, Sources, Sureness, accept, propose};
use crate::schema::TableSchema;
use crate::session::Session;
use crate::ui::dialogs::entry_list::EntryList;
use crate::ui::document::Document;
use crate::ui::request::Request;

/// The lines being proposed.
pub(in crate::ui) struct Proposing {
    /// The revision of the budget they were made for.
    made_for: u64,
    list: Vec<Proposal>,
    /// The lines as they would be, with what was filled in by hand.
    draft: Session,
    /// What was filled in by hand.
    by_hand: BTreeMap<RowKey, Cells>,
    ticked: BTreeSet<RowKey>,
    /// Only proposals that are so sure are shown.
    shown: Option<Sureness>,
    sources: Sources,
    /// The tables that lines were read from when all were read.
    readable: Vec<TableKey>,
    /// The columns that something is to be said of, by table.
    used: BTreeSet<(TableKey, ColumnKey)>,
}

/// What the user asked of the page.
enum Wish {
    Accept(Vec<RowKey>),
    Unit(String, String),
    Jump(CellAddress),
    Code(CellAddress),
    Sources(Sources),
}

impl Proposing {
    /// The lines that the submitted tables of a budget suggest.
    fn of(session: &Session) -> Self {
        Self::new(session, Sources::default(), BTreeMap::new())
    }

    /// The lines as they would be, a budget of their own.
    pub(in crate::ui) fn draft(&self) -> &Session {
        &self.draft
    }

    /// Begins to choose a code for a line.
    pub(in crate::ui) fn choose(&self, at: CellAddress) -> Option<EntryList> {
        EntryList::new(&self.draft, at, Vec::new(), true)
    }

    /// Writes lines into the budget, as one step.
    fn accept(&self, document: &mut Document, keys: &[RowKey]) {
        let wanted: BTreeSet<&RowKey> = keys.iter().collect();
        let list = self.list.iter().filter(|one| wanted.contains(&one.row.key));
        let lines: Vec<Proposal> = list.map(|one| self.as_filled_in(one)).collect();
        if let Some(step) = accept(document.session.budget(), document.session.format(), &lines) {
            let said = format!("{}，可以撤销（Ctrl+Z）", step.label);
            if document.apply(Ok(step)) {
                document.message = Some(said);
            }
        }
    }

    /// Gives the ticked lines to a unit.
    fn give_unit(&mut self, document: &mut Document, code: &str, name: &str) {
        let mut entries = Vec::new();
        for one in self.list.iter().filter(|one| self.ticked.contains(&one.row.key)) {
            for (column, text) in one.unit_columns(document.session.format()).into_iter().zip([code, name]) {
                if let Some(column) = column {
                    entries.push((CellAddress::new(&one.lines, &one.row.key, &column), text.to_owned()));
                }
            }
        }
        if let Err(reason) = self.fill_in(&entries) {
            document.message = Some(reason);
        }
    }
}

impl Proposing {
    fn new(session: &Session, sources: Sources, by_hand: BTreeMap<RowKey, Cells>) -> Self {
        let (budget, format) = (session.budget(), session.format());
        let list = propose(budget, format, &sources);
        let mut readable: Vec<TableKey> = list.iter().map(|one| one.from.table.clone()).collect();
        readable.extend(sources.without.iter().cloned());
        readable.sort();
        readable.dedup();
        let columns = list.iter().flat_map(|one| {
            one.row.cells.keys().chain(one.reasons.keys()).map(|column| (one.lines.clone(), column.clone()))
        });
        let used = columns.collect();
        let mut draft = budget.clone();
        for schema in format.tables.iter().filter(|schema| format.has_lines(&schema.key)) {
            let mut table = schema.blank_table();
            table.extend(list.iter().filter(|one| one.lines == schema.key).map(|one| {
                let mut row = one.row.clone();
                row.cells.extend(by_hand.get(&row.key).cloned().unwrap_or_default());
                row
            }));
            draft.tables.insert(schema.key.clone(), table);
        }
        Self {
            made_for: session.revision(),
            list,
            draft: Session::unsaved(draft, format.clone()),
            by_hand,
            ticked: BTreeSet::new(),
            shown: None,
            sources,
            readable,
            used,
        }
    }

    /// The same for what the budget is now: what was filled in stays, as far as it is still proposed.
    fn renew(&mut self, session: &Session, sources: Sources) {
        let (shown, readable) = (self.shown, std::mem::take(&mut self.readable));
        let ticked = std::mem::take(&mut self.ticked);
        *self = Self::new(session, sources, std::mem::take(&mut self.by_hand));
        self.shown = shown;
        self.readable.extend(readable);
        self.readable.sort();
        self.readable.dedup();
        self.ticked =
            ticked.into_iter().filter(|key| self.list.iter().any(|one| one.row.key == *key)).collect();
    }

    /// Fills in codes of lines.
    ///
    /// # Errors
    /// Says in Chinese why a text is refused.
    pub(in crate::ui) fn fill_in(&mut self, entries: &[(CellAddress, String)]) -> Result<(), String> {
        self.draft.enter_all(entries, "选择科目")?;
        for (at, _) in entries {
            let value = self.draft.budget().value(crate::model::Layer::Input, at);
            let own = self.by_hand.entry(at.row.clone()).or_default();
            match value {
                Some(value) => drop(own.insert(at.column.clone(), value.to_value())),
                None => drop(own.remove(&at.column)),
            }
        }
        Ok(())
    }

    fn as_filled_in(&self, one: &Proposal) -> Proposal {
        let mut filled = one.clone();
        filled.row.cells.extend(self.by_hand.get(&one.row.key).cloned().unwrap_or_default());
        filled
    }

    /// How sure a proposal is; what was filled in by hand is no longer open.
    fn sureness(&self, one: &Proposal) -> Sureness {
        let Some(own) = self.by_hand.get(&one.row.key) else {
            return one.sureness();
        };
        let rest = one.reasons.iter().filter(|(column, _)| !own.contains_key(column));
        rest.map(|(_, reason)| reason.sureness).max().unwrap_or(Sureness::Sure)
    }

    fn keys(&self, wanted: impl Fn(&Proposal) -> bool) -> Vec<RowKey> {
        self.list.iter().filter(|one| wanted(one)).map(|one| one.row.key.clone()).collect()
    }
}

/// Draws the page.
pub(in crate::ui) fn ui(ui: &mut Ui, document: &mut Document, proposing: &mut Option<Proposing>) {
    let mut wishes = Vec::new();
    let session = &document.session;
    let proposing = proposing.get_or_insert_with(|| Proposing::of(session));
    if proposing.made_for != session.revision() {
        let sources = proposing.sources.clone();
        proposing.renew(session, sources);
    }
    let units = session.units();
    Frame::new().inner_margin(vec2(14.0, 8.0)).show(ui, |ui| {
        head_ui(ui, proposing, session, &units, &mut wishes);
        list::ui(ui, proposing, &mut wishes);
    });
    for wish in wishes {
        match wish {
            Wish::Accept(keys) => proposing.accept(document, &keys),
            Wish::Jump(cell) => document.jump(&cell),
            Wish::Code(cell) => document.requests.push(Request::CodeProposal(cell)),
            Wish::Sources(sources) => proposing.renew(&document.session, sources),
            Wish::Unit(code, name) => proposing.give_unit(document, &code, &name),
        }
    }
}

fn head_ui(
    ui: &mut Ui,
    proposing: &mut Proposing,
    session: &Session,
    units: &[(String, String)],
    wishes: &mut Vec<Wish>,
) {
    ui.heading("由公开表反推明细");
    ui.label(
        "列有项目的表倒推为明细；科目按名称提出，用其他表所列的数核对。采纳的才写入预算，一次可以撤销。",
    );
    let count = |wanted| proposing.list.iter().filter(|one| proposing.sureness(one) == wanted).count();
    let counts = Sureness::ALL.map(|sureness| (sureness, count(sureness)));
    let mut shown = proposing.shown;
    ui.horizontal_wrapped(|ui| {
        ui.selectable_value(&mut shown, None, format!("全部 {}", proposing.list.len()));
        for (sureness, count) in counts {
            ui.selectable_value(&mut shown, Some(sureness), format!("{} {count}", sureness.label()));
        }
        ui.separator();
        ui.label("读：");
        for table in &proposing.readable {
            let mut read = !proposing.sources.without.contains(table);
            let short = session.format().table(table).map_or_else(|| table.to_string(), TableSchema::called);
            if ui.checkbox(&mut read, short).on_hover_text("不读的表，其数由其他表补足").changed()
            {
                let mut sources = proposing.sources.clone();
                if read {
                    sources.without.remove(table);
                } else {
                    sources.without.insert(table.clone());
                }
                wishes.push(Wish::Sources(sources));
            }
        }
    });
    proposing.shown = shown;
    let visible = proposing.keys(|one| shown.is_none_or(|wanted| proposing.sureness(one) == wanted));
    ui.horizontal_wrapped(|ui| {
        let sure = proposing.keys(|one| proposing.sureness(one) == Sureness::Sure);
        if ui
            .add_enabled(!sure.is_empty(), Button::new(format!("采纳全部确定的 {} 条", sure.len())))
            .clicked()
        {
            wishes.push(Wish::Accept(sure));
        }
        let ticked = proposing.keys(|one| proposing.ticked.contains(&one.row.key));
        if ui
            .add_enabled(!ticked.is_empty(), Button::new(format!("采纳勾选的 {} 条", ticked.len())))
            .clicked()
        {
            wishes.push(Wish::Accept(ticked.clone()));
        }
        if ui.button("勾选列出的").clicked() {
            proposing.ticked.extend(visible);
        }
        if ui.add_enabled(!ticked.is_empty(), Button::new("取消勾选")).clicked() {
            proposing.ticked.clear();
        }
        ui.add_enabled_ui(!ticked.is_empty() && !units.is_empty(), |ui| {
            ui.menu_button("勾选的归到单位 ▼", |ui| {
                for (code, name) in units {
                    if ui.button(format!("{code} {name}")).clicked() {
                        wishes.push(Wish::Unit(code.clone(), name.clone()));
                        ui.close();
                    }
                }
            });
        });
    });
    ui.separator();
}
