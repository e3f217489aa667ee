//! The findings panel below the table: sortable, filterable, each row leads to its cell. The same panel
//! lists every rule and how it ended, so that nothing is silently skipped.

mod columns;
mod line;
mod listing;

use eframe::egui::{Checkbox, RichText, ScrollArea, TextEdit, Ui};

use columns::ROW_HEIGHT;
use line::{FindingLine, Wish};
use listing::{Choice, List, Listing, StateShown, place_name, told};

use crate::report;
use crate::rules::{Finding, Outcome, Waived};
use crate::schema::Severity;
use crate::text::visible;
use crate::ui::document::Document;
use crate::ui::look::lines::Lines;
use crate::ui::look::list;
use crate::ui::look::named::called;
use crate::ui::look::style;
use crate::ui::panels::demands_list::DemandsList;
use crate::ui::panels::rules_list::{RulesList, Wanted};
use crate::ui::request::Request;
use crate::ui::safety::acceptance;

/// How high what stands above the list is, until it was drawn once: the counts, in two lines where there is little room, and the
/// heads of the columns.
const HEADS: f32 = 116.0;

/// What the panel takes beside that.
const AROUND: f32 = 12.0;

/// What is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Findings,
    Rules,
    Demands,
}

impl FindingsPanel {
    /// Lists what is demanded of a published budget, and has the keyboard there.
    pub(crate) fn show_demands(&mut self) {
        self.tab = Tab::Demands;
        self.demands.wants_keyboard();
    }
}

/// What the panel shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct FindingsPanel {
    /// Whether all of the chosen finding stands beside the list: then a click on it need not tell it again.
    pub is_told_beside: bool,
    /// Whether it was asked for where something else has its room in a low window.
    pub is_asked_over: bool,
    /// How high what stands above the list was when it was drawn last.
    heads: Option<f32>,
    /// Where the panel begins.
    top: f32,
    tab: Tab,
    listing: Listing,
    rules: RulesList,
    demands: DemandsList,
}

/// How high the panel is for all findings in one list, if that is less than what it usually has: what is left is the table's.
pub(crate) fn height_wanted(document: &Document, view: &FindingsPanel) -> f32 {
    let verdicts = document.session.verdicts();
    match view.tab != Tab::Findings || verdicts.claimed() > 0 {
        true => f32::INFINITY,
        false => height_of(view, verdicts.findings().len().max(1)),
    }
}

/// The least height at which the panel shows something: its head, whole, and two lines.
pub(crate) fn least_height(view: &FindingsPanel) -> f32 {
    height_of(view, 2)
}

fn height_of(view: &FindingsPanel, lines: usize) -> f32 {
    view.heads.unwrap_or(HEADS) + AROUND + lines as f32 * ROW_HEIGHT
}

/// Draws the panel; of a folded one its head alone. Whether it is to be folded, where that was said.
pub(crate) fn ui(
    ui: &mut Ui,
    document: &mut Document,
    view: &mut FindingsPanel,
    folded: bool,
) -> Option<bool> {
    view.listing.settle(document.session.revision());
    view.top = ui.cursor().top();
    ui.add_space(4.0);
    let is_asked = head_ui(ui, document, view, folded);
    if !folded {
        content_ui(ui, document, view);
    }
    is_asked.then_some(!folded)
}

fn content_ui(ui: &mut Ui, document: &mut Document, view: &mut FindingsPanel) {
    acceptance::ui(ui, document);
    let choice = &view.listing.choice;
    let before = view.heads;
    match view.tab {
        Tab::Rules => {
            view.heads = Some(ui.cursor().top() - view.top);
            let wanted = Wanted {
                outcome: choice.outcome,
                this_table: choice.this_table,
                search: choice.search.trim(),
            };
            view.rules.ui(ui, document, &wanted);
        }
        Tab::Demands => {
            let top = view.demands.ui(ui, document, &choice.search);
            view.heads = Some(top - view.top);
        }
        Tab::Findings => list_ui(ui, document, view),
    }
    // The panel is as high as its head was in the frame before.
    if before.zip(view.heads).is_none_or(|(before, now)| (before - now).abs() > 0.5) {
        ui.ctx().request_repaint();
    }
}

