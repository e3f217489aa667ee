//! The units of a new budget: a row of fields for each, or a block of rows pasted from a spreadsheet.

use eframe::egui::{Button, Event, Grid, Id, RichText, ScrollArea, Sense, TextEdit, Ui, vec2};

use crate::codes::UnitKind;
use crate::session::UnitPlan;
use crate::ui::style;

/// The columns, as they are headed and as a pasted row has them.
const COLUMNS: [&str; 4] = ["单位代码", "单位名称", "性质", "在职人数"];

const ROW_HEIGHT: f32 = 24.0;

/// The units as they are being typed; the last row is always blank.
#[derive(Clone, Debug)]
pub(super) struct Units {
    rows: Vec<Row>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    code: String,
    name: String,
    kind: Option<UnitKind>,
    heads: String,
}

impl Default for Units {
    fn default() -> Self {
        Self { rows: vec![Row::default()] }
    }
}

impl Row {
    fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    /// From a pasted row. What its kind says stands there or is `Err`.
    fn pasted(line: &str) -> Result<Self, String> {
        let words: Vec<&str> = match line.contains('\t') {
            true => line.split('\t').map(str::trim).collect(),
            false => line.split([' ', '，', ',', '　']).filter(|word| !word.is_empty()).collect(),
        };
        let word = |at: usize| words.get(at).copied().unwrap_or_default();
        let kind = match word(2) {
            "" => None,
            said => Some(
                UnitKind::ALL
                    .into_iter()
                    .find(|kind| said.starts_with(kind.short_name()))
                    .ok_or_else(|| format!("“{line}”里的性质“{said}”应为行政、参公或事业"))?,
            ),
        };
        Ok(Self { code: word(0).to_owned(), name: word(1).to_owned(), kind, heads: word(3).to_owned() })
    }

    /// The unit; kinds that are not chosen are missed where standard items go by them.
    fn plan(&self, by_kind: bool) -> Result<UnitPlan, String> {
        let (code, name, heads) = (self.code.trim(), self.name.trim(), self.heads.trim());
        if code.is_empty() || name.is_empty() {
            let said = if name.is_empty() { code } else { name };
            return Err(format!("单位“{said}”的代码和名称都要写"));
        }
        if self.kind.is_none() && by_kind {
            return Err(format!("请选“{name}”的性质（行政、参公、事业）：常用项目按性质列出"));
        }
        let heads = match heads.trim_end_matches('人') {
            "" => None,
            number => Some(number.parse().map_err(|_| format!("“{name}”的在职人数“{heads}”不是整数"))?),
        };
        Ok(UnitPlan { code: code.to_owned(), name: name.to_owned(), kind: self.kind, heads })
    }
}

impl Units {
    /// The units that were typed. `by_kind` says whether each must have its kind.
    ///
    /// # Errors
    /// What is wrong with the first that is not complete, for the user.
    pub fn plans(&self, by_kind: bool) -> Result<Vec<UnitPlan>, String> {
        self.rows.iter().filter(|row| !row.is_blank()).map(|row| row.plan(by_kind)).collect()
    }

