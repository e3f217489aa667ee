//! The findings panel below the table: sortable, filterable, each row leads to its cell. The same panel
//! lists every rule and how it ended, so that nothing is silently skipped.

mod line;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use eframe::egui::{ComboBox, RichText, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, vec2};

use line::{FindingLine, Wish};

use crate::model::TableKey;
use crate::report;
use crate::rules::{Finding, Listed, Waived};
use crate::schema::Severity;
use crate::sheet::levels::belongs_to;
use crate::text::fold;
use crate::ui::document::Document;
use crate::ui::look::style;
use crate::ui::panels::rules_list;
use crate::ui::request::Request;
use crate::ui::safety::acceptance;

const ROW_HEIGHT: f32 = 23.0;

/// What the panel shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct FindingsPanel {
    /// The findings whose followers are listed too, by position.
    unfolded: BTreeSet<usize>,
    /// The revision of the budget for which these positions hold.
    revision: u64,
    show_rules: bool,
    severity: Option<Severity>,
    state: StateShown,
    /// Whether only what concerns the unit chosen on the left is listed.
    this_unit: bool,
    /// Whether only what concerns the shown table is listed.
    pub this_table: bool,
    /// The words to look for.
    pub search: String,
    sort: Option<(SortBy, bool)>,
    /// What was listed last.
    list: Option<(Asked, List)>,
}

/// The findings listed, by position in the verdicts, in the order shown; and how many only follow from each.
#[derive(Clone, Debug, Default)]
struct List {
    shown: Rc<[usize]>,
    followers: Rc<BTreeMap<usize, usize>>,
}

/// What a list was made for: while it is the same, so is the list.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    revision: u64,
    severity: Option<Severity>,
    state: StateShown,
    table: Option<TableKey>,
    unit: Option<(String, String)>,
    search: String,
    sort: Option<(SortBy, bool)>,
    unfolded: BTreeSet<usize>,
}

/// Which findings are listed, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum StateShown {
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
    const ALL: [Self; 5] = [Self::Open, Self::Claimed, Self::Waived, Self::Lapsed, Self::All];

    fn label(self) -> &'static str {
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
enum SortBy {
    Severity,
    Place,
    Title,
    Difference,
}

/// The columns of the list: title, width as a share, what it sorts by.
const COLUMNS: [(&str, f32, Option<SortBy>); 6] = [
    ("级别", 52.0, Some(SortBy::Severity)),
    ("位置", 200.0, Some(SortBy::Place)),
    ("应填数", 84.0, None),
    ("实填数", 84.0, None),
    ("差额", 84.0, Some(SortBy::Difference)),
    ("说明", f32::INFINITY, Some(SortBy::Title)),
];

/// The column of the message.
const LAST: usize = COLUMNS.len() - 1;

impl FindingsPanel {
    /// After a change of the budget other findings stand at the positions.
    fn settle(&mut self, revision: u64) {
        if self.revision != revision {
            self.revision = revision;
            self.unfolded.clear();
        }
    }
}

/// Draws the panel; of a folded one its head alone. Whether it is to be folded, where that was said.
pub(crate) fn ui(
    ui: &mut Ui,
    document: &mut Document,
    view: &mut FindingsPanel,
    folded: bool,
) -> Option<bool> {
    view.settle(document.session.revision());
    ui.add_space(4.0);
    let is_asked = head_ui(ui, document, view, folded);
    if !folded {
        content_ui(ui, document, view);
    }
    is_asked.then_some(!folded)
}

fn content_ui(ui: &mut Ui, document: &mut Document, view: &mut FindingsPanel) {
    acceptance::ui(ui, document);
    if view.show_rules {
        rules_list::ui(ui, document, view.this_table, &view.search);
    } else {
        list_ui(ui, document, view);
    }
}

