//! Before a budget is handed in (报送打包): the errors that were neither mended nor answered with a reason, each a way to
//! its place, and what else wants looking at. Without such errors it goes on to where the package is put.

use eframe::egui::{self, Context, Key, Label, Modal, RichText};

use crate::calc::Cell;
use crate::document::{Options, describe, unanswered};
use crate::narrative::open_in_words;
use crate::schema::{ColumnKind, Severity};
use crate::session::Passage;
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
    /// Whether no amount was entered in any table.
    is_blank: bool,
    /// How many warnings and hints stand open besides: they do not keep it from being handed in.
    besides: [usize; 2],
    /// Places of the text that nobody has filled in, with where they stand.
    blanks: Vec<(Passage, String)>,
    /// What else of the documents wants looking at.
    remarks: Vec<String>,
}

/// Whether a budget has no amount in any table that is printed: standards and head-counts are none.
fn is_blank(document: &Document) -> bool {
    let book = document.session.book();
    let has_amount = |cell: &Cell<'_>| {
        cell.column.kind == ColumnKind::Amount && cell.number().is_some_and(|number| !number.is_zero())
    };
    let mut printed = book.sheets().filter(|sheet| sheet.schema.number.is_some());
    !printed.any(|sheet| sheet.rows().any(|row| row.cells().any(|cell| has_amount(&cell))))
}

impl HandingIn {
    /// Looks at a document; nothing where a cell is being edited that cannot be entered.
    pub(crate) fn begin(document: &mut Document) -> Option<Self> {
        if !document.commit() {
            return None;
        }
        document.follow_text();
        let open = unanswered(&document.session).map(|(at, finding)| (at, finding.message)).collect();
        let count = |severity| {
            let listed = document.session.verdicts().findings().listed();
            listed.iter().filter(|one| one.is_open() && one.found.severity == severity).count()
        };
        let besides = [Severity::Warning, Severity::Hint].map(count);
        let mut remarks = describe(&document.session, &Options::default()).remarks;
        let blanks = document.blanks_in_words();
        if let Some(told) = open_in_words(document.session.budget()).filter(|_| !blanks.is_empty()) {
            remarks.retain(|remark| *remark != told);
        }
        Some(Self { open, is_blank: is_blank(document), besides, blanks, remarks })
    }

    /// Draws it; what it is, as long as it stays open.
    pub(crate) fn show(self, ctx: &Context, document: &mut Document) -> Option<Self> {
        let (mut chosen, mut done, mut closed, mut wrote) = (None, false, false, false);
        let mut blank = None;
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
                    if self.is_blank {
                        let colour = style::severity_colour(Severity::Error, ui.visuals());
                        let said = "这份预算里还没有录入一个金额，打出来的包里是空表。请先录入各表的数（按明细编制的，录入预算明细），或打开要报送的那一份。";
                        ui.add(Label::new(RichText::new(said).color(colour)).wrap());
                        ui.add_space(6.0);
                    }
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
                    let [warnings, hints] = self.besides;
                    let counts = [("警告", warnings), ("提示", hints)].into_iter().filter(|(_, count)| *count > 0);
                    let counts: Vec<String> = counts.map(|(name, count)| format!("{name} {count}")).collect();
                    if !counts.is_empty() {
                        ui.label(format!("另有{}，不妨碍打包，写进清单。", counts.join("、")));
                    }
                    if !self.blanks.is_empty() {
                        ui.add_space(6.0);
                        ui.label(format!("说明文字里有 {} 处没有填写，点一条去填：", self.blanks.len()));
                        for (at, said) in self.blanks.iter().take(LISTED) {
                            if ui.link(visible(said)).clicked() {
                                blank = Some(*at);
                            }
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
        if let Some(at) = blank {
            document.show_passage(at);
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
