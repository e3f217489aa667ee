//! A budget saved as a template for new ones (模板).

use std::path::{Path, PathBuf};

use eframe::egui::Context;

use crate::file::backup::Copies;
use crate::file::{self, Extras};
use crate::session::as_template;
use crate::ui::dialogs::system::Ask;
use crate::ui::shell::app::App;
use crate::ui::shell::file_purpose::Purpose;
use crate::ui::shell::files;

impl App {
    /// From now on templates are looked for in these folders only; the last is where new ones go.
    pub fn set_templates(&mut self, folders: Vec<PathBuf>) {
        self.templates = folders;
    }

    /// Asks where the budget in front is saved as a template.
    pub(in crate::ui) fn save_template(&mut self, ctx: &Context) {
        let Some(document) = self.document() else {
            return;
        };
        let name = files::suggested_place(document);
        let name = name.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = self.templates.last().cloned().unwrap_or_default();
        // Where it cannot be made, the dialog opens somewhere else.
        let _ = std::fs::create_dir_all(&folder);
        let suggested = folder.join(format!("{name}-模板.ron"));
        self.ask_for(ctx, Purpose::Template, Ask::to_save("另存为模板", suggested));
    }

    /// Saves the budget in front as a template.
    pub(in crate::ui) fn save_template_in(&mut self, place: &Path) {
        let copies = Copies::unasked(self.protection.data.clone());
        if self.refuse_open_elsewhere(place, self.active) {
            return;
        }
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        if document.file.path.as_deref().is_some_and(|own| file::same_file(own, place)) {
            return self.dialogs.error("这是打开着的预算文件；模板不含金额，请另取文件名".to_owned());
        }
        let session = &document.session;
        let template = as_template(session.format(), session.budget());
        match file::save_keeping(place, &template, &Extras::default(), None, &copies) {
            Ok(_) => {
                let is_listed = self.templates.iter().any(|folder| place.parent() == Some(folder));
                let how = match is_listed {
                    true => "新建预算时可以选它".to_owned(),
                    false => format!(
                        "放进 {} 后，新建预算时可以选它",
                        self.templates.last().map(|folder| folder.display().to_string()).unwrap_or_default()
                    ),
                };
                document.message =
                    Some(format!("已存为模板（不含金额和说明文字）：{}；{how}", place.display()));
            }
            Err(error) => self.dialogs.error(format!("{}：{error}", place.display())),
        }
    }
}
