//! The chosen unit's part of the budget in front as a file of its own (拆出单位).

use std::path::Path;

use eframe::egui::Context;

use crate::compare::split_off;
use crate::file::backup::Copies;
use crate::file::{self, Extras};
use crate::ui::dialogs::system::Ask;
use crate::ui::shell::app::App;
use crate::ui::shell::file_purpose::Purpose;
use crate::ui::shell::files;

impl App {
    /// Asks where the part of the unit goes that is chosen on the left.
    pub(super) fn ask_place_of_unit(&mut self, ctx: &Context) {
        let Some(document) = self.document_mut() else {
            return;
        };
        let Some((_, name)) = document.look.unit.clone() else {
            document.message = Some("先在左边点要拆出的单位，再拆出它的预算".to_owned());
            return;
        };
        let place = files::suggested_place(document);
        let stem = place.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let suggested = place.with_file_name(format!("{stem}-{}.ron", files::fit_for_a_name(&name)));
        self.ask_for(ctx, Purpose::UnitOut, Ask::to_save("拆出单位预算", suggested));
    }

    /// Writes it.
    pub(in crate::ui) fn split_unit_to(&mut self, place: &Path) {
        let copies = Copies::unasked(self.protection.data.clone());
        if self.refuse_open_elsewhere(place, self.active) {
            return;
        }
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        let Some((code, name)) = document.look.unit.clone() else {
            return;
        };
        if document.file.path.as_deref().is_some_and(|own| file::same_file(own, place)) {
            return self.dialogs.error("这是部门的文件；单位的部分请另取文件名".to_owned());
        }
        let session = &document.session;
        let saved = split_off(session.format(), session.budget(), &code).and_then(|part| {
            file::save_keeping(place, &part, &Extras::default(), None, &copies)
                .map_err(|error| format!("{}：{error}", place.display()))
        });
        match saved {
            Ok(saved) => {
                let copy = match saved.copy {
                    Some(Ok(_)) => "，原来的内容已留作备份".to_owned(),
                    Some(Err(reason)) => format!("，但原来的内容没有留下备份：{reason}"),
                    None => String::new(),
                };
                document.message = Some(format!(
                    "{name}的明细已拆出到 {}{copy}；填好后用“文件 → 汇入单位预算…”汇回",
                    place.display()
                ));
            }
            Err(error) => self.dialogs.error(error),
        }
    }
}
