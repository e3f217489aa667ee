//! The real app without a display, driven through its accessible names.

mod begun;
mod below;
mod compare;
mod drawn;
mod findings;
mod folders;
pub(crate) mod importing;
mod keyboard;
pub(crate) mod lines;
mod narrow;
mod notices;
mod opening;
pub(crate) mod original;
mod pages;
mod passages;
mod paths;
mod proposals;
mod reckoning;
mod rules;
mod sequences;
mod small;
mod told;
mod transfers;
mod typing;
mod unfinished;
mod units;
mod unsaid;
mod writing;

use std::path::{Path, PathBuf};

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::{Answer, App, Ask, Dialogs, Kind, Recent};

/// Answers the file dialogs for the user.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    pub(crate) open: Vec<PathBuf>,
    pub(crate) save: Option<PathBuf>,
    pub(crate) export: Option<PathBuf>,
    /// The desktop has no dialogs: the window asks itself.
    pub(crate) absent: bool,
}

impl Dialogs for Answers {
    fn ask(&mut self, ask: &Ask) -> Answer {
        if self.absent {
            return Answer::Absent;
        }
        let is_report = ask.filters.iter().any(|filter| filter.extensions.contains(&"html"));
        Answer::Paths(match ask.kind {
            Kind::Open => self.open.first().cloned().into_iter().collect(),
            Kind::OpenSeveral => self.open.clone(),
            Kind::Save if is_report => self.export.clone().into_iter().collect(),
            Kind::Save | Kind::Folder => self.save.clone().into_iter().collect(),
        })
    }

    fn print(&mut self, path: &Path, how: yusuan::ui::Printing) -> Result<String, String> {
        let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
        let is_pdf = bytes.starts_with(b"%PDF-");
        Ok(format!("{how:?} {} {is_pdf}", path.file_name().unwrap().display()))
    }
}

pub(crate) fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/焦作市委办公室-2023.ron")
}

/// The app with the sample open, as large as the smallest office screen.
pub(crate) fn app_with(answers: Answers) -> Harness<'static, App> {
    let mut harness =
        Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
            let mut app = App::new(&context.egui_ctx, Box::new(answers), Recent::default());
            app.open(&sample());
            app
        });
    harness.run();
    harness
}

pub(crate) fn app() -> Harness<'static, App> {
    app_with(Answers::default())
}

/// Shows a table by its name in the navigation.
pub(crate) fn show(harness: &mut Harness<'_, App>, table: &str) {
    harness
        .get_by(|node| {
            node.label().is_some_and(|label| label == table || label.starts_with(&format!("{table}，")))
        })
        .click();
    harness.run();
}

/// What a cell shows.
pub(crate) fn value(harness: &Harness<'_, App>, cell: &str) -> String {
    harness.get_by_label(cell).value().unwrap_or_default()
}

pub(crate) fn click(harness: &mut Harness<'_, App>, cell: &str) {
    harness.get_by_label(cell).click();
    harness.run();
}

pub(crate) fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

pub(crate) fn type_text(harness: &mut Harness<'_, App>, text: &str) {
    for c in text.chars() {
        harness.event(egui::Event::Text(c.to_string()));
    }
    harness.run();
}

/// Clicks what has this among other words in its name.
pub(crate) fn click_containing(harness: &mut Harness<'_, App>, part: &str) {
    harness.get_by_label_contains(part).click();
    harness.run();
}

/// Types into a field beside the grid.
pub(crate) fn fill(harness: &mut Harness<'_, App>, field: &str, text: &str) {
    harness.get_by_label(field).focus();
    harness.run();
    type_text(harness, text);
}

/// Types over a cell.
pub(crate) fn enter(harness: &mut Harness<'_, App>, cell: &str, text: &str) {
    click(harness, cell);
    type_text(harness, text);
    press(harness, Modifiers::NONE, Key::Enter);
}

pub(crate) const WAGES: &str = "支出预算 2013101 行政运行 基本支出 人员经费 工资福利支出";
const BASIC: &str = "支出预算 2013101 行政运行 基本支出 小计";
pub(crate) const TOTAL: &str = "支出预算 合计 合计";

#[test]
fn unsaved_work_is_asked_about_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("新.ron");
    let mut harness = app_with(Answers { save: Some(place.clone()), ..Answers::default() });
    show(&mut harness, "3 支出预算");
    enter(&mut harness, WAGES, "1");
    press(&mut harness, Modifiers::COMMAND, Key::W);
    assert!(harness.query_by_label("还没有保存").is_some());
    click(&mut harness, "取消");
    assert!(harness.state().document().is_some());
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
    assert!(place.is_file());
    press(&mut harness, Modifiers::COMMAND, Key::W);
    assert!(harness.state().document().is_none(), "saved work may be closed");
}

#[test]
fn closing_the_window_takes_the_text_in_an_open_cell_first() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    type_text(&mut harness, "7");
    let root = egui::ViewportId::ROOT;
    harness.input_mut().viewports.entry(root).or_default().events.push(egui::ViewportEvent::Close);
    harness.step();
    harness.input_mut().viewports.entry(root).or_default().events.clear();
    harness.run();
    assert!(harness.query_by_label("还没有保存").is_some());
    let cell = "T3!2013101!工资福利支出".parse().unwrap();
    let session = &harness.state().document().unwrap().session;
    assert_eq!(session.book().cell(&cell).unwrap().text(), "7.00");
}

#[test]
fn idle_it_draws_nothing() {
    let mut harness = app();
    harness.run();
    let delay =
        harness.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min().unwrap();
    assert_eq!(delay, std::time::Duration::MAX);
}

#[test]
fn the_tables_look_as_they_did() {
    let mut results = egui_kittest::SnapshotResults::new();
    for (table, name) in [("3 支出预算", "t3"), ("14 整体绩效目标", "t14"), ("15 项目绩效目标", "t15")]
    {
        let mut harness = app();
        show(&mut harness, table);
        harness.snapshot(name);
        results.extend_harness(&mut harness);
    }
    // The README shows this one.
    let mut harness = app();
    harness.ctx.set_theme(egui::Theme::Light);
    let findings = harness.query_all_by(|node| {
        let label = node.label().unwrap_or_default();
        node.role() == egui::Role::ListBoxOption && label.starts_with("问题 ")
    });
    findings.into_iter().nth(1).unwrap().click();
    harness.run();
    harness.snapshot("text");
    results.extend_harness(&mut harness);
}
