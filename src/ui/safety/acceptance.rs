//! The waivers that this user accepts (认可): those he wrote, and those of others that he accepted. A file cannot say
//! of itself that its waivers count, so they are remembered in the user's own configuration folder, line by line.
//! What is accepted changes no budget.

use std::collections::BTreeSet;
use std::path::PathBuf;

use eframe::egui::{RichText, Ui};

use crate::opening;
use crate::rules::{Accepted, Listed, Waived, WaiverId, waiver_id};
use crate::text::visible;
use crate::ui::document::Document;
use crate::ui::look::style;

/// How many waivers that belong to no finding a hint lists.
const MOST_IDLE: usize = 20;

/// What this user accepts.
#[derive(Clone, Debug, Default)]
pub struct Acceptance {
    waivers: BTreeSet<WaiverId>,
    /// Where it is kept; none in tests.
    place: Option<PathBuf>,
}

impl Acceptance {
    /// What this user accepted before.
    pub fn load() -> Self {
        let folder = crate::file::config_folder();
        folder.map(|folder| Self::at(folder.join("accepted-waivers.txt"))).unwrap_or_default()
    }

    /// What was accepted before, as kept in a file.
    pub fn at(place: PathBuf) -> Self {
        // Without it all waivers are claims again, to be accepted anew: nothing is taken for accepted that is not.
        let text = opening::read_text(&place, opening::SMALL).unwrap_or_default();
        let waivers = text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Self { waivers, place: Some(place) }
    }

    /// Those it has.
    pub(in crate::ui) fn waivers(&self) -> impl Iterator<Item = &WaiverId> {
        self.waivers.iter()
    }

    /// Accepts these, too, and remembers it.
    pub(in crate::ui) fn add<'a>(&mut self, waivers: impl Iterator<Item = &'a WaiverId>) {
        let before = self.waivers.len();
        self.waivers.extend(waivers.cloned());
        if let Some(place) = self.place.as_ref().filter(|_| self.waivers.len() > before) {
            let text: String = self.waivers.iter().map(|waiver| format!("{waiver}\n")).collect();
            let made = place.parent().map_or(Ok(()), std::fs::create_dir_all);
            // Where it cannot be kept it counts as long as the window.
            drop(made.and_then(|()| std::fs::write(place, text)));
        }
    }
}

impl Document {
    /// Accepts a waiver that the file claims for a finding, or all of them.
    pub(in crate::ui) fn accept_claimed(&mut self, finding: Option<usize>) {
        let budget = self.session.budget();
        let findings = self.session.verdicts().findings().listed().iter().enumerate();
        let of_claim = |(at, one): (usize, &Listed)| match one.waived() {
            Waived::Claimed(key) if finding.is_none_or(|wanted| wanted == at) => {
                Some(waiver_id(budget, key, budget.notes.get(key)?))
            }
            _ => None,
        };
        let claimed: Vec<WaiverId> = findings.filter_map(of_claim).collect();
        let count = claimed.len();
        let known = self.session.accepted().ids().cloned();
        let accepted = Accepted::these(known.chain(claimed));
        self.session.accept(accepted);
        self.message = Some(format!("已认可 {count} 个声明豁免；只记在本机，文件没有改动"));
    }
}

/// What there is to say of the budget's waivers beside the findings: those that it only claims, and those that
/// belong to no finding.
pub(in crate::ui) fn ui(ui: &mut Ui, document: &mut Document) {
    let verdicts = document.session.verdicts();
    if verdicts.claimed() > 0 || !verdicts.idle_waivers().is_empty() {
        ui.horizontal(|ui| line_ui(ui, document));
    }
}

fn line_ui(ui: &mut Ui, document: &mut Document) {
    let verdicts = document.session.verdicts();
    let (claimed, idle) = (verdicts.claimed(), verdicts.idle_waivers());
    if !idle.is_empty() {
        let palette = style::palette(ui.visuals());
        let notes = &document.session.budget().notes;
        let mut lines: Vec<String> = idle
            .iter()
            .take(MOST_IDLE)
            .map(|one| {
                let why = if one.is_of_no_rule { "没有这条规则" } else { "已经没有这个问题" };
                let text = notes.get(&one.key).map(|note| note.text.as_str()).unwrap_or_default();
                visible(&format!("{why}：{}　{}　理由：{text}", one.key.of, one.key.place)).into_owned()
            })
            .collect();
        if idle.len() > MOST_IDLE {
            lines.push(format!("… 另有 {} 条", idle.len() - MOST_IDLE));
        }
        let label = format!("无对应问题的豁免 {}", idle.len());
        ui.label(RichText::new(label).color(palette.faint)).on_hover_text(lines.join("\n"));
    }
    if claimed > 0 {
        let hint = "这些豁免是文件里带来的，不是您写的，也还没有认可。先选“声明豁免”逐条看理由；认可只记在本机，不改文件";
        if ui.button(format!("认可全部声明豁免（{claimed}）")).on_hover_text(hint).clicked() {
            document.accept_claimed(None);
        }
    }
}