/// The counts, and what is listed. Whether folding, or unfolding, was asked for: choosing what to list unfolds.
fn head_ui(ui: &mut Ui, document: &Document, view: &mut FindingsPanel, folded: bool) -> bool {
    let verdicts = document.session.verdicts();
    let (total, open, claimed) = (verdicts.findings().len(), verdicts.open(), verdicts.claimed());
    let mut apart = Vec::new();
    if claimed > 0 {
        apart.push(format!("其中声明豁免 {claimed}"));
    }
    if open < total {
        apart.push(format!("另豁免 {}", total - open));
    }
    let has_units = document.unit.is_some();
    let counts = verdicts.counts();
    let shown = ui.horizontal_wrapped(|ui| {
        let (sign, hint) =
            if folded { ("▲", "展开问题列表") } else { ("▼", "收起，只留这一行") };
        let mut is_asked = ui.small_button(sign).on_hover_text(hint).clicked();
        let rules = counts.passed + counts.violated + counts.not_checked + counts.not_applicable;
        let findings = match apart.is_empty() {
            true => format!("问题 {open}"),
            false => format!("问题 {open}（{}）", apart.join("，")),
        };
        for (is_rules, title) in [(false, findings), (true, format!("规则 {rules}"))] {
            // Folded, neither is listed.
            let is_listed = !folded && view.show_rules == is_rules;
            if ui.selectable_label(is_listed, title).clicked() {
                view.show_rules = is_rules;
                is_asked |= folded;
            }
        }
        let summary = format!(
            "通过 {}　未通过 {}　未检查 {}　不适用 {}",
            counts.passed, counts.violated, counts.not_checked, counts.not_applicable
        );
        ui.label(RichText::new(summary).color(style::palette(ui.visuals()).faint));
        if folded {
            return is_asked;
        }
        ui.separator();
        let label = view.severity.map_or("全部级别", Severity::label);
        let shown = ComboBox::from_id_salt("severity").selected_text(label).width(90.0).show_ui(ui, |ui| {
            ui.selectable_value(&mut view.severity, None, "全部级别");
            for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
                ui.selectable_value(&mut view.severity, Some(severity), severity.label());
            }
        });
        shown.response.on_hover_text("按级别筛选");
        let shown = ComboBox::from_id_salt("state").selected_text(view.state.label()).width(80.0);
        let shown = shown.show_ui(ui, |ui| {
            for state in StateShown::ALL {
                ui.selectable_value(&mut view.state, state, state.label());
            }
        });
        shown.response.on_hover_text("按处理状态筛选");
        ui.checkbox(&mut view.this_table, "只看本表");
        if has_units {
            ui.checkbox(&mut view.this_unit, "只看本单位");
        }
        let search = TextEdit::singleline(&mut view.search).hint_text("筛选文字").desired_width(140.0);
        ui.add(search).on_hover_text("筛选文字");
        is_asked
    });
    shown.inner
}

/// The findings listed. They are gone through once for each change of the budget or of what is asked for.
fn list(document: &Document, view: &mut FindingsPanel) -> List {
    let asked = Asked {
        revision: document.session.revision(),
        severity: view.severity,
        state: view.state,
        table: document.table_key().filter(|_| view.this_table),
        unit: document.unit.clone().filter(|_| view.this_unit),
        search: fold(view.search.trim()),
        sort: view.sort,
        unfolded: view.unfolded.clone(),
    };
    if let Some((known, list)) = &view.list
        && *known == asked
    {
        return list.clone();
    }
    let all = document.session.verdicts().findings().listed();
    let mut followers: BTreeMap<usize, usize> = BTreeMap::new();
    for leader in all.iter().filter_map(|listed| listed.follows) {
        *followers.entry(leader).or_default() += 1;
    }
    let list = List { shown: shown(document, &asked).into(), followers: followers.into() };
    view.list = Some((asked, list.clone()));
    list
}

