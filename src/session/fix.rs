//! The correction of a finding as a step, where it is evident what should stand there: a figure of the text
//! that quotes a cell, a stated total, an entered figure whose mistake has a name (digits transposed, a
//! slipped decimal, the wrong unit or sign). Where only people can tell which side is wrong, there is none.

use rust_decimal::Decimal;

use super::Session;
use crate::calc::lines_of;
use crate::edit::{Batch, Edit};
use crate::model::{CellAddress, Layer, Value};
use crate::money;
use crate::narrative::{BoundFigure, Role as Saying, number_of, value_of, written_like};
use crate::rules::Finding;
use crate::schema::Role;

/// What a finding can be corrected by.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, for a button: `改为 2577.62`.
    pub label: String,
    /// The step.
    pub step: Batch,
}

impl Session {
    /// The correction of a finding; `None` where it is not evident.
    pub fn fix(&self, finding: usize) -> Option<Fix> {
        let finding = self.verdicts().findings().get(finding)?;
        let expected = finding.expected?;
        if finding.sentence.is_some() {
            return self.fix_in_text(&finding, expected);
        }
        let address = finding.address.as_ref()?;
        let others = finding.suspects.iter().any(|suspect| suspect != address);
        let book = self.book();
        let cell = book.cell(address)?;
        // A figure that one line makes is corrected there.
        if cell.role == Role::SumOfLines
            && finding.cause.is_some()
            && !others
            && let [line] = lines_of(&book, address).as_slice()
            && let Some(own) = book.cell(line).filter(|own| own.number() == cell.number())
        {
            return Some(self.fix_cell(Layer::Input, line, expected, own.decimals()));
        }
        let layer = match cell.role {
            // The total that a document states against its own figures.
            _ if cell
                .disagreement()
                .is_some_and(|(stated, computed)| (Some(stated), computed) == (finding.actual, expected)) =>
            {
                Layer::Stated
            }
            Role::Input if finding.cause.is_some() && !others => Layer::Input,
            Role::Input if self.is_of_formula(&finding.rule.id) => Layer::Input,
            _ => return None,
        };
        Some(self.fix_cell(layer, address, expected, cell.decimals()))
    }

    /// The budget lines that a wrong figure is added up from, and that people have to go through; none where it is entered.
    pub fn lines_to_mend(&self, finding: usize) -> Vec<CellAddress> {
        let found = self.verdicts().findings().get(finding).filter(|found| found.sentence.is_none());
        let Some(found) = found.filter(|found| found.expected.is_some()) else {
            return Vec::new();
        };
        let book = self.book();
        let is_of_lines =
            |address: &&CellAddress| book.cell(address).is_some_and(|cell| cell.role == Role::SumOfLines);
        // The cell that is suspected before the one where it shows.
        let cells = found.suspects.iter().chain(&found.address);
        cells.filter(is_of_lines).map(|address| lines_of(&book, address)).next().unwrap_or_default()
    }

    /// What the button for the correction of a finding says: what it does, or that these are so many lines to go through.
    pub fn fix_in_words(&self, finding: usize) -> Option<String> {
        let of_lines = || match self.lines_to_mend(finding).len() {
            0 => None,
            lines => Some(format!("由 {lines} 条明细汇总，请逐条修改：只看这些明细")),
        };
        self.fix(finding).map(|fix| fix.label).or_else(of_lines)
    }

    /// The step that puts the reason of a change behind what the narrative says of it (主要原因).
    ///
    /// # Errors
    /// Says in Chinese why there is no place for it.
    pub fn write_reason(&self, cell: &CellAddress, reason: &str) -> Result<Batch, String> {
        let reading = self.verdicts().narrative();
        let of_change = |figure: &&BoundFigure| matches!(figure.role, Some(Saying::Change | Saying::Rate));
        let figure = reading.quoting(cell).filter(of_change).last();
        let place = figure.ok_or("说明里没有写这个数的增减；可以复制成文字，自己放进去")?.place;
        let mut sections = self.budget.narrative.clone();
        let section =
            sections.get_mut(place.section).and_then(|section| section.paragraphs.get_mut(place.paragraph));
        let paragraph = section.ok_or("说明里没有这一段")?;
        let (before, rest) = split_at_char(paragraph, place.span.end).ok_or("说明里没有这一段")?;
        let end = rest.find(['；', '。', ';']).unwrap_or(rest.len());
        let (own, after) = rest.split_at(end);
        if own.contains("原因") || after.chars().skip(1).take(6).collect::<String>().contains("原因") {
            return Err("说明里这一句已经写了原因".to_owned());
        }
        *paragraph = format!("{before}{own}，主要原因：{}{after}", reason.trim());
        Ok(Batch::one("把原因写入说明", Edit::SetNarrative(sections)))
    }

