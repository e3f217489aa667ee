//! Handing the budget in front in as a package, and opening such a package: it is held against its list first, and what
//! was found is said.

use std::path::Path;

use eframe::egui::Context;

use crate::document::{Verified, is_package, pack, verify};
use crate::file::backup::Copies;
use crate::file::{self, write_file_keeping};
use crate::ui::dialogs::handing_in::HandingIn;
use crate::ui::dialogs::system::Ask;
use crate::ui::safety::locking::Access;
use crate::ui::shell::app::App;
use crate::ui::shell::dialog::Dialog;
use crate::ui::shell::file_purpose::Purpose;
use crate::ui::shell::files;

impl App {
    /// Shows what stands against handing the document in front in.
    pub(super) fn ask_hand_in(&mut self) {
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        if let Some(asked) = HandingIn::begin(document) {
            self.dialogs.open_of(Some(document.id()), Dialog::HandIn(asked));
        }
    }

    /// Asks where the package goes.
    pub(super) fn ask_place_of_package(&mut self, ctx: &Context) {
        let Some(document) = self.document() else {
            return;
        };
        let suggested = files::suggested_place(document).with_extension("zip");
        self.ask_for(ctx, Purpose::HandIn, Ask::to_hand_in(suggested));
    }

    /// Writes the package.
    pub(in crate::ui) fn hand_in_to(&mut self, place: &Path) {
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        let packed =
            file::must_end(place, &["zip"]).and_then(|()| pack(&document.session, &document.file.extras));
        let written = packed.and_then(|bytes| {
            write_file_keeping(place, &bytes, &Copies::unasked(file::data_folder()))
                .map_err(|error| format!("{}：{error}", place.display()))
        });
        match written {
            Ok(written) => {
                let copy = if written.copy.is_some() { "，原来的内容已留作备份" } else { "" };
                document.message = Some(format!("已打包到 {}{copy}", written.path.display()));
            }
            Err(error) => self.dialogs.error(error),
        }
    }

    /// Opens the budget of a package, and says whether the package is what its list says. `false` for another file.
    pub(super) fn open_package(&mut self, path: &Path) -> bool {
        if !is_package(path) {
            return false;
        }
        let was_asked = self.asks();
        let opened = verify(path, &self.formats).and_then(|verified| {
            let Some(text) = &verified.budget else {
                return Err(format!("{}：{}", path.display(), verified.wrong.join("；")));
            };
            let document = files::open_text(text, &self.formats)?;
            Ok((document, verified))
        });
        match opened {
            Ok((mut document, verified)) => {
                let said = said(&verified);
                document.message = Some(format!("报送的压缩包里的预算，还没有存成文件；{said}"));
                let all = verified.wrong.iter().chain(&verified.remarks).cloned();
                let all: Vec<String> =
                    std::iter::once(format!("{}：{said}", path.display())).chain(all).collect();
                document.file.notices.splice(..0, all.iter().cloned());
                self.protect_opened(&mut document, Access::default());
                self.recent.add(path);
                self.show_anew(document, was_asked);
                if !verified.wrong.is_empty() {
                    self.dialogs.error(all.join("\n"));
                }
            }
            Err(error) => self.dialogs.error(error),
        }
        true
    }
}

fn said(verified: &Verified) -> String {
    let findings = &verified.manifest.findings;
    let held = verified.words();
    let counts = [
        ("已说明理由的错误", findings.answered_errors),
        ("警告", findings.warnings),
        ("提示", findings.hints),
    ];
    let counts = counts.iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("{name} {count}"));
    let counts: Vec<String> = counts.collect();
    match counts.is_empty() {
        true => format!("{held}（打包时没有留着的问题）"),
        false => format!("{held}（打包时：{}）", counts.join("，")),
    }
}
