//! The window. It draws what a [`crate::session::Session`] says and hands it what the user does; no
//! figure is computed and no budget is changed here.
//!
//! Functions that draw end in `_ui`. Every command stands once in `commands`, which feeds menus,
//! shortcuts and the toolbar.

mod accepting;
mod acts;
mod adjusted;
mod app;
mod asking;
mod backups;
mod beginning;
mod binding;
mod block;
mod chooser;
mod choosing;
mod commands;
mod comments;
mod compare;
mod desktop;
mod dialogs;
mod document;
mod drafts;
mod files;
mod filtering;
mod find;
mod findings;
mod fonts;
mod goto;
mod grid;
mod grouping;
mod guard;
mod inspector;
mod leaving;
mod local;
mod locking;
mod menus;
mod narrative;
mod navigation;
mod pages;
mod palette;
mod paths;
mod places;
mod preview;
mod proposing;
mod recent;
mod reckoning;
mod reconciling;
mod rendering;
mod restoring;
mod rows;
mod rule_editor;
mod rules_list;
mod running;
mod settings;
mod shown;
mod sounds;
mod status;
mod stepping;
mod style;
mod taking_in;
mod templates;
mod trace;
mod turns;
mod typing;
mod waiving;
mod watching;
mod widths;

use std::cell::Cell;
use std::path::PathBuf;
use std::rc::Rc;

use eframe::egui;

pub use accepting::Acceptance;
pub use app::App;
pub use block::{Clipboard, NativeClipboard, TextOnly};
pub use dialogs::{Answer, Ask, Dialogs, Filter, Kind, NativeDialogs};
pub use document::{Document, Page};
pub use grid::cell::cell_name;
pub use recent::Recent;
pub use shown::{Showing, Shown};
pub use widths::Widths;

/// Why the window did not open.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WindowError(String);

/// Opens the window with the given files and stays until it is closed. `wrong` is told at the start.
///
/// # Errors
/// Says in Chinese that there is no display, or what else kept the window from opening, and names the
/// commands that need none.
pub fn run(files: Vec<PathBuf>, wrong: Vec<String>) -> Result<(), WindowError> {
    let advice =
        "没有图形界面也可以用命令行：yusuan check 文件.ron（检查）、yusuan show 文件.ron --table 3（看表）。";
    if cfg!(all(unix, not(target_os = "macos")))
        && ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"]
            .iter()
            .all(|name| std::env::var_os(name).is_none())
    {
        return Err(WindowError(format!(
            "打不开窗口：没有图形显示（DISPLAY 与 WAYLAND_DISPLAY 都没有设置）。{advice}"
        )));
    }
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("预算编辑器")
            .with_app_id("yusuan")
            .with_inner_size([1440.0, 900.0])
            .with_min_inner_size([800.0, 500.0]),
        ..Default::default()
    };
    let began = Rc::new(Cell::new(false));
    let begins = began.clone();
    let ended = eframe::run_native(
        "yusuan",
        options,
        Box::new(move |context| {
            let mut app = App::new(&context.egui_ctx, Box::new(NativeDialogs), recent::load())
                .with_clipboard(Box::new(NativeClipboard::new()))
                .with_widths(Widths::load())
                .with_acceptance(Acceptance::load());
            app.protect(crate::file::data_folder()).set(settings::Settings::load());
            fonts::add_system_fallback(&context.egui_ctx);
            app.errors.extend(wrong.clone());
            app.open_at_start(&files);
            begins.set(true);
            Ok(Box::new(app))
        }),
    );
    ended.map_err(|error| {
        let no_opengl = rendering::lacks_opengl(&error);
        if no_opengl && !began.get() {
            rendering::start_again_in_software();
        }
        let reason =
            if no_opengl { rendering::advice(&error) } else { format!("打不开窗口：{error}。") };
        WindowError(format!("{reason}{advice}"))
    })
}