/// The findings asked for, by position in the verdicts, in order.
fn shown(document: &Document, asked: &Asked) -> Vec<usize> {
    let findings = document.session.verdicts().findings();
    let mut shown: Vec<(usize, &Listed)> = findings
        .listed()
        .iter()
        .enumerate()
        .filter(|(_, listed)| asked.severity.is_none_or(|severity| listed.found.severity == severity))
        .filter(|(_, listed)| asked.table.as_ref().is_none_or(|table| listed.found.concerns(table)))
        .filter(|(_, listed)| asked.state.shows(listed))
        .collect();
    if asked.unit.is_some() {
        shown.retain(|(at, _)| findings.get(*at).is_some_and(|finding| of_unit(document, &finding)));
    }
    if !asked.search.is_empty() {
        let says = |text: &str| fold(text).contains(&asked.search);
        let is_found = |finding: Finding| {
            [&finding.rule.heading(), &finding.message, &finding.rule.id].iter().any(|text| says(text))
                || says(&place(&finding))
                || says(&place_name(document, &finding))
        };
        shown.retain(|(at, _)| findings.get(*at).is_some_and(is_found));
    }
    // Where the list is in its own order, what only follows is folded under what it follows from.
    if asked.sort.is_none() && asked.search.is_empty() && shown.iter().any(|(_, one)| one.follows.is_some()) {
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

/// Whether a finding stands at, or takes in, a cell of the unit chosen on the left.
fn of_unit(document: &Document, finding: &Finding) -> bool {
    let Some(unit) = document.unit.as_ref() else {
        return true;
    };
    let book = document.session.book();
    let mut cells = finding.address.iter().chain(&finding.cells);
    cells.any(|cell| {
        book.cell(cell)
            .is_some_and(|cell| cell.row.shape.level().is_some() && belongs_to(&cell.row, Some(unit)))
    })
}

fn place(finding: &Finding) -> String {
    match (&finding.address, &finding.table) {
        (Some(address), _) => address.to_string(),
        (None, Some(table)) => table.to_string(),
        (None, None) => String::new(),
    }
}

/// Where a finding stands, as people say it: table, row, column.
fn place_name(document: &Document, finding: &Finding) -> String {
    if let Some(sentence) = finding.sentence {
        return sentence.name(document.session.budget());
    }
    let table = finding.address.as_ref().map(|address| &address.table).or(finding.table.as_ref());
    report::place_name(&document.session.book(), finding.address.as_ref(), table)
}

/// Goes `step` findings on in the order shown.
pub(crate) fn step(document: &mut Document, view: &mut FindingsPanel, step: isize) {
    view.settle(document.session.revision());
    let List { shown, .. } = list(document, view);
    let at = document.chosen.selected.and_then(|selected| shown.iter().position(|index| *index == selected));
    let next = match at {
        Some(at) => at.checked_add_signed(step),
        None if step > 0 => Some(0),
        None => shown.len().checked_sub(1),
    };
    match next.and_then(|next| shown.get(next)) {
        Some(index) => document.choose_finding(*index),
        None if shown.is_empty() => document.message = Some("没有问题".to_owned()),
        None => document.message = Some("已到问题列表的尽头".to_owned()),
    }
}

fn list_ui(ui: &mut Ui, document: &mut Document, view: &mut FindingsPanel) {
    let List { shown, followers } = list(document, view);
    sort_ui(ui, view);
    if shown.is_empty() {
        let all = document.session.verdicts().findings().is_empty();
        ui.label(if all { "没有发现矛盾。" } else { "没有符合筛选的问题。" });
        return;
    }
    let decimals = document.session.format().decimals;
    let mut wish = None;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW_HEIGHT, shown.len(), |ui, range| {
        for index in shown.get(range).unwrap_or_default() {
            if let Some(finding) = document.session.verdicts().findings().get(*index) {
                let line = FindingLine {
                    finding: &finding,
                    place: place_name(document, &finding),
                    waiver: waiver(document, &finding),
                    followers: followers.get(index).copied().unwrap_or(0),
                    unfolded: view.unfolded.contains(index),
                    selected: document.chosen.selected == Some(*index),
                    decimals,
                    fix: &|| document.session.fix(*index).map(|fix| fix.label),
                };
                if let Some(asked) = line.ui(ui) {
                    wish = Some((*index, asked));
                }
            }
        }
    });
    match wish {
        Some((finding, Wish::Choose)) => {
            document.choose_finding(finding);
            document.wants_keyboard = true;
        }
        Some((finding, Wish::Waive)) => {
            document.choose_finding(finding);
            document.requests.push(Request::Waive(finding));
        }
        Some((finding, Wish::Accept)) => document.accept_claimed(Some(finding)),
        Some((finding, Wish::Fix)) => document.fix(finding),
        Some((leader, Wish::Fold)) => {
            let unfolded = &mut view.unfolded;
            if !unfolded.remove(&leader) {
                unfolded.insert(leader);
            }
        }
        None => {}
    }
}

/// Why a finding was waived, if it was.
fn waiver(document: &Document, finding: &Finding) -> Option<String> {
    let book = document.session.book();
    match &finding.waived {
        Waived::No => None,
        Waived::Claimed(key) => {
            report::Waiver::of(&book, key).map(|waiver| format!("声明豁免，未认可：{waiver}"))
        }
        Waived::Yes(key) => report::Waiver::of(&book, key).map(|waiver| format!("已豁免：{waiver}")),
        Waived::Lapsed(key) => {
            report::Waiver::of(&book, key).map(|waiver| format!("豁免已失效，数字已变。原理由：{waiver}"))
        }
    }
}

fn sort_ui(ui: &mut Ui, view: &mut FindingsPanel) {
    let palette = style::palette(ui.visuals());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (title, width, sort) in COLUMNS {
            let width = width.min(ui.available_width());
            if width < 30.0 {
                break;
            }
            let (rect, response) = ui.allocate_exact_size(vec2(width, ROW_HEIGHT), Sense::click());
            let arrow = match view.sort {
                Some((by, descending)) if Some(by) == sort => {
                    if descending {
                        " ▼"
                    } else {
                        " ▲"
                    }
                }
                _ => "",
            };
            response
                .widget_info(|| WidgetInfo::labeled(Role::Button, sort.is_some(), format!("按{title}排序")));
            let at = rect.left_center() + vec2(6.0, 0.0);
            ui.painter().text(
                at,
                eframe::egui::Align2::LEFT_CENTER,
                format!("{title}{arrow}"),
                style::small(),
                palette.faint,
            );
            if let (true, Some(by)) = (response.clicked(), sort) {
                view.sort = match view.sort {
                    Some((current, false)) if current == by => Some((by, true)),
                    Some((current, true)) if current == by => None,
                    _ => Some((by, false)),
                };
            }
        }
    });
    ui.separator();
}
