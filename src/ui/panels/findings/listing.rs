//! Which findings are listed and in what order: by severity, by what became of them, by table, unit and words; and what
//! only follows folded under what it follows from. How a line is drawn, this does not know.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::formula::name_of_cell;
use crate::model::{CellAddress, TableKey};
use crate::report;
use crate::rules::{Finding, Listed, Outcome, Waived};
use crate::schema::Severity;
use crate::sheet::levels::belongs_to;
use crate::text::fold;
use crate::ui::document::Document;
use crate::ui::panels::findings::waiver;

/// By so many of the findings it is told how wide their places are.
const MEASURED: usize = 60;

/// The findings listed, by position in the verdicts, in the order shown; and how many only follow from each.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub shown: Rc<[usize]>,
    pub followers: Rc<BTreeMap<usize, usize>>,
    /// The longest name of a place among the first.
    pub longest: Rc<str>,
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Choice {
    pub severity: Option<Severity>,
    pub state: StateShown,
    /// How rules ended that are listed; all of them where none is said.
    pub outcome: Option<Outcome>,
    /// Whether only what concerns the unit chosen on the left is listed.
    pub this_unit: bool,
    /// Whether only what concerns the shown table is listed.
    pub this_table: bool,
    /// The words to look for.
    pub search: String,
    pub sort: Sort,
    /// The findings whose followers are listed too, by position.
    pub unfolded: BTreeSet<usize>,
}

/// What a list was made for beside what was chosen: while it is the same, so is the list.
#[derive(Clone, Debug, PartialEq)]
struct Within {
    revision: u64,
    table: Option<TableKey>,
    unit: Option<(String, String)>,
}

/// The list as it is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Listing {
    pub choice: Choice,
    /// The revision of the budget for which the positions hold.
    revision: u64,
    /// What was listed last.
    last: Option<(Within, Choice, List)>,
    /// Where in the list the chosen finding was seen last, and what was asked for then.
    stood: Option<(Choice, usize)>,
}

/// Which findings are listed, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum StateShown {
    /// Those that want an answer.
    #[default]
    Open,
    /// Those for which the file claims a waiver that was not accepted.
    Claimed,
    /// Those that were accepted as they are.
    Waived,
    /// Those whose waiver lapsed.
    Lapsed,
    /// All.
    All,
}

impl StateShown {
    pub(super) const ALL: [Self; 5] = [Self::Open, Self::Claimed, Self::Waived, Self::Lapsed, Self::All];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Open => "未处理",
            Self::Claimed => "声明豁免",
            Self::Waived => "已豁免",
            Self::Lapsed => "豁免失效",
            Self::All => "全部状态",
        }
    }

    fn shows(self, listed: &Listed) -> bool {
        match self {
            Self::Open => listed.is_open(),
            Self::Claimed => listed.waived().is_claimed(),
            Self::Waived => !listed.is_open(),
            Self::Lapsed => matches!(listed.waived(), Waived::Lapsed(_)),
            Self::All => true,
        }
    }
}

/// What findings can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SortBy {
    Severity,
    Place,
    Title,
    Difference,
}

/// By what the list is sorted, and whether from the last; its own order where nothing is said.
pub(super) type Sort = Option<(SortBy, bool)>;

impl Listing {
    /// After a change of the budget other findings stand at the positions.
    pub(super) fn settle(&mut self, revision: u64) {
        if self.revision != revision {
            self.revision = revision;
            self.choice.unfolded.clear();
        }
    }

    /// The findings listed. They are gone through once for each change of the budget or of what is asked for.
    pub(super) fn list(&mut self, document: &Document) -> List {
        let within = Within {
            revision: document.session.revision(),
            table: document.table_key().filter(|_| self.choice.this_table),
            unit: document.look.unit.clone().filter(|_| self.choice.this_unit),
        };
        if let Some((known, choice, list)) = &self.last
            && (known, choice) == (&within, &self.choice)
        {
            return list.clone();
        }
        let all = document.session.verdicts().findings().listed();
        let mut followers: BTreeMap<usize, usize> = BTreeMap::new();
        for leader in all.iter().filter_map(|listed| listed.follows) {
            *followers.entry(leader).or_default() += 1;
        }
        let shown = shown(document, &within, &self.choice);
        let named = shown.iter().take(MEASURED).filter_map(|at| {
            let finding = document.session.verdicts().findings().get(*at)?;
            Some(place_name(document, &finding))
        });
        let longest = named.max_by_key(|name| name.chars().count()).unwrap_or_default();
        let list = List { shown: shown.into(), followers: followers.into(), longest: longest.into() };
        self.last = Some((within, self.choice.clone(), list.clone()));
        list
    }
}

impl Listing {
    /// Where in a list the chosen finding stands.
    pub(super) fn place_in(&mut self, shown: &[usize], chosen: Option<usize>) -> Option<usize> {
        let at = chosen.and_then(|chosen| shown.iter().position(|index| *index == chosen));
        if let Some(at) = at {
            self.stood = Some((self.asked(), at));
        }
        at
    }

    /// Where in the list the chosen finding stood that is not listed any more, having been answered: one goes on from there, not
    /// from the first.
    pub(super) fn stood(&self) -> Option<usize> {
        let (asked, at) = self.stood.as_ref()?;
        (*asked == self.asked()).then_some(*at)
    }

    /// What is asked for, whatever is unfolded.
    fn asked(&self) -> Choice {
        Choice { unfolded: BTreeSet::new(), ..self.choice.clone() }
    }
}