    /// Whether a rule holds amounts against their formulas.
    fn is_of_formula(&self, rule: &str) -> bool {
        self.format.standards.as_ref().is_some_and(|list| list.rule() == rule)
    }

    fn fix_cell(&self, layer: Layer, address: &CellAddress, value: Decimal, decimals: u32) -> Fix {
        let label = format!("改为 {}", money::in_full(value, decimals));
        let edit = Edit::SetCell { layer, address: address.clone(), value: Some(Value::Amount(value)) };
        Fix { step: Batch::one(format!("{label} {}", self.called(address)), edit), label }
    }

    /// Puts the expected number in place of the one in the text, in the same writing.
    fn fix_in_text(&self, finding: &Finding, expected: Decimal) -> Option<Fix> {
        let place = finding.sentence?;
        let figures = &self.verdicts().narrative().figures;
        let here = |figure: &&BoundFigure| figure.place == place && figure.stated == finding.actual;
        let figure = figures.iter().find(here)?;
        let mut sections = self.budget.narrative.clone();
        let paragraph = sections.get_mut(place.section)?.paragraphs.get_mut(place.paragraph)?;
        let Corrected { text, digits, right } = corrected(figure, paragraph, expected)?;
        *paragraph = text;
        let label = format!("把文中的 {digits} 改为 {right}");
        Some(Fix { step: Batch::one(label.clone(), Edit::SetNarrative(sections)), label })
    }
}

/// A paragraph with another number in place of one.
pub(super) struct Corrected {
    /// The paragraph.
    pub text: String,
    /// The number that stood there, and the one that does now, as they are written.
    pub digits: String,
    pub right: String,
}

/// A paragraph with the expected number in place of a figure's, in the same writing; `None` where words would have to
/// change, too, or it is written in another unit than that in which it is compared.
pub(super) fn corrected(figure: &BoundFigure, paragraph: &str, expected: Decimal) -> Option<Corrected> {
    let stated = figure.stated?;
    // A direction in words (减少) would have to be written anew, which is for people.
    if expected.is_sign_negative() != stated.is_sign_negative() && !expected.is_zero() {
        return None;
    }
    let digits = number_of(&figure.text);
    let written = value_of(digits)?;
    if written != stated.abs() {
        return None;
    }
    let decimals = written.scale().max(if written.scale() == 0 { 0 } else { 2 });
    let right = written_like(digits, expected, decimals);
    let (before, rest) = split_at_char(paragraph, figure.place.span.start)?;
    let after = rest.strip_prefix(digits)?;
    let text = format!("{before}{right}{after}");
    Some(Corrected { text, digits: digits.to_owned(), right })
}

/// A text before and from its `at`th character.
fn split_at_char(text: &str, at: usize) -> Option<(&str, &str)> {
    let byte = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(at)?;
    text.split_at_checked(byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Formats;

    #[test]
    fn evident_mistakes_are_corrected_and_nothing_else_is_offered() {
        let text = include_str!("../../assets/samples/焦作市委办公室-2023.ron");
        let loaded = crate::file::from_text(text, &Formats::embedded()).unwrap();
        let mut session = Session::new(loaded.budget, loaded.format);
        let find = |session: &Session, part: &str| {
            let findings = session.verdicts().findings();
            findings.iter().position(|finding| finding.message.contains(part))
        };
        for (part, label) in
            [("写作 0.04%", "把文中的 0.04 改为 4.00"), ("写作 2564.34万元", "把文中的 2564.34 改为 2577.62")]
        {
            let at = find(&session, part).unwrap();
            let fix = session.fix(at).unwrap();
            assert_eq!(fix.label, label);
            let before = session.verdicts().findings().len();
            session.apply(fix.step).unwrap();
            assert!(find(&session, part).is_none(), "{part} is corrected");
            assert!(session.verdicts().findings().len() < before);
        }
        // The reason for a change goes behind what is said of it, once.
        let cell: CellAddress = "T9!预算数!“三公”经费合计".parse().unwrap();
        let step = session.write_reason(&cell, "压减开支").unwrap();
        session.apply(step).unwrap();
        let text =
            &session.budget().narrative.iter().find(|section| section.key == "三公").unwrap().paragraphs[0];
        assert!(text.contains("下降0.32%，主要原因：压减开支。"), "{text}");
        assert!(session.write_reason(&cell, "压减开支").is_err());
        // A sentence as a whole, a code, a missing table: nobody can tell but people.
        let without =
            (0..session.verdicts().findings().len()).filter(|at| session.fix(*at).is_none()).count();
        assert!(without > 10);
    }
}
