//! The window. It draws what a [`crate::session::Session`] says and hands it what the user does; no
//! figure is computed and no budget is changed here.
//!
//! Functions that draw end in `_ui`. Every command stands once in `commands`, which feeds menus,
//! shortcuts and the toolbar.

mod commands;
mod dialogs;
mod document;
mod look;
mod pages;
mod panels;
mod request;
mod safety;
mod shell;
mod table;

use std::cell::Cell;
use std::path::PathBuf;
use std::rc::Rc;

use eframe::egui;

pub use dialogs::system::{Answer, Ask, Dialogs, Filter, Kind, NativeDialogs};
pub use document::{Document, Page};
pub use look::amounts::{Showing, Shown};
pub use look::widths::Widths;
pub use request::Printing;
pub use safety::acceptance::Acceptance;
pub use shell::app::App;
pub use shell::recent::Recent;
pub use table::block::{Clipboard, NativeClipboard, TextOnly};
pub use table::grid::cell::cell_name;

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
            .all(|name| std::env::var_os(name).is_none_or(|value| value.is_empty()))
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
            let mut app = App::new(&context.egui_ctx, Box::new(NativeDialogs), shell::recent::load())
                .with_clipboard(Box::new(NativeClipboard::new()))
                .with_widths(Widths::load())
                .with_acceptance(Acceptance::load());
            app.protect(crate::file::data_folder()).set(look::settings::Settings::load());
            app.end_with(safety::ending::Ending::watch(&context.egui_ctx));
            look::fonts::add_system_fallback(&context.egui_ctx);
            app.tell(wrong.clone());
            app.open_at_start(&files);
            begins.set(true);
            Ok(Box::new(app))
        }),
    );
    ended.map_err(|error| {
        let no_opengl = look::rendering::lacks_opengl(&error);
        if no_opengl && !began.get() {
            look::rendering::start_again_in_software();
        }
        let reason =
            if no_opengl { look::rendering::advice(&error) } else { format!("打不开窗口：{error}。") };
        WindowError(format!("{reason}{advice}"))
    })
}