/// The counts, and what is listed. Whether folding, or unfolding, was asked for: choosing what to list unfolds.
fn head_ui(ui: &mut Ui, document: &Document, view: &mut FindingsPanel, folded: bool) -> bool {
    let verdicts = document.session.verdicts();
    let findings =
        verdicts.findings().listed().iter().filter(|listed| !listing::mends_itself(document, listed));
    let (total, open) =
        findings.fold((0, 0), |(total, open), listed| (total + 1, open + usize::from(listed.is_open())));
    let claimed = verdicts.claimed();
    let mut apart = Vec::new();
    if claimed > 0 {
        apart.push(format!("其中声明豁免 {claimed}"));
    }
    if open < total {
        apart.push(format!("另豁免 {}", total - open));
    }
    let has_units = document.look.unit.is_some();
    let has_table = document.table_key().is_some();
    let counts = document.counts();
    let shown = ui.horizontal_wrapped(|ui| {
        let (sign, hint) =
            if folded { ("▲", "展开问题列表") } else { ("▼", "收起，只留这一行") };
        let mut is_asked = called(ui.small_button(sign), hint).on_hover_text(hint).clicked();
        let rules = counts.passed + counts.violated + counts.not_checked + counts.not_applicable;
        let findings = match apart.is_empty() {
            true => format!("问题 {open}"),
            false => format!("问题 {open}（{}）", apart.join("，")),
        };
        let tabs = [
            (Tab::Findings, findings),
            (Tab::Rules, format!("规则 {rules}")),
            (Tab::Demands, "公开要求".to_owned()),
        ];
        for (tab, title) in tabs {
            // Folded, none is listed.
            let is_listed = !folded && view.tab == tab;
            if ui.selectable_label(is_listed, title).clicked() {
                view.tab = tab;
                is_asked |= folded;
            }
        }
        let summary = format!(
            "{}　未通过 {}　未检查 {}　不适用 {}",
            counts.passed_in_words(),
            counts.violated,
            counts.not_checked,
            counts.not_applicable
        );
        ui.label(RichText::new(summary).color(style::palette(ui.visuals()).faint));
        if folded {
            return is_asked;
        }
        ui.separator();
        // Each tab has the filters that its lines know.
        let tab = view.tab;
        let choice = &mut view.listing.choice;
        if tab != Tab::Findings {
            if tab == Tab::Rules {
                let label = choice.outcome.map_or("全部结果", Outcome::label);
                let shown = list::ui(ui, "outcome", label, 90.0, |ui| {
                    list::choice(ui, &mut choice.outcome, None, "全部结果");
                    for outcome in Outcome::ALL {
                        list::choice(ui, &mut choice.outcome, Some(outcome), outcome.label());
                    }
                });
                shown.on_hover_text("按结果筛选");
                this_table_ui(ui, choice, has_table);
            }
            search_ui(ui, choice);
            return is_asked;
        }
        let label = choice.severity.map_or("全部级别", Severity::label);
        let shown = list::ui(ui, "severity", label, 90.0, |ui| {
            list::choice(ui, &mut choice.severity, None, "全部级别");
            for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
                list::choice(ui, &mut choice.severity, Some(severity), severity.label());
            }
        });
        shown.on_hover_text("按级别筛选");
        let shown = list::ui(ui, "state", choice.state.label(), 80.0, |ui| {
            for state in StateShown::ALL {
                list::choice(ui, &mut choice.state, state, state.label());
            }
        });
        shown.on_hover_text("按处理状态筛选");
        this_table_ui(ui, choice, has_table);
        if has_units {
            ui.checkbox(&mut choice.this_unit, "只看本单位");
        }
        search_ui(ui, choice);
        is_asked
    });
    shown.inner
}

/// Beside a page that is no table all are listed, whatever was ticked beside one.
fn this_table_ui(ui: &mut Ui, choice: &mut Choice, has_table: bool) {
    let mut ticked = choice.this_table && has_table;
    let shown = ui.add_enabled(has_table, Checkbox::new(&mut ticked, "只看本表"));
    if shown.on_disabled_hover_text("现在看的不是一张表，列出全部").changed() {
        choice.this_table = ticked;
    }
}

fn search_ui(ui: &mut Ui, choice: &mut Choice) {
    let search = TextEdit::singleline(&mut choice.search).hint_text("筛选文字").desired_width(140.0);
    ui.add(search).on_hover_text("筛选文字");
}

/// Goes `step` findings on in the order shown.
pub(crate) fn step(document: &mut Document, view: &mut FindingsPanel, step: isize) {
    let listing = &mut view.listing;
    listing.settle(document.session.revision());
    let List { shown, followers, .. } = listing.list(document);
    let at = listing.place_in(&shown, document.look.chosen.selected);
    let next = match (at, listing.stood()) {
        (Some(at), _) => at.checked_add_signed(step),
        // The one behind it stands where it stood.
        (None, Some(stood)) if step > 0 => Some(stood),
        (None, Some(stood)) => stood.min(shown.len()).checked_sub(1),
        (None, None) if step > 0 => Some(0),
        (None, None) => shown.len().checked_sub(1),
    };
    let next_one = next.and_then(|next| shown.get(next));
    // Who goes to the text is told of it as it stands then.
    let is_in_text = next_one.and_then(|at| document.session.verdicts().findings().get(*at));
    let is_in_text = is_in_text.is_some_and(|finding| finding.sentence.is_some());
    if is_in_text && document.session.is_text_behind() {
        document.message = None;
        document.follow_text();
        document.follow_finding();
        let followed = document.message.take();
        self::step(document, view, step);
        let said = document.message.take().into_iter().chain(followed);
        document.message = Some(said.collect::<Vec<_>>().join("　"));
        return;
    }
    match next_one {
        Some(index) => {
            let folded = followers.get(index).filter(|_| !listing.choice.unfolded.contains(index));
            choose(document, *index, (next.unwrap_or(0), shown.len()), folded.copied().unwrap_or(0));
        }
        None if shown.is_empty() => document.message = Some("没有问题".to_owned()),
        None => {
            let unfolded = &listing.choice.unfolded;
            let folded: usize =
                followers.iter().filter(|(index, _)| !unfolded.contains(index)).map(|(_, count)| count).sum();
            let more = if folded > 0 {
                format!("；另有 {folded} 处同类的折叠在列表里")
            } else {
                String::new()
            };
            document.message = Some(format!("已到问题列表的尽头{more}"));
        }
    }
}

