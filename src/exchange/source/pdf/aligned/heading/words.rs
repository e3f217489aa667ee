//! The words of a header: what stands together in one line, and what goes on in the next.

use super::super::super::frame::{Area, Letter};
use super::super::super::lines::Line;

/// Words of two columns stand at least this far apart, where no blank is printed between them.
const TOUCH: f32 = 0.12;
/// The same where one is.
const APART: f32 = 1.0;
/// Letters of one word reach at most this far into each other.
const OVER: f32 = 0.4;
/// The next line of a word stands nearer below it than this.
const WRAPPED: f32 = 1.47;
/// What stands together in one line of a word: figures and Chinese characters have a little space between.
const MIXED: f32 = 0.5;

/// Words that are one column's however far their letters are set apart, as 类 款 项 are not.
const SPACED: [&str; 10] = ["金额", "合计", "小计", "总计", "科目", "名称", "编码", "单位", "备注", "数量"];

/// A word of the header, on one line.
#[derive(Clone, Debug)]
pub(in super::super) struct Word {
    pub text: String,
    pub area: Area,
    pub size: f32,
    /// Its lines.
    pub lines: usize,
    /// Where the second of them begins.
    pub second: f32,
}

impl Word {
    fn of(line: &Line) -> Self {
        Self { text: line.text(), area: line.area, size: line.size, lines: 1, second: line.area.top }
    }

    pub(super) fn middle(&self) -> f32 {
        f32::midpoint(self.area.top, self.area.bottom)
    }

    pub(super) fn center(&self) -> f32 {
        f32::midpoint(self.area.left, self.area.right)
    }

    /// Whether words beside it stand in the middle of its lines but the first, which may be a group's then, and with the
    /// beginning of its own lost below that.
    pub(super) fn may_begin_above(&self, beside: &[&Self]) -> bool {
        let rest = f32::midpoint(self.second, self.area.bottom);
        let near = |other: &&Self| {
            (other.middle() - rest).abs() < 0.3 * self.size
                && (other.middle() - self.middle()).abs() > 0.4 * self.size
        };
        self.lines > 2 && beside.len() > 1 && beside.iter().all(near)
    }

    pub(super) fn below(&self, above: &Self) -> f32 {
        (self.middle() - above.middle()) / above.size.max(self.size)
    }

    fn is_one(&self) -> bool {
        self.text.chars().count() == 1
    }

    /// How much of the narrower of two stands above or below the other, from 0 to 1.
    pub(super) fn shares(&self, other: &Self) -> f32 {
        let (own, others) = (self.area.right - self.area.left, other.area.right - other.area.left);
        overlap(self.area, (other.area.left, other.area.right)) / own.min(others).max(0.1)
    }
}

pub(super) fn overlap(area: Area, (left, right): (f32, f32)) -> f32 {
    (area.right.min(right) - area.left.max(left)).max(0.0)
}

/// The words of a line of the header; `bands` are the columns of the figures below.
pub(in super::super) fn words(line: &Line, bands: &[(f32, f32)]) -> Vec<Word> {
    let mut pieces: Vec<Vec<Letter>> = Vec::new();
    let mut blank = false;
    for letter in &line.letters {
        if letter.is_blank() {
            blank = true;
            continue;
        }
        let open = pieces.last_mut().filter(|piece| {
            piece.last().is_some_and(|last| {
                let changes = last.text.is_ascii() != letter.text.is_ascii();
                let apart = if blank {
                    APART
                } else if changes {
                    MIXED
                } else {
                    TOUCH
                };
                // Texts that are printed over each other follow each other as they were drawn.
                let gap = letter.left - last.right;
                gap <= apart * letter.size.max(0.1) && gap > -OVER * letter.size
            })
        });
        match open {
            Some(piece) => piece.push(letter.clone()),
            None => pieces.push(vec![letter.clone()]),
        }
        blank = false;
    }
    let mut out: Vec<Word> = Vec::new();
    for word in pieces.into_iter().filter_map(Line::new).map(|piece| Word::of(&piece)) {
        // 合    计 is one word, 类 款 项 above three columns are three.
        let parted = |before: &Word| {
            let between = (before.area.right, word.area.left);
            bands.windows(2).any(|pair| {
                matches!(pair, [one, next] if one.1 < between.1 && next.0 > between.0 && next.0 < word.area.right)
            })
        };
        match out.last_mut().filter(|before| before.text.chars().count() < 4) {
            Some(before)
                if word.is_one()
                    && word.area.left - before.area.right < 5.0 * word.size
                    && before.text.chars().all(|c| !c.is_ascii())
                    && is_spaced(before, word.size)
                    && !(is_level(&before.text) && is_level(&word.text))
                    && (!parted(before)
                        || SPACED.contains(&format!("{}{}", before.text, word.text).as_str())) =>
            {
                before.text.push_str(&word.text);
                before.area = before.area.joined(word.area);
            }
            _ => out.push(word),
        }
    }
    out
}

