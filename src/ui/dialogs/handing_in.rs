//! Before a budget is handed in (报送打包): the errors that were neither mended nor answered with a reason, each a way to
//! its place, and what else wants looking at. Without such errors it goes on to where the package is put.

use eframe::egui::{self, Context, Key, Label, Modal, RichText};

use crate::document::{Options, describe, unanswered};
use crate::text::visible;
use crate::ui::document::Document;
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;
use crate::ui::request::Request;

/// Errors that are listed at most.
const LISTED: usize = 200;

/// A budget about to be handed in.
#[derive(Clone, Debug)]
pub(crate) struct HandingIn {
    /// Unanswered errors: their positions among the findings, and their words.
    open: Vec<(usize, String)>,
    /// What of the documents wants looking at.
    remarks: Vec<String>,
}

impl HandingIn {
    /// Looks at a document; nothing where a cell is being edited that cannot be entered.
    pub(crate) fn begin(document: &mut Document) -> Option<Self> {
        if !document.commit() {
            return None;
        }
        document.follow_text();
        let open = unanswered(&document.session).map(|(at, finding)| (at, finding.message)).collect();
        let remarks = describe(&document.session, &Options::default()).remarks;
        Some(Self { open, remarks })
    }

    /// Draws it; what it is, as long as it stays open.
    pub(crate) fn show(self, ctx: &Context, document: &mut Document) -> Option<Self> {
        let (mut chosen, mut done, mut closed, mut wrote) = (None, false, false, false);
        Modal::new(egui::Id::unique("handing in")).show(ctx, |ui| {
            room::width(ui, 560.0);
            ui.heading("报送打包");
            room::body(ui, |ui| {
                ui.add_space(4.0);
                let small = |text: &str| Label::new(RichText::new(text).font(style::small())).wrap();
                ui.add(small("预算文件、公开文本和带各文件 SHA-256 的清单放进一个压缩包；收到的人可以用“打开”或 yusuan verify 核对。"));
                ui.add_space(6.0);
                ui.scope(|ui| {
                    ui.set_min_width(540.0);
                    if self.open.is_empty() {
                        ui.label("没有留着没改、也没说明理由的错误。");
                    } else {
                        ui.add(
                            Label::new(format!(
                                "有 {} 个错误没有改正，也没有写明理由（豁免），不能打包。点一条去改，或在问题列表里豁免并写明理由：",
                                self.open.len()
                            ))
                            .wrap(),
                        );
                        for (at, message) in self.open.iter().take(LISTED) {
                            if ui.link(visible(message)).clicked() {
                                chosen = Some(*at);
                            }
                        }
                        if self.open.len() > LISTED {
                            ui.label(format!("……还有 {} 个", self.open.len() - LISTED));
                        }
                    }
                    if !self.remarks.is_empty() {
                        ui.add_space(6.0);
                        ui.label("公开文本里要核对的：");
                        for remark in &self.remarks {
                            ui.add(small(&visible(remark)));
                        }
                    }
                });
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let escape = ui.input(|input| input.key_pressed(Key::Escape));
                let may = self.open.is_empty();
                done = primary::chosen(ui, may, "打包…");
                closed = ui.button("取消").clicked() || escape;
                if !may {
                    let hint = "照模板写的段落里的数、占比、增减按表里的数改过来；自己写的不动";
                    wrote = ui.button("先按模板写说明文字").on_hover_text(hint).clicked();
                }
            });
        });
        if let Some(finding) = chosen {
            document.choose_finding(finding);
            return None;
        }
        if wrote {
            document.write_narrative();
            return Self::begin(document);
        }
        if done {
            document.requests.push(Request::HandIn);
        }
        (!done && !closed).then_some(self)
    }
}
