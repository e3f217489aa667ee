//! The findings panel below the table: sortable, filterable, each row leads to its cell. The same panel
//! lists every rule and how it ended, so that nothing is silently skipped.

mod columns;
mod line;
mod listing;

use eframe::egui::{RichText, ScrollArea, TextEdit, Ui};

use columns::ROW_HEIGHT;
use line::{FindingLine, Wish};
use listing::{List, Listing, StateShown, place_name};

use crate::report;
use crate::rules::{Finding, Waived};
use crate::schema::Severity;
use crate::ui::document::Document;
use crate::ui::look::lines::Lines;
use crate::ui::look::list;
use crate::ui::look::named::called;
use crate::ui::look::style;
use crate::ui::panels::rules_list;
use crate::ui::request::Request;
use crate::ui::safety::acceptance;

/// What the panel shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct FindingsPanel {
    show_rules: bool,
    listing: Listing,
}

/// Draws the panel; of a folded one its head alone. Whether it is to be folded, where that was said.
pub(crate) fn ui(
    ui: &mut Ui,
    document: &mut Document,
    view: &mut FindingsPanel,
    folded: bool,
) -> Option<bool> {
    view.listing.settle(document.session.revision());
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
        let choice = &view.listing.choice;
        rules_list::ui(ui, document, choice.this_table, &choice.search);
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
        for (is_rules, title) in [(false, findings), (true, format!("规则 {rules}"))] {
            // Folded, neither is listed.
            let is_listed = !folded && view.show_rules == is_rules;
            if ui.selectable_label(is_listed, title).clicked() {
                view.show_rules = is_rules;
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
        let choice = &mut view.listing.choice;
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
        ui.checkbox(&mut choice.this_table, "只看本表");
        if has_units {
            ui.checkbox(&mut choice.this_unit, "只看本单位");
        }
        let search = TextEdit::singleline(&mut choice.search).hint_text("筛选文字").desired_width(140.0);
        ui.add(search).on_hover_text("筛选文字");
        is_asked
    });
    shown.inner
}

/// Goes `step` findings on in the order shown.
pub(crate) fn step(document: &mut Document, view: &mut FindingsPanel, step: isize) {
    let listing = &mut view.listing;
    listing.settle(document.session.revision());
    let List { shown, followers, .. } = listing.list(document);
    let at = listing.place_in(&shown, document.chosen.selected);
    let next = match (at, listing.stood()) {
        (Some(at), _) => at.checked_add_signed(step),
        // The one behind it stands where it stood.
        (None, Some(stood)) if step > 0 => Some(stood),
        (None, Some(stood)) => stood.min(shown.len()).checked_sub(1),
        (None, None) if step > 0 => Some(0),
        (None, None) => shown.len().checked_sub(1),
    };
    match next.and_then(|next| shown.get(next)) {
        Some(index) => {
            document.choose_finding(*index);
            // The list may be folded or out of sight.
            let number = next.map_or(0, |next| next + 1);
            let folded = followers.get(index).filter(|_| !listing.choice.unfolded.contains(index));
            let folded = folded.filter(|count| **count > 0).map(|count| format!("（另有 {count} 处同类）"));
            let folded = folded.unwrap_or_default();
            document.message = document.selected_finding().map(|finding| {
                let (severity, place) = (finding.severity.label(), place_name(document, &finding));
                let heading = finding.rule.heading();
                format!("问题 {number}/{}　{severity}　{place}：{heading}{folded}", shown.len())
            });
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

fn list_ui(ui: &mut Ui, document: &mut Document, view: &mut FindingsPanel) {
    let List { shown, followers, longest } = view.listing.list(document);
    let place_width = columns::place_width(ui, &longest);
    columns::heads_ui(ui, &mut view.listing.choice.sort, place_width);
    if shown.is_empty() {
        let all = document.session.verdicts().findings().is_empty();
        ui.label(if all { "没有发现矛盾。" } else { "没有符合筛选的问题。" });
        // The panel keeps its height: the field above is still being typed into.
        ui.allocate_space(ui.available_size());
        return;
    }
    let decimals = document.session.format().decimals;
    let mut wish = None;
    let chosen = view.listing.place_in(&shown, document.chosen.selected);
    let mut lines = Lines::begin_of(ui, "问题列表", shown.len(), chosen);
    let height = ROW_HEIGHT - ui.spacing().item_spacing.y;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, shown.len(), |ui, range| {
        lines.reveal(ui, &range, height);
        for (at, index) in shown.iter().enumerate().skip(range.start).take(range.len()) {
            if let Some(finding) = document.session.verdicts().findings().get(*index) {
                let line = FindingLine {
                    finding: &finding,
                    place: place_name(document, &finding),
                    place_width,
                    waiver: waiver(document, &finding),
                    followers: followers.get(index).copied().unwrap_or(0),
                    unfolded: view.listing.choice.unfolded.contains(index),
                    selected: document.chosen.selected == Some(*index),
                    decimals,
                    fix: &|| document.session.fix(*index).map(|fix| fix.label),
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
    if let (None, Some(finding)) = (wish, gone_to) {
        document.choose_finding(*finding);
    }
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
