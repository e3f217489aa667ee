//! What an import leaves to be read: lines that found no place (未归位的文字), and what was noticed (读入时的说明).

use eframe::egui::{Frame, Label, RichText, ScrollArea, Ui, vec2};

use crate::model::NoteKind;
use crate::rules::imported;
use crate::text::visible;
use crate::ui::commands::Command;
use crate::ui::document::Document;
use crate::ui::look::style;
use crate::ui::request::Request;

/// Lines of an imported document that found no place.
pub(crate) fn unplaced_ui(ui: &mut Ui, document: &mut Document) {
    let mut reveal = None;
    let palette = style::palette(ui.visuals());
    text_page_ui(ui, |ui| {
        ui.heading("未归位的文字");
        ui.label("导入时没有认出归属的行，原样保存在文件里，不参与计算和检查。");
        ui.add_space(6.0);
        for line in &document.session.budget().unplaced {
            let spot = document.origin().and_then(|origin| Some((origin, origin.line(line.line)?)));
            ui.horizontal(|ui| {
                let said = RichText::new(format!("第 {} 行　{}", line.line, line.reason));
                ui.label(said.font(style::small()).color(palette.faint));
                if let Some((origin, spot)) = spot {
                    let place = RichText::new(format!("原件 {}", origin.name(&spot))).font(style::small());
                    if ui.link(place).on_hover_text("在原件里看这一处").clicked() {
                        reveal = Some(spot);
                    }
                }
            });
            ui.add(Label::new(line.text.replace('\t', " │ ")).wrap());
        }
    });
    document.look.reveal_original = reveal.or(document.look.reveal_original);
}

/// What was noticed when the file was read or imported.
pub(crate) fn notices_ui(ui: &mut Ui, document: &mut Document) {
    let mut other_format = false;
    text_page_ui(ui, |ui| {
        ui.heading("读入时的说明");
        ui.add_space(6.0);
        // What was come here for.
        let asked = document.selected_finding();
        let asked = asked.filter(|finding| finding.rule.id.starts_with(imported::PREFIX));
        if let Some(finding) = asked {
            let colour = style::severity_colour(finding.severity, ui.visuals());
            let heading = format!("{}　{}", finding.severity.label(), finding.rule.heading());
            ui.label(RichText::new(heading).font(style::strong()).color(colour));
            ui.add(Label::new(visible(&finding.message)).wrap());
            ui.add_space(6.0);
        }
        if document.has_originals() {
            ui.horizontal_wrapped(|ui| {
                let format = document.session.format();
                let fit = document.file.fits.iter().find(|fit| fit.format == format.id);
                let fit = fit.map(|fit| format!("，{}", fit.words())).unwrap_or_default();
                ui.label(format!("按表式“{}”读入{fit}", format.name));
                other_format = ui.button("换一种表式…").clicked();
            });
            ui.add_space(6.0);
        }
        for notice in &document.file.notices {
            ui.add(Label::new(notice).wrap());
        }
        let notes = &document.session.budget().notes;
        let imported = notes.iter().filter(|(key, _)| key.kind == NoteKind::Import);
        for (at, (key, note)) in imported.enumerate() {
            if at == 0 {
                ui.add_space(6.0);
                ui.label(RichText::new("导入时记在文件里的").font(style::strong()));
            }
            let sign = if note.settled { "·" } else { "！" };
            ui.add(Label::new(format!("{sign} {} {}：{}", key.place, key.of, note.text)).wrap());
        }
    });
    if other_format {
        document.requests.push(Request::Command(Command::ChooseFormat));
    }
}

fn text_page_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    Frame::new().inner_margin(vec2(20.0, 10.0)).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.set_max_width(ui.available_width().min(760.0));
            content(ui);
        });
    });
}
