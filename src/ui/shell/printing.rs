//! Printing what the preview shows: the pages as a file in the program's own folder, handed on to the system.

use std::path::{Path, PathBuf};

use crate::ui::request::Printing;
use crate::ui::shell::app::App;

impl App {
    /// Prints pages, or shows them in the system's viewer.
    pub(super) fn print(&mut self, how: Printing, name: &str, bytes: &[u8]) {
        let data = self.protection.data.clone();
        let done = place(data.as_deref(), name).and_then(|place| {
            std::fs::write(&place, bytes)
                .map_err(|error| format!("{}：写不成要打印的文件：{error}", place.display()))?;
            self.desktop.print(&place, how)
        });
        match done {
            Ok(said) => {
                if let Some(document) = self.document_mut() {
                    document.message = Some(said);
                }
            }
            Err(error) => self.dialogs.error(error),
        }
    }
}

/// Where the file that is printed stands: one of each name.
fn place(data: Option<&Path>, name: &str) -> Result<PathBuf, String> {
    let folder = data.map_or_else(std::env::temp_dir, Path::to_owned).join("打印");
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("{}：建不成文件夹：{error}", folder.display()))?;
    let name: String =
        name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    Ok(folder.join(name))
}