/// The findings asked for, by position in the verdicts, in order.
fn shown(document: &Document, within: &Within, asked: &Choice) -> Vec<usize> {
    let findings = document.session.verdicts().findings();
    let mut shown: Vec<(usize, &Listed)> = findings
        .listed()
        .iter()
        .enumerate()
        .filter(|(_, listed)| asked.severity.is_none_or(|severity| listed.found.severity == severity))
        .filter(|(_, listed)| within.table.as_ref().is_none_or(|table| listed.found.concerns(table)))
        .filter(|(_, listed)| asked.state.shows(listed))
        .filter(|(_, listed)| !mends_itself(document, listed))
        .collect();
    if within.unit.is_some() {
        shown.retain(|(at, _)| findings.get(*at).is_some_and(|finding| of_unit(document, &finding)));
    }
    let search = fold(asked.search.trim());
    if !search.is_empty() {
        let says = |text: &str| fold(text).contains(&*search);
        let is_found = |at: usize, finding: Finding| {
            [&finding.rule.heading(), &finding.message, &finding.rule.id].iter().any(|text| says(text))
                || says(&place(&finding))
                || says(&place_name(document, &finding))
                || is_explained(document, at, &finding, says)
        };
        shown.retain(|(at, _)| findings.get(*at).is_some_and(|finding| is_found(*at, finding)));
    }
    // Where the list is in its own order, what only follows is folded under what it follows from.
    if asked.sort.is_none() && search.is_empty() && shown.iter().any(|(_, one)| one.follows.is_some()) {
        let listed: BTreeSet<usize> = shown.iter().map(|(index, _)| *index).collect();
        shown.retain(|(_, one)| {
            one.follows.is_none_or(|leader| !listed.contains(&leader) || asked.unfolded.contains(&leader))
        });
    }
    if let Some((by, descending)) = asked.sort {
        let title = |listed: &Listed| findings.rule_of(listed).map(|ended| ended.rule.title.as_str());
        let amount = |listed: &Listed| listed.found.difference.map(|difference| difference.abs());
        shown.sort_by(|(_, a), (_, b)| {
            let order = match by {
                SortBy::Severity => a.found.severity.cmp(&b.found.severity),
                SortBy::Place => a.found.address.cmp(&b.found.address),
                SortBy::Title => title(a).cmp(&title(b)),
                SortBy::Difference => amount(a).cmp(&amount(b)),
            };
            if descending { order.reverse() } else { order }
        });
    }
    shown.into_iter().map(|(index, _)| index).collect()
}

/// Whether a finding is gone when one comes to it, because the text that it stands in follows the tables.
pub(super) fn mends_itself(document: &Document, listed: &Listed) -> bool {
    listed.found.sentence().is_some_and(|place| document.session.is_written_anew(place))
}

/// Whether what is said of a finding beside the list says it: why it may be so, by what it is judged, what corrects it, who
/// accepted it and why, and what the cells are called that take part.
fn is_explained(document: &Document, at: usize, finding: &Finding, says: impl Fn(&str) -> bool) -> bool {
    let book = document.session.book();
    let is_called = |cell: &CellAddress| {
        book.cell(cell).is_some_and(|cell| says(&cell.row.name()) || says(&cell.column.full_title()))
    };
    finding.cause.as_deref().is_some_and(&says)
        || says(&finding.rule.basis)
        || document.session.fix(at).is_some_and(|fix| says(&fix.label))
        || waiver(document, finding).is_some_and(|waiver| says(&waiver))
        || finding.cells.iter().any(is_called)
}

/// Whether a finding stands at, or takes in, a cell of the unit chosen on the left.
fn of_unit(document: &Document, finding: &Finding) -> bool {
    let Some(unit) = document.look.unit.as_ref() else {
        return true;
    };
    let book = document.session.book();
    let mut cells = finding.address.iter().chain(&finding.cells);
    cells.any(|cell| {
        book.cell(cell)
            .is_some_and(|cell| cell.row.shape.level().is_some() && belongs_to(&cell.row, Some(unit)))
    })
}

pub(super) fn place(finding: &Finding) -> String {
    match (&finding.address, &finding.table) {
        (Some(address), _) => address.to_string(),
        (None, Some(table)) => table.to_string(),
        (None, None) => String::new(),
    }
}

/// Where a finding stands, as people say it: table, row, column.
pub(super) fn place_name(document: &Document, finding: &Finding) -> String {
    if let Some(sentence) = finding.sentence {
        return sentence.name(document.session.budget());
    }
    let table = finding.address.as_ref().map(|address| &address.table).or(finding.table.as_ref());
    report::place_name(&document.session.book(), finding.address.as_ref(), table)
}

/// What is wrong, without the name of the place at its begin, which stands in a column of its own: the figures come first,
/// and are the last that is cut.
pub(super) fn told(document: &Document, finding: &Finding) -> String {
    let message = finding.message.as_str();
    let told = || {
        let book = document.session.book();
        let cell = book.cell(finding.address.as_ref()?)?;
        message.strip_prefix(&name_of_cell(&cell))
    };
    // What parts the name from the rest goes with it.
    let is_between = |c: char| c.is_whitespace() || matches!(c, '：' | ':' | '，');
    let told = told().map(|told| told.trim_start_matches(is_between));
    told.filter(|told| !told.is_empty()).unwrap_or(message).to_owned()
}
