//! What can be chosen for a cell of a budget, and what each choice writes where: codes, items of other lines, units, known
//! texts. Knows no window and not how one chooses.

use std::collections::BTreeSet;

use crate::calc::SheetRow;
use crate::codes::{Classification, Code, Scheme, UnitKind};
use crate::model::{CellAddress, ColumnKey};
use crate::schema::Role;
use crate::session::Session;
use crate::ui::dialogs::sounds::finds;

/// What can be chosen: a title, more about it, and what it writes where.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub title: String,
    pub detail: String,
    /// By what else it is found: of a code the names above it.
    above: String,
    pub entries: Vec<(CellAddress, String)>,
}

impl Candidate {
    /// Whether words find it: by its own name alone, by what is above it too, or not.
    pub(super) fn found_by(&self, words: &str) -> Option<bool> {
        let is_own = |word: &str| finds(word, &self.title);
        if words.split_whitespace().all(is_own) {
            return Some(true);
        }
        words.split_whitespace().all(|word| is_own(word) || finds(word, &self.above)).then_some(false)
    }
}

/// Of what one chooses.
#[derive(PartialEq)]
pub(super) enum List {
    /// Codes, for the columns of their parts and of the name.
    Codes(Scheme, Vec<ColumnKey>, Option<ColumnKey>),
    /// Items of other lines.
    Items,
    /// The department's units: whose line it is.
    OwnUnit,
    /// The department's other units: to or from whom it is paid.
    OtherUnit,
    /// The texts that are known there.
    Texts(Vec<String>),
}

impl List {
    /// What one of them is called.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Codes(..) => "科目",
            Self::Items => "项目",
            Self::OwnUnit | Self::OtherUnit => "单位",
            Self::Texts(_) => "选项",
        }
    }
}

/// What can be chosen for the cells of a budget.
pub(super) struct Offer<'a>(pub &'a Session);

