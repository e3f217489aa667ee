//! The text beside published tables: a figure that quotes an amount of a table is written as the table prints it, in its
//! own manner. What quotes none is left; a change (增减额) is that of the figures beside it.
//!
//! Where the tables change their unit, the figures that are written in it change along. What no table has keeps it: it is
//! known only as finely as it is written.

mod known;
mod level;
mod unit;

use std::collections::HashMap;

use self::known::{Amounts, Known, is_named, named, only, printed};
pub(super) use self::level::level;
use self::unit::Change;
use super::Precision;
use crate::model::Section;
use crate::money::{self, Decimal};
use crate::narrative::{
    BoundFigure, Extracted, FigureKind, Place, Role, State, extract, number_of, value_of, written_like,
};
use crate::session::Session;

/// How far a change may stand behind its word (增加, 减少), and from the figures that it is of.
const BEHIND: usize = 4;
const BESIDE: usize = 6;
/// No unit is so many powers of ten of another.
const FINEST: u32 = 8;

/// A figure of the text that was written anew, or was not.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quoted {
    pub place: Place,
    /// As it stood there, with its unit.
    pub was: String,
    /// Its number as it stood and as it stands, or why it was left.
    pub became: Became,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Became {
    Rewritten(String, String),
    /// No table has it, and it is written more finely than the tables are.
    Unknown,
    /// It quotes amounts that are printed otherwise, and cannot follow; why.
    Left(String),
}

/// A text in step with printed tables.
pub(super) struct Rewritten {
    pub sections: Vec<Section>,
    pub figures: Vec<Quoted>,
}

/// Rewrites the text of a budget. `printed` is the same budget with printed tables and the text as it was; where
/// `unknown` is said, figures that no table has are rounded by themselves.
pub(super) fn rewrite(exact: &Session, printed: &Session, precision: Precision, unknown: bool) -> Rewritten {
    let rewriting = Rewriting {
        amounts: Amounts::of(&exact.book(), &printed.book()),
        bound: bound(exact, printed),
        digit: precision.digit(exact.format().unit) * exact.format().unit.in_yuan(),
        table_unit: exact.format().unit.in_yuan(),
        unit: Change::of(exact, precision),
        unknown,
    };
    let mut sections = exact.budget().narrative.clone();
    let mut figures = Vec::new();
    for (section, of_section) in sections.iter_mut().enumerate() {
        for (paragraph, text) in of_section.paragraphs.iter_mut().enumerate() {
            let place = Place::paragraph(section, paragraph);
            if let Some(anew) = rewriting.paragraph(place, text, &mut figures) {
                *text = anew;
            }
        }
    }
    Rewritten { sections, figures }
}

/// The figures of the text that are bound to cells, before and behind rounding, by where they stand.
fn bound(exact: &Session, printed: &Session) -> HashMap<(usize, usize, usize), (BoundFigure, BoundFigure)> {
    let (exact, printed) = (exact.verdicts(), printed.verdicts());
    let both = exact.narrative().figures.iter().zip(&printed.narrative().figures);
    let same = both.filter(|(before, now)| before.place == now.place && before.role.is_some());
    let place = |place: Place| (place.section, place.paragraph, place.span.start);
    same.map(|(before, now)| (place(before.place), (before.clone(), now.clone()))).collect()
}

/// What a figure should be, and what it takes to say so.
struct Target {
    yuan: Decimal,
    /// Whether the figure says all digits of what it quotes.
    is_whole: bool,
    /// Whether it may come to nothing: the format says what it is, so that nothing is what the tables say.
    may_vanish: bool,
    /// Whether the tables say it to their last digit, so that it can be said in another unit.
    is_told: bool,
}

impl Target {
    fn of(yuan: Decimal, is_whole: bool) -> Self {
        Self { yuan, is_whole, may_vanish: false, is_told: false }
    }

    fn told(self, is_told: bool) -> Self {
        Self { is_told, ..self }
    }
}

/// A figure on its way.
struct Figure<'k> {
    number: Decimal,
    in_yuan: Decimal,
    /// What its number is in 元, with the sign of its word where it is a change.
    yuan: Decimal,
    is_change: bool,
    /// Whether its unit is the one that changes.
    changes_unit: bool,
    /// The amounts that it may quote.
    known: Vec<&'k Known>,
    target: Option<Result<Target, String>>,
}

