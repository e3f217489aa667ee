//! The question what to do with a file that somebody else has open.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Context, Modal};

use crate::file::lock::{self, Holder, Lock};
use crate::ui::look::primary;
use crate::ui::look::room;

/// A file that waits to be opened because somebody else has it open.
pub(crate) struct Locked {
    path: PathBuf,
    holder: Box<Holder>,
}

/// How a file is opened.
#[derive(Debug, Default)]
pub(crate) struct Access {
    /// The lock that goes with it.
    pub lock: Option<Lock>,
    /// Whether somebody else has it open too.
    pub shared: bool,
    /// Why it must not be saved over its file.
    pub read_only: Option<String>,
}

impl Locked {
    /// A file that somebody has open.
    pub(crate) fn new(path: &Path, holder: Box<Holder>) -> Self {
        Self { path: path.to_owned(), holder }
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Draws the question. `None` while it stays open; then how the file is opened, if it is.
    pub(crate) fn show(&self, ctx: &Context) -> Option<Option<Access>> {
        let locked = self;
        let (mut access, mut decided) = (None, false);
        let holder = &locked.holder;
        Modal::new(egui::Id::unique("locked")).show(ctx, |ui| {
            room::width(ui, 460.0);
            ui.heading("文件正在被别人编辑");
            room::body(ui, |ui| {
                let name = locked.path.file_name().unwrap_or_default().to_string_lossy();
                let said = if holder.since.is_empty() {
                    // Only the system tells of it: it was opened by another path.
                    format!("“{name}”正由 {} 从另一个路径（链接或挂载点）打开着。", holder.name())
                } else {
                    format!("“{name}”从 {} 起由 {} 打开着。", holder.since(), holder.name())
                };
                ui.label(said);
                if let Some(silence) = holder.silence() {
                    ui.label(format!("那边已有 {silence} 没有动静，可能已经断电或死机。"));
                }
                ui.label("选“仍要编辑”就由这里接手：那边如果还开着，会变成只读并得到提醒；文件若在这期间变过，保存前会先提醒。");
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                if primary::chosen(ui, true, "只读打开") {
                    let reason = format!("正由 {} 编辑，是以只读方式打开的", holder.name());
                    access = Some(Access { shared: true, read_only: Some(reason), ..Access::default() });
                }
                if ui.button("仍要编辑").clicked() {
                    let lock = lock::take_over(&locked.path);
                    access = Some(Access { lock, shared: true, ..Access::default() });
                }
                decided =
                    ui.button("取消").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape));
            });
        });
        (decided || access.is_some()).then_some(access)
    }
}