    /// The fields.
    ///
    /// # Errors
    /// What is wrong with a block that was pasted; nothing of it is taken then.
    pub fn ui(&mut self, ui: &mut Ui) -> Result<(), String> {
        let pasted = self.paste(ui);
        let faint = style::palette(ui.visuals()).faint;
        let mut gone = None;
        ui.horizontal(|ui| {
            ui.label(RichText::new("单位").font(style::strong()));
            let said = "可从 Excel 粘贴几行：代码、名称、性质、人数";
            ui.label(RichText::new(said).font(style::small()).color(faint));
        });
        let rows = ScrollArea::vertical().id_salt("units").max_height(150.0);
        rows.auto_shrink([false, true]).show(ui, |ui| {
            Grid::new("units of a new budget").num_columns(5).spacing([6.0, 4.0]).show(ui, |ui| {
                let heads = COLUMNS.map(|title| ui.label(RichText::new(title).font(style::small())).id);
                ui.end_row();
                for (at, row) in self.rows.iter_mut().enumerate() {
                    let field = |ui: &mut Ui, column: usize, text: &mut String, width: f32| {
                        let label = heads.get(column).copied().unwrap_or(Id::NULL);
                        let edit = TextEdit::singleline(text).id(field_id(at, column));
                        ui.add_sized(vec2(width, ROW_HEIGHT), edit).labelled_by(label);
                    };
                    field(ui, 0, &mut row.code, 80.0);
                    field(ui, 1, &mut row.name, 190.0);
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = 2.0;
                        for kind in UnitKind::ALL {
                            let chosen = row.kind == Some(kind);
                            let button =
                                Button::selectable(chosen, kind.short_name()).frame_when_inactive(true);
                            if ui.add(button).clicked() {
                                row.kind = (!chosen).then_some(kind);
                            }
                        }
                    });
                    field(ui, 3, &mut row.heads, 56.0);
                    // The keyboard goes from field to field.
                    let button = Button::new("×").frame(false).sense(Sense::CLICK);
                    if !row.is_blank() && ui.add(button).on_hover_text("删去这个单位").clicked() {
                        gone = Some(at);
                    }
                    ui.end_row();
                }
            });
        });
        if let Some(at) = gone {
            self.rows.remove(at);
        }
        self.end_blank();
        pasted
    }

    /// Takes a pasted block of rows, from the row on that the keyboard is in. A single word is the field's.
    fn paste(&mut self, ui: &Ui) -> Result<(), String> {
        let focused = ui.memory(|memory| memory.focused());
        let is_in = |at: &usize| (0..COLUMNS.len()).any(|column| focused == Some(field_id(*at, column)));
        let Some(from) = (0..self.rows.len()).find(is_in) else {
            return Ok(());
        };
        let mut block = None;
        ui.input_mut(|input| {
            input.events.retain(|event| match event {
                Event::Paste(text) if text.trim().contains(['\n', '\t', ' ', '，', ',']) => {
                    block = Some(text.clone());
                    false
                }
                _ => true,
            });
        });
        let Some(block) = block else {
            return Ok(());
        };
        let lines = block.lines().filter(|line| !line.trim().is_empty());
        let rows: Vec<Row> = lines.map(Row::pasted).collect::<Result<_, _>>()?;
        let until = self.rows.len().min(from + rows.len());
        self.rows.splice(from..until, rows);
        self.end_blank();
        Ok(())
    }

    fn end_blank(&mut self) {
        if self.rows.last().is_none_or(|row| !row.is_blank()) {
            self.rows.push(Row::default());
        }
    }
}

fn field_id(row: usize, column: usize) -> Id {
    Id::unique(("unit of a new budget", row, column))
}

#[cfg(test)]
mod tests {
    use super::{Row, Units};
    use crate::codes::UnitKind;

    #[test]
    fn a_pasted_row_is_a_unit() {
        for line in ["902001\t某 局\t行政\t20", "902001\t某 局\t行政单位\t20人"] {
            let plan = Row::pasted(line).unwrap().plan(true).unwrap();
            assert_eq!((plan.code.as_str(), plan.name.as_str()), ("902001", "某 局"));
            assert_eq!((plan.kind, plan.heads), (Some(UnitKind::Administrative), Some(20)));
        }
        let plan = Row::pasted("902002 某站").unwrap().plan(false).unwrap();
        assert_eq!((plan.kind, plan.heads), (None, None));
    }

    #[test]
    fn what_is_wrong_with_a_unit_is_said() {
        for (line, said) in [
            ("902001 某站 企业", "性质“企业”应为行政、参公或事业"),
            ("902001 某站", "请选“某站”的性质"),
            ("902001", "代码和名称都要写"),
            ("902001 某站 事业 若干", "在职人数“若干”不是整数"),
        ] {
            let error = Row::pasted(line).and_then(|row| row.plan(true).map(|_| ())).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
        assert_eq!(Units::default().plans(true), Ok(Vec::new()));
    }
}