struct Rewriting {
    amounts: Amounts,
    bound: HashMap<(usize, usize, usize), (BoundFigure, BoundFigure)>,
    /// One last printed digit, in 元.
    digit: Decimal,
    table_unit: Decimal,
    /// The unit that the tables had and the one that they get, where it is another.
    unit: Option<Change>,
    unknown: bool,
}

impl Rewriting {
    fn paragraph(&self, place: Place, text: &str, quoted: &mut Vec<Quoted>) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let part = |from: usize, to: usize| -> String {
            chars.iter().skip(from).take(to.saturating_sub(from)).collect()
        };
        let found = extract(text);
        let is_amount = |one: &&Extracted| one.kind == FigureKind::Amount && !one.number.is_sign_negative();
        let mut figures: Vec<Figure<'_>> = Vec::new();
        let amounts: Vec<&Extracted> = found.iter().filter(is_amount).collect();
        for (at, one) in found.iter().enumerate().filter(|(_, one)| is_amount(one)) {
            let word = at.checked_sub(1).and_then(|before| found.get(before)).filter(|word| {
                let between = part(word.span.end, one.span.start);
                word.kind == FigureKind::Direction
                    && one.span.start.saturating_sub(word.span.end) <= BEHIND
                    && !between.contains(['，', '。', '；', '到', '至', '后'])
            });
            let sign = word.map_or(Decimal::ONE, |word| word.number);
            let yuan = one.number.saturating_mul(one.in_yuan).saturating_mul(sign);
            let from = amounts.iter().rev().find(|other| other.span.end <= one.span.start);
            let before = part(from.map_or(0, |other| other.span.end), one.span.start);
            let sentence = before.rsplit(['。', '；']).next().unwrap_or_default();
            let known = named(self.amounts.of_number(one.number, one.in_yuan), sentence);
            let bound = self.bound.get(&(place.section, place.paragraph, one.span.start));
            let target = bound.and_then(|(before, now)| self.of_bound(before, now));
            let is_change = word.is_some();
            let of_known = || self.of_known(&known, one, is_named(&known, sentence));
            let target = target.or_else(|| (!is_change).then(of_known).flatten());
            let changes_unit = self.unit.as_ref().is_some_and(|unit| unit.is_of(one, &chars));
            let (number, in_yuan) = (one.number, one.in_yuan);
            figures.push(Figure { number, in_yuan, yuan, is_change, changes_unit, known, target });
        }
        for at in 0..figures.len() {
            if figures.get(at).is_some_and(|figure| figure.is_change && figure.target.is_none()) {
                let target = self.of_change(&figures, at);
                figures.get_mut(at)?.target = target;
            }
        }
        let mut anew = chars.clone();
        for (one, figure) in amounts.iter().zip(&figures).rev() {
            let was = part(one.span.start, one.span.end);
            let place = Place { span: one.span, ..place };
            let Some(became) = self.became(&was, figure) else { continue };
            if let Became::Rewritten(old, new) = &became {
                let end = one.span.start + old.chars().count();
                anew.splice(one.span.start..end.min(anew.len()), new.chars());
            }
            quoted.push(Quoted { place, was, became });
        }
        let anew: String = anew.into_iter().collect();
        (anew != text).then_some(anew)
    }

    /// What a figure should be that is bound to cells; `None` where the tables decide, an error where it stays.
    fn of_bound(&self, before: &BoundFigure, now: &BoundFigure) -> Option<Result<Target, String>> {
        let is_change = before.role == Some(Role::Change);
        let is_right = matches!(before.state, State::Agrees) || is_change && before.state == State::Rounding;
        // How a figure changed is reckoned from exact figures: those that are printed would make another change of it.
        let expected = if is_change { before.expected } else { now.expected };
        match (&before.state, expected, before.stated) {
            (State::Differs, ..) => Some(Err(String::new())),
            (_, Some(expected), Some(stated)) if is_right => {
                let yuan = expected.checked_mul(self.table_unit)?;
                if expected.is_sign_negative() != stated.is_sign_negative() && !expected.is_zero() {
                    return Some(Err("舍位后增减方向不同".to_owned()));
                }
                let is_whole = before.expected == before.stated;
                Some(Ok(Target { yuan: yuan.abs(), is_whole, may_vanish: true, is_told: true }))
            }
            _ => None,
        }
    }

    /// What a figure should be by the amounts that it may quote, which the words before it name or do not.
    fn of_known(&self, known: &[&Known], one: &Extracted, is_named: bool) -> Option<Result<Target, String>> {
        if one.number.is_zero() {
            return Some(Ok(Target::of(Decimal::ZERO, false).told(true)));
        }
        let own = one.number.checked_mul(one.in_yuan)?;
        let is_whole = known.iter().any(|known| known.exact == own);
        let as_written = |yuan: Decimal| {
            let decimals = self.decimals(one.number, one.in_yuan, &Target::of(yuan, is_whole));
            yuan.checked_div(one.in_yuan).map(|value| money::round(value, decimals))
        };
        let ways: Vec<Decimal> = printed(known).into_iter().collect();
        let first = *ways.first()?;
        if ways.iter().all(|other| as_written(*other) == as_written(first)) {
            // What only looks like a figure of the tables is not said more finely than it was.
            let is_told = (is_whole || is_named) && ways.len() == 1;
            return Some(Ok(Target::of(first, is_whole).told(is_told)));
        }
        // Several amounts, printed differently: that which is the figure's own rounding, else nobody can say which is meant.
        let rounded = |way: &&Decimal| as_written(own) == as_written(**way);
        if let Some(yuan) = ways.iter().find(rounded) {
            return Some(Ok(Target::of(*yuan, false)));
        }
        let mut said: Vec<String> = Vec::new();
        for known in known {
            let shown = known.printed.checked_div(one.in_yuan).unwrap_or_default().normalize();
            if said.len() < 2 && !said.iter().any(|other| other.ends_with(&format!(" {shown}"))) {
                said.push(format!("{}印作 {shown}", known.called));
            }
        }
        Some(Err(said.join("，")))
    }

    /// What a change should be: the difference of the figures that it is of, as they are printed.
    fn of_change(&self, figures: &[Figure<'_>], at: usize) -> Option<Result<Target, String>> {
        let change = figures.get(at)?;
        let beside: Vec<&Figure<'_>> = figures
            .iter()
            .enumerate()
            .filter(|(other, one)| *other != at && other.abs_diff(at) <= BESIDE && !one.is_change)
            .map(|(_, one)| one)
            .collect();
        let new = |figure: &Figure<'_>| match &figure.target {
            Some(Ok(target)) => self.rounded(figure, target),
            _ => figure.yuan,
        };
        let is_told = |figure: &Figure<'_>| matches!(&figure.target, Some(Ok(target)) if target.is_told);
        let of_two = beside.iter().find_map(|now| {
            let last = beside.iter().find(|last| now.yuan - last.yuan == change.yuan)?;
            Some((new(now) - new(last), true, is_told(now) && is_told(last)))
        });
        // Last year's figure is not told: it is that of the same row from which the change leads here.
        let of_one = || {
            let now = figures.get(..at)?.iter().rev().find(|one| !one.is_change)?;
            let last = (now.yuan - change.yuan).checked_div(change.in_yuan)?;
            let is_same_row = |known: &&Known| {
                now.known
                    .iter()
                    .any(|own| (&own.cell.table, &own.cell.row) == (&known.cell.table, &known.cell.row))
            };
            let last = self.amounts.of_number(money::round(last, change.number.scale()), change.in_yuan);
            let last: Vec<&Known> = last.into_iter().filter(is_same_row).collect();
            let is_whole = last.iter().any(|last| now.yuan - last.exact == change.yuan);
            Some((new(now) - only(&last)?, is_whole, is_told(now)))
        };
        let own = || {
            let is_whole = change.known.iter().any(|known| known.exact == change.yuan.abs());
            only(&change.known).map(|own| (own, is_whole, is_whole))
        };
        let (yuan, is_whole, is_told) = match of_two.or_else(of_one) {
            Some((yuan, ..))
                if yuan.is_sign_negative() != change.yuan.is_sign_negative() && !yuan.is_zero() =>
            {
                return Some(Err("舍位后增减方向不同".to_owned()));
            }
            Some((yuan, is_whole, is_told)) => (yuan.abs(), is_whole, is_told),
            None => own().unwrap_or((change.yuan.abs(), false, false)),
        };
        Some(Ok(Target::of(yuan, is_whole).told(is_told)))
    }

    /// With how many decimals a figure says its target: its own, as far as the tables have them, and more where it said all
    /// digits before and needs them now.
    fn decimals(&self, number: Decimal, in_yuan: Decimal, target: &Target) -> u32 {
        let in_digits = |decimals: &u32| {
            let power = Decimal::from(10_u64.pow(*decimals));
            self.digit.checked_mul(power).and_then(|digit| digit.checked_div(in_yuan))
        };
        let is_fine = |decimals: &u32| in_digits(decimals).is_some_and(|digit| digit.fract().is_zero());
        let most = (0..=FINEST).find(is_fine).unwrap_or(FINEST);
        let own = number.scale().min(most);
        let needed = target.yuan.checked_div(in_yuan).map_or(own, |value| value.normalize().scale());
        if target.is_whole { own.max(needed.min(most)) } else { own }
    }

    /// The change of unit of a figure, if it changes its own.
    fn change(&self, figure: &Figure<'_>, target: &Target) -> Option<&Change> {
        self.unit.as_ref().filter(|_| figure.changes_unit && target.is_told)
    }

    /// What a figure says then: in which unit, and the number with its decimals.
    fn said(&self, figure: &Figure<'_>, target: &Target) -> Option<(Decimal, Decimal, u32)> {
        let (in_yuan, decimals) = match self.change(figure, target) {
            Some(_) if figure.number.is_zero() => (figure.in_yuan, figure.number.scale()),
            Some(change) => (change.to.unit.in_yuan(), change.to.decimals),
            None => (figure.in_yuan, self.decimals(figure.number, figure.in_yuan, target)),
        };
        Some((in_yuan, money::round(target.yuan.checked_div(in_yuan)?, decimals), decimals))
    }

    /// The same in 元.
    fn rounded(&self, figure: &Figure<'_>, target: &Target) -> Decimal {
        let said = self.said(figure, target);
        said.and_then(|(in_yuan, value, _)| value.checked_mul(in_yuan)).unwrap_or(target.yuan)
    }

    /// What becomes of a figure; `None` where it stays and nothing is to be said of that.
    fn became(&self, was: &str, figure: &Figure<'_>) -> Option<Became> {
        let written = number_of(was);
        value_of(written).filter(|value| *value == figure.number)?;
        let by_itself = Target::of(figure.yuan.abs(), false);
        let target = match &figure.target {
            Some(Ok(target)) if figure.changes_unit && !target.is_told => return self.untold(was, figure),
            None if figure.changes_unit => return self.untold(was, figure),
            Some(Ok(target)) => target,
            Some(Err(why)) => return (!why.is_empty()).then(|| Became::Left(why.clone())),
            None if self.unknown => &by_itself,
            None => {
                let decimals = self.decimals(figure.number, figure.in_yuan, &by_itself);
                return (money::round(figure.number, decimals) != figure.number).then_some(Became::Unknown);
            }
        };
        let (_, value, decimals) = self.said(figure, target)?;
        if value.is_zero() && !figure.number.is_zero() && !target.may_vanish {
            return Some(Became::Left("取整后为 0".to_owned()));
        }
        if let Some(change) = self.change(figure, target) {
            let anew = change.written(was, value, decimals)?;
            return Some(Became::Rewritten(was.to_owned(), anew));
        }
        let anew = written_like(written, value, decimals);
        (anew != written).then(|| Became::Rewritten(written.to_owned(), anew))
    }

    /// What becomes of a figure in the unit that changes, of which the tables do not say how fine it is. If it is not known
    /// otherwise it stays as it is, in its unit: to round it there would be of no use to anybody.
    fn untold(&self, was: &str, figure: &Figure<'_>) -> Option<Became> {
        let change = self.unit.as_ref()?;
        let decimals = change.to.decimals;
        let anew = change.same(figure.number).and_then(|value| change.written(was, value, decimals));
        Some(anew.map_or(Became::Unknown, |anew| Became::Rewritten(was.to_owned(), anew)))
    }
}