/// Chooses a finding, and says all of it in the status bar: the list may be folded, and its columns narrow. It is at a position of
/// so many, and so many are folded below it.
fn choose(document: &mut Document, finding: usize, (at, of): (usize, usize), folded: usize) {
    document.choose_finding(finding);
    let folded = if folded > 0 { format!("（另有 {folded} 处同类）") } else { String::new() };
    document.message = document.selected_finding().map(|finding| {
        let (severity, place) = (finding.severity.label(), place_name(document, &finding));
        let told = told(document, &finding);
        let told = if place.is_empty() { told } else { format!("{place}：{told}") };
        format!("问题 {}/{of}　{severity}　{}{folded}", at + 1, visible(&told))
    });
}

fn list_ui(ui: &mut Ui, document: &mut Document, view: &mut FindingsPanel) {
    let List { shown, followers, longest } = view.listing.list(document);
    let place_width = columns::place_width(ui, &longest);
    columns::heads_ui(ui, &mut view.listing.choice.sort, place_width);
    view.heads = Some(ui.cursor().top() - view.top);
    if shown.is_empty() {
        let all = document.session.verdicts().findings().is_empty();
        ui.label(if all { "没有发现矛盾。" } else { "没有符合筛选的问题。" });
        // The panel keeps its height: the field above is still being typed into.
        ui.allocate_space(ui.available_size());
        return;
    }
    let decimals = document.session.format().decimals;
    let mut wish = None;
    let chosen = view.listing.place_in(&shown, document.look.chosen.selected);
    let mut lines = Lines::begin_of(ui, "问题列表", shown.len(), chosen);
    let height = ROW_HEIGHT - ui.spacing().item_spacing.y;
    // Without this the list takes 64 points however little room there is, and pushes the head out of the panel.
    let area = ScrollArea::vertical().auto_shrink(false).min_scrolled_height(0.0);
    area.show_rows(ui, height, shown.len(), |ui, range| {
        lines.reveal(ui, &range, height);
        for (at, index) in shown.iter().enumerate().skip(range.start).take(range.len()) {
            if let Some(finding) = document.session.verdicts().findings().get(*index) {
                let line = FindingLine {
                    finding: &finding,
                    place: place_name(document, &finding),
                    told: told(document, &finding),
                    place_width,
                    waiver: waiver(document, &finding),
                    followers: followers.get(index).copied().unwrap_or(0),
                    unfolded: view.listing.choice.unfolded.contains(index),
                    selected: document.look.chosen.selected == Some(*index),
                    decimals,
                    fix: &|| document.session.fix_in_words(*index),
                };
                if let Some(asked) = line.ui(ui, (&mut lines, at)) {
                    wish = Some((*index, asked));
                }
            }
        }
    });
    // Where one goes by keyboard the table follows; the keyboard stays in the list until Enter.
    let gone_to = lines.gone_to().filter(|at| Some(*at) != chosen).and_then(|at| shown.get(at));
    lines.end(ui);
    let unfolded = &view.listing.choice.unfolded;
    let is_told_beside = view.is_told_beside;
    let choose_listed = |document: &mut Document, finding: usize| {
        // What stands beside the list need not be said once more.
        if is_told_beside {
            document.choose_finding(finding);
            document.say_nothing();
            return;
        }
        let at = shown.iter().position(|index| *index == finding).unwrap_or(0);
        let folded = followers.get(&finding).filter(|_| !unfolded.contains(&finding));
        choose(document, finding, (at, shown.len()), folded.copied().unwrap_or(0));
    };
    if let (None, Some(finding)) = (wish, gone_to) {
        choose_listed(document, *finding);
    }
    match wish {
        Some((finding, Wish::Choose)) => {
            choose_listed(document, finding);
            document.look.wants_keyboard = true;
        }
        Some((finding, Wish::Waive)) => {
            document.choose_finding(finding);
            document.requests.push(Request::Waive(finding));
        }
        Some((finding, Wish::Accept)) => document.accept_claimed(Some(finding)),
        Some((finding, Wish::Fix)) => document.fix(finding),
        Some((leader, Wish::Fold)) => {
            let unfolded = &mut view.listing.choice.unfolded;
            if !unfolded.remove(&leader) {
                unfolded.insert(leader);
            }
        }
        None => {}
    }
}

/// Why a finding was waived, if it was.
pub(super) fn waiver(document: &Document, finding: &Finding) -> Option<String> {
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