impl Offer<'_> {
    /// Of what one chooses in a cell; `None` where anything may be typed, or nothing.
    pub(super) fn list_for(&self, at: &CellAddress) -> Option<List> {
        let cell = self.0.book().cell(at).filter(|cell| cell.role == Role::Input)?;
        let (format, table, column) = (self.0.format(), &at.table, &at.column);
        if let Some((scheme, parts, name)) = scheme_of(&cell.row, column) {
            return Some(List::Codes(scheme, parts, name));
        }
        if is_item(&cell.row, column) {
            return Some(List::Items);
        }
        let transfers = format.transfers.as_ref();
        if let Some(list) = &format.units {
            let is_of_lines = format.has_lines(table);
            let names_unit = *column == list.code || transfers.is_some_and(|one| one.own == *column);
            if list.table != *table && names_unit && !self.0.units().is_empty() {
                return Some(List::OwnUnit);
            }
            if is_of_lines && transfers.is_some_and(|one| one.other == *column) {
                return Some(List::OtherUnit);
            }
            if list.table == *table && list.kind.as_ref() == Some(column) {
                let kinds = UnitKind::ALL.iter().map(|kind| kind.short_name().to_owned());
                return Some(List::Texts(kinds.collect()));
            }
        }
        if !cell.column.offers.is_empty() {
            return Some(List::Texts(cell.column.offers.clone()));
        }
        let known = format.known_texts(table, column);
        (!known.is_empty()).then(|| List::Texts(known.into_iter().map(str::to_owned).collect()))
    }

    pub(super) fn candidates(&self, at: &CellAddress) -> Vec<Candidate> {
        let Some((list, cell)) = self.list_for(at).zip(self.0.book().cell(at)) else {
            return Vec::new();
        };
        let row = &cell.row;
        let text = |text: String| Candidate {
            title: text.clone(),
            detail: String::new(),
            above: String::new(),
            entries: vec![(at.clone(), text)],
        };
        match list {
            List::Codes(scheme, parts, name) => self.codes(row, scheme, &parts, name.as_ref()),
            List::Items => {
                let mut found = items(row);
                let known = self.0.format().known_texts(&at.table, &at.column);
                // What other lines say there and no table takes is not offered once more.
                found.retain(|candidate| known.is_empty() || known.contains(&candidate.title.as_str()));
                let new = |one: &&str| found.iter().all(|candidate| candidate.title != **one);
                let known: Vec<Candidate> =
                    known.into_iter().filter(new).map(|one| text(one.to_owned())).collect();
                found.extend(known);
                found
            }
            List::OwnUnit => self.units(row, true, at),
            List::OtherUnit => self.units(row, false, at),
            List::Texts(texts) => texts.into_iter().map(text).collect(),
        }
    }

    /// What a candidate for a cell writes into its row and into those of other cells. There, an item leaves the
    /// codes that stand already, and a unit pays nothing to itself.
    pub(super) fn entries(
        &self,
        at: &CellAddress,
        others: &[CellAddress],
        candidate: &Candidate,
    ) -> Vec<(CellAddress, String)> {
        let (list, book) = (self.list_for(at), self.0.book());
        let own = self.0.format().transfers.as_ref().map(|transfers| &transfers.own);
        let mut entries = candidate.entries.clone();
        for other in others {
            let text = |column: &ColumnKey| book.cell(other).map_or("", |cell| cell.row.text(column));
            let is_taken = |column: &ColumnKey, chosen: &str| match list {
                Some(List::Items) => *column == at.column || text(column).is_empty(),
                Some(List::OtherUnit) => own.is_none_or(|own| text(own) != chosen),
                _ => true,
            };
            let taken = candidate.entries.iter().filter(|(cell, chosen)| is_taken(&cell.column, chosen));
            entries.extend(taken.map(|(cell, chosen)| {
                (CellAddress { row: other.row.clone(), ..cell.clone() }, chosen.clone())
            }));
        }
        entries
    }

    /// The units of which a line is one's own, chosen with its code, or the other of a transfer.
    fn units(&self, row: &SheetRow<'_>, is_own: bool, at: &CellAddress) -> Vec<Candidate> {
        let format = self.0.format();
        let Some(list) = &format.units else {
            return Vec::new();
        };
        let own = format.transfers.as_ref().map(|transfers| &transfers.own);
        let (own_code, own_name) = (row.text(&list.code), own.map_or("", |own| row.text(own)));
        let units = self.0.units().into_iter().filter(|(code, name)| {
            // A unit pays nothing to itself.
            is_own || (code != own_code && name != own_name)
        });
        let beside = |column: &ColumnKey| CellAddress { column: column.clone(), ..at.clone() };
        let candidate = |(code, name): (String, String)| {
            let entries = if is_own {
                let own = own.map(|own| (beside(own), name.clone()));
                let all = [(beside(&list.code), code.clone())].into_iter().chain(own);
                all.filter(|(cell, _)| row.section.column(&cell.column).is_some()).collect()
            } else {
                vec![(at.clone(), name.clone())]
            };
            let title = format!("{code} {name}");
            Candidate { title, detail: String::new(), above: String::new(), entries }
        };
        units.map(candidate).collect()
    }

    /// The codes of a classification for a row, likeliest first.
    fn codes(
        &self,
        row: &SheetRow<'_>,
        scheme: Scheme,
        parts: &[ColumnKey],
        name: Option<&ColumnKey>,
    ) -> Vec<Candidate> {
        let lists = self.0.book().classification();
        let legal = self.legal(row, scheme, lists);
        let digits = scheme.lengths().iter().filter(|digits| scheme != Scheme::Income || **digits <= 7).max();
        let digits = digits.copied().unwrap_or_default();
        let mut codes: Vec<&Code> = lists.codes(scheme).filter(|code| code.code.len() == digits).collect();
        codes.sort_by_key(|code| {
            // How often documents use it tells those in use from the others; among them one looks by the code.
            (!legal.contains(code.code.as_str()), code.times_seen == 0, code.code.clone())
        });
        let address = |column: &ColumnKey| CellAddress::new(&row.sheet.schema.key, row.row.key(), column);
        let candidate = |code: &&Code| {
            let mut rest = code.code.as_str();
            let mut entries = Vec::new();
            for (at, part) in parts.iter().enumerate() {
                // 类 is three digits, 款 and 项 are two each; a single column takes all.
                let length = if parts.len() == 1 {
                    rest.len()
                } else if at == 0 {
                    3
                } else {
                    2
                };
                let (own, left) = rest.split_at_checked(length).unwrap_or((rest, ""));
                entries.push((address(part), own.to_owned()));
                rest = left;
            }
            entries.extend(name.map(|name| (address(name), code.name.to_string())));
            let up = |code: &&Code| lists.lookup(scheme, code.parent.as_deref()?);
            let names: Vec<String> =
                std::iter::successors(up(code), up).map(|above| above.name.to_string()).collect();
            let mut detail = names.first().cloned().unwrap_or_default();
            if legal.contains(code.code.as_str()) {
                detail = format!("可与部门科目搭配　{detail}");
            }
            let title = format!("{} {}", code.code, code.name);
            Candidate { title, detail, above: names.join("　"), entries }
        };
        codes.iter().map(candidate).collect()
    }

    /// The government codes that may stand beside the row's department code in a unit of its kind.
    fn legal(&self, row: &SheetRow<'_>, scheme: Scheme, lists: &Classification) -> BTreeSet<String> {
        let format = self.0.format();
        let pairs = format
            .pairs
            .iter()
            .find(|pairs| pairs.kind == *row.row.kind() && pairs.tables.contains(&row.sheet.schema.key));
        let Some(pairs) = pairs.filter(|_| scheme == Scheme::GovernmentEconomic) else {
            return BTreeSet::new();
        };
        let department = row.text(&pairs.department);
        lists.legal_pairs(department, self.unit_kind(row)).map(|pair| pair.gov_code.to_string()).collect()
    }

    /// The kind of the unit that a row names, as the list of units says it.
    fn unit_kind(&self, row: &SheetRow<'_>) -> Option<UnitKind> {
        let list = self.0.format().units.as_ref()?;
        let units = self.0.budget().table(&list.table)?;
        let named = |text: &str| {
            row.section.columns.iter().any(|column| !text.is_empty() && row.text(&column.key) == text)
        };
        let unit =
            units.rows().iter().find(|unit| named(unit.text(&list.code)) || named(unit.text(&list.name)))?;
        list.kind_of(unit)
    }
}

