//! The units of a new budget: a row of fields for each, or a block of rows pasted from a spreadsheet.

use eframe::egui::{Button, Event, Grid, Id, RichText, ScrollArea, TextEdit, Ui, vec2};

use crate::codes::UnitKind;
use crate::session::UnitPlan;
use crate::text::fold;
use crate::ui::look::named::called;
use crate::ui::look::primary;
use crate::ui::look::style;

/// The columns, as they are headed and as a pasted row has them.
const COLUMNS: [&str; 4] = ["单位代码", "单位名称", "性质", "在职人数"];

const ROW_HEIGHT: f32 = 24.0;

/// The units as they are being typed; the last row is always blank.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Units {
    rows: Vec<Row>,
    /// The row whose kind was chosen: its number of people comes next.
    chosen: Option<usize>,
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
        Self { rows: vec![Row::default()], chosen: None }
    }
}

impl Row {
    fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    /// From a pasted row, with what it says of its kind where that is not understood; `None` for a row of titles.
    fn pasted(line: &str) -> Option<(Self, Option<&str>)> {
        let words: Vec<&str> = match line.contains('\t') {
            true => line.split('\t').map(str::trim).collect(),
            false => line.split([' ', '，', ',', '　']).filter(|word| !word.is_empty()).collect(),
        };
        let word = |at: usize| words.get(at).copied().unwrap_or_default();
        if ["代码", "编码"].iter().any(|title| word(0).contains(title)) {
            return None;
        }
        let kind = UnitKind::named(word(2));
        let odd = Some(word(2)).filter(|said| kind.is_none() && !said.is_empty());
        let row =
            Self { code: word(0).to_owned(), name: word(1).to_owned(), kind, heads: word(3).to_owned() };
        Some((row, odd))
    }

    /// The unit; kinds that are not chosen are missed where standard items go by them.
    ///
    /// # Errors
    /// What is wrong, and in which column.
    fn plan(&self, by_kind: bool) -> Result<UnitPlan, (String, usize)> {
        let (code, name, heads) = (self.code.trim(), self.name.trim(), self.heads.trim());
        if code.is_empty() || name.is_empty() {
            let said = if name.is_empty() { code } else { name };
            let column = usize::from(!code.is_empty());
            return Err((format!("单位“{said}”的代码和名称都要写"), column));
        }
        if self.kind.is_none() && by_kind {
            // The kinds are the stops of Tab before it; what is typed on is the number of people, and must not go on the name.
            return Err((format!("请选“{name}”的性质（行政、参公、事业）：常用项目按性质列出"), 3));
        }
        let heads = match fold(heads).trim_end_matches('人').trim() {
            "" => None,
            number => Some(number.parse().map_err(|_| (format!("“{name}”的在职人数“{heads}”不是整数"), 3))?),
        };
        Ok(UnitPlan { code: code.to_owned(), name: name.to_owned(), kind: self.kind, heads })
    }
}

impl Units {
    /// The units that were typed. `by_kind` says whether each must have its kind.
    ///
    /// # Errors
    /// What is wrong with the first that is not complete, for the user, and in which field.
    pub(super) fn plans(&self, by_kind: bool) -> Result<Vec<UnitPlan>, (String, Id)> {
        let written = self.rows.iter().enumerate().filter(|(_, row)| !row.is_blank());
        let plan = |(at, row): (usize, &Row)| {
            row.plan(by_kind).map_err(|(said, column)| (said, field_id(at, column)))
        };
        written.map(plan).collect()
    }

    /// Where one begins to write them.
    pub(super) fn first_field() -> Id {
        field_id(0, 0)
    }

    /// The fields.
    ///
    /// # Errors
    /// Which units of a block that was pasted are of a kind that is not understood; they are there without it.
    pub(super) fn ui(&mut self, ui: &mut Ui) -> Result<(), String> {
        let pasted = self.paste(ui);
        // In the frame after: the key that chose it is not meant for the next field.
        if let Some(row) = self.chosen.take() {
            ui.memory_mut(|memory| memory.request_focus(field_id(row, 3)));
        }
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
                            if primary::toggled(ui, chosen, kind.short_name()) {
                                row.kind = (!chosen).then_some(kind);
                                self.chosen = row.kind.map(|_| at);
                                ui.ctx().request_repaint();
                            }
                        }
                    });
                    field(ui, 3, &mut row.heads, 56.0);
                    let name = format!("删去单位{}", row.name);
                    if !row.is_blank()
                        && called(ui.add(Button::new("×").frame(false)), &name)
                            .on_hover_text("删去这个单位")
                            .clicked()
                    {
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
        let (rows, odd): (Vec<Row>, Vec<Option<&str>>) = lines.filter_map(Row::pasted).unzip();
        let unsaid = rows.iter().zip(odd).find_map(|(row, odd)| Some((row.name.clone(), odd?)));
        let until = self.rows.len().min(from + rows.len());
        self.rows.splice(from..until, rows);
        self.end_blank();
        unsaid.map_or(Ok(()), |(name, said)| {
            Err(format!("“{name}”的性质“{said}”认不得，请在这一行选择行政、参公或事业"))
        })
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
        for (line, name, kind, heads) in [
            ("902001\t某 局\t行政\t20", "某 局", Some(UnitKind::Administrative), Some(20)),
            ("902001\t某 局\t行政单位\t20人", "某 局", Some(UnitKind::Administrative), Some(20)),
            ("902001 某局 机关 3", "某局", Some(UnitKind::Administrative), Some(3)),
            ("902001 某中心 参照公务员法管理的事业单位", "某中心", Some(UnitKind::CivilServiceManaged), None),
            ("902001，某站，公益一类事业", "某站", Some(UnitKind::Institution), None),
            ("902001 某站", "某站", None, None),
        ] {
            let (row, odd) = Row::pasted(line).unwrap();
            let plan = row.plan(false).unwrap();
            assert_eq!((plan.code.as_str(), plan.name.as_str(), odd), ("902001", name, None), "{line}");
            assert_eq!((plan.kind, plan.heads), (kind, heads), "{line}");
        }
        assert!(Row::pasted("单位代码\t单位名称\t性质\t在职人数").is_none(), "copied with its titles");
    }

    #[test]
    fn a_number_of_persons_is_read_in_any_width() {
        for heads in ["７", "7人", "７ 人"] {
            let row =
                Row { code: "902001".into(), name: "某站".into(), heads: heads.into(), ..Row::default() };
            assert_eq!(row.plan(false).map(|plan| plan.heads), Ok(Some(7)), "{heads}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_unit_is_said() {
        for (line, odd, said) in [
            ("902001 某站 企业", Some("企业"), "请选“某站”的性质"),
            ("902001 某站 行政事业", Some("行政事业"), "请选“某站”的性质"),
            ("902001 某站", None, "请选“某站”的性质"),
            ("902001", None, "代码和名称都要写"),
            ("902001 某站 事业 若干", None, "在职人数“若干”不是整数"),
        ] {
            let (row, not_understood) = Row::pasted(line).unwrap();
            assert_eq!(not_understood, odd, "{line}");
            let (error, _) = row.plan(true).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
        assert_eq!(Units::default().plans(true), Ok(Vec::new()));
    }
}