/// Whether a word is the name of a level of codes, which stand in columns beside each other.
fn is_level(text: &str) -> bool {
    ["类", "款", "项"].contains(&text)
}

/// Whether a word is one character, or several that stand apart.
fn is_spaced(word: &Word, size: f32) -> bool {
    let count = word.text.chars().count() as f32;
    count == 1.0 || word.area.right - word.area.left > (count + 0.3 * (count - 1.0)) * size
}

/// Where letters of a line stand over each other, from where to where.
pub(in super::super) fn crowded(line: &Line) -> impl Iterator<Item = (f32, f32)> {
    let near = |one: &Letter, next: &Letter| OVER * one.size.min(next.size);
    line.letters.windows(2).filter_map(move |pair| match pair {
        [one, next] if one.right - next.left > near(one, next) => {
            Some((next.left.min(one.left), one.right.max(next.right)))
        }
        _ => None,
    })
}

/// Words of several columns that were printed over each other, because their cells were too small: parts of them may be
/// lost.
pub(super) fn over_each_other(lines: &[Vec<Word>]) -> Vec<Area> {
    let words: Vec<&Word> = lines.iter().flatten().collect();
    let meet = |one: &Word, other: &Word| {
        let near = 0.3 * one.size.min(other.size);
        // A group's word may be printed over that of the column in its middle.
        let aside = (one.center() - other.center()).abs() > 2.0 * near;
        let high = one.area.bottom.min(other.area.bottom) - one.area.top.max(other.area.top);
        aside && overlap(one.area, (other.area.left, other.area.right)) > near && high > 2.0 * near
    };
    let beside = |(at, one): (usize, &Word)| {
        words.iter().skip(at + 1).find(|other| meet(one, other)).map(|other| one.area.joined(other.area))
    };
    words.iter().copied().enumerate().filter_map(beside).collect()
}

/// Whether what stands below is the next line of a word: in the middle below it, and nearer than rows are.
pub(in super::super) fn goes_on(above: &Area, below: &Area, size: f32) -> bool {
    let apart = (below.bottom - above.bottom) / size.max(0.1);
    let center = |area: &Area| f32::midpoint(area.left, area.right);
    apart > 0.9 && apart < WRAPPED && (center(below) - center(above)).abs() < 0.4 * size
}

/// Words with the lines that they go on over: one in the middle below the other, and nearer than rows are.
pub(super) fn whole(lines: &[Vec<Word>]) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for word in lines.iter().flatten() {
        let above = out.iter_mut().find(|above| {
            (word.size - above.size).abs() < 0.1 * word.size && goes_on(&above.area, &word.area, word.size)
        });
        match above {
            Some(above) => {
                if above.lines == 1 {
                    above.second = word.area.top;
                }
                above.lines += 1;
                above.text.push_str(&word.text);
                above.area = above.area.joined(word.area);
            }
            None => out.push(word.clone()),
        }
    }
    out
}