/// The classification a column takes codes of, with all columns that make up the code and its name's.
fn scheme_of(row: &SheetRow<'_>, column: &ColumnKey) -> Option<(Scheme, Vec<ColumnKey>, Option<ColumnKey>)> {
    let codes = row.sheet.format().codes.iter().find(|codes| {
        codes.kind == *row.row.kind()
            && codes.tables.contains(&row.sheet.schema.key)
            && codes.parts.contains(column)
    })?;
    Some((codes.scheme, codes.parts.clone(), codes.name.clone()))
}

/// Whether a column holds the names of items in budget lines: the last text of their key.
fn is_item(row: &SheetRow<'_>, column: &ColumnKey) -> bool {
    let free = row.section.free_kind(row.row.kind());
    row.sheet.format().has_lines(&row.sheet.schema.key)
        && free.is_some_and(|free| free.key.last() == Some(column))
}

/// The items of other lines, each with the codes it was used with.
fn items(row: &SheetRow<'_>) -> Vec<Candidate> {
    let Some(free) = row.section.free_kind(row.row.kind()) else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for other in row.sheet.rows_of(row.row.kind()).filter(|other| other.index != row.index) {
        let texts: Vec<(&ColumnKey, &str)> = free
            .key
            .iter()
            .map(|column| (column, other.text(column)))
            // Whose line it is stays.
            .filter(|(column, text)| {
                !text.is_empty() && row.text(column).is_empty() || free.key.last() == Some(*column)
            })
            .collect();
        let name = free.key.last().map(|column| other.text(column)).unwrap_or_default();
        let detail: Vec<&str> = texts.iter().map(|(_, text)| *text).filter(|text| *text != name).collect();
        if name.is_empty() || !seen.insert((name, detail.join(" "))) {
            continue;
        }
        let address = |column: &ColumnKey| CellAddress::new(&row.sheet.schema.key, row.row.key(), column);
        let entries = texts.iter().map(|(column, text)| (address(column), (*text).to_owned())).collect();
        let title = name.to_owned();
        found.push(Candidate { title, detail: detail.join(" "), above: String::new(), entries });
    }
    found
}
