//! The window. It draws what a [`crate::session::Session`] says and hands it what the user does: an open budget is changed by its
//! session alone. Budgets that are not open (others to compare, drafts of lines) are computed here, by `calc`.
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

use crate::codes::Classifications;

pub use dialogs::system::{Answer, Ask, Dialogs, Filter, Kind, NativeDialogs};
pub use document::{Document, Drafts, Look, OpenFile, Page};
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
pub fn run(
    files: Vec<PathBuf>,
    classifications: Classifications,
    wrong: Vec<String>,
) -> Result<(), WindowError> {
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
                .with_classifications(classifications)
                .with_clipboard(Box::new(NativeClipboard::new()))
                .with_widths(Widths::load())
                .with_acceptance(Acceptance::load());
            app.protect(crate::file::data_folder()).set(&context.egui_ctx, look::settings::Settings::load());
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
        let reason = if no_opengl {
            look::rendering::advice(&error)
        } else {
            format!("打不开窗口：{}。", without_source(&error.to_string()))
        };
        WindowError(format!("{reason}{advice}"))
    })
}

/// What a system reported, without the place in the program's source from which it came.
fn without_source(error: &str) -> String {
    let is_source = |word: &str| word.contains(".rs:") || word.contains(".rs\"") || word.contains("/.cargo/");
    let mut said = String::new();
    for word in error.split_whitespace() {
        if !is_source(word) {
            said.push_str(if said.is_empty() { "" } else { " " });
            said.push_str(word);
            continue;
        }
        // os error at src/x.rs:7: no compositor.
        let before = said.trim_end_matches(':').trim_end_matches(" at").len();
        said.truncate(before);
        said.push_str(if word.ends_with(':') { ":" } else { "" });
    }
    said
}

#[cfg(test)]
mod tests {
    use super::without_source;

    #[test]
    fn nobody_is_shown_where_in_the_source_something_failed() {
        for (told, said) in [
            (
                "winit EventLoopError: os error at ~/.cargo/registry/src/x/linux/mod.rs:765: no compositor",
                "winit EventLoopError: os error: no compositor",
            ),
            ("os error at linux/mod.rs:765", "os error"),
            ("no display", "no display"),
        ] {
            assert_eq!(without_source(told), said);
        }
    }
}
