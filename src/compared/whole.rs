//! All views of a comparison in one document, for who asks for a file and looks at no page: a table of differences for
//! each step from one budget to the next, each table that differs, what made its total change, and what the text says.

use super::tables::{beside, differences, stated, steps, years};
use super::{Handout, PICTURE, Subject, charted};
use crate::compare::chart::Chart;
use crate::compare::{
    Change, ComparedColumn, ComparedTable, Follows, Trend, Waterfall, first_changed, most_changed,
};
use crate::model::TableKey;
use crate::narrative::BoundFigure;
use crate::text::squeezed;

/// How high a picture of a figure over the years is, in points.
const HIGH: f32 = 360.0;

/// Which of the views are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chosen {
    /// All of them.
    #[default]
    All,
    /// 全部差异.
    Differences,
    /// 各表对照.
    Tables,
    /// 增减构成.
    Steps,
    /// 历年走势.
    Years,
    /// 说明中的增减.
    Stated,
}

impl Chosen {
    /// All there is to choose from.
    pub const ALL: [Self; 6] =
        [Self::All, Self::Differences, Self::Tables, Self::Steps, Self::Years, Self::Stated];

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "全部",
            Self::Differences => "全部差异",
            Self::Tables => "各表对照",
            Self::Steps => "增减构成",
            Self::Years => "历年走势",
            Self::Stated => "说明中的增减",
        }
    }

    /// Whether it shows a chart, of which a column may be chosen.
    pub fn has_chart(self) -> bool {
        matches!(self, Self::All | Self::Steps | Self::Years)
    }

    fn is(self, view: Self) -> bool {
        self == Self::All || self == view
    }
}

/// What is wanted of a comparison.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// Which views.
    pub view: Chosen,
    /// The amounts that charts are of, by the title of their column; the first that changed where nothing
    /// is said.
    pub column: Option<&'a str>,
    /// What was left out of the changes, in words.
    pub left_out: Option<&'a str>,
}

/// The columns of amounts of a table that are called so; all of them where nothing is said.
pub fn amounts<'t>(
    table: &'t ComparedTable,
    called: Option<&'t str>,
) -> impl Iterator<Item = &'t ComparedColumn> {
    let is_called = move |column: &&ComparedColumn| {
        let Some(called) = called.map(squeezed) else { return true };
        let (title, key) = (squeezed(&column.title), squeezed(column.column.key.as_str()));
        // By its own words alone, too: 金额 of 收入 金额.
        let own = squeezed(column.column.title());
        [&*title, &*key, &*own].contains(&&*called)
    };
    table.columns.iter().filter(|column| column.column.kind.is_number()).filter(is_called)
}

/// The views that are wanted. `changes` come with the budgets between which they are; `told` is what the text of the
/// newest says of changes. The chart is that of the first table whose figures are known in both of the last budgets.
pub fn described(
    of: &Subject<'_>,
    changes: &[(usize, usize, Change)],
    told: &[BoundFigure],
    wanted: Wanted<'_>,
) -> Handout {
    let Wanted { view: chosen, column, left_out } = wanted;
    let mut tables = Vec::new();
    if chosen.is(Chosen::Differences) {
        for to in 1..of.books.len() {
            let own: Vec<Change> =
                changes.iter().filter(|(_, of, _)| *of == to).map(|(.., change)| change.clone()).collect();
            let books = of.books.get(..=to).unwrap_or_default();
            let follows = Follows::of(&own, books);
            let (following, own): (Vec<&Change>, Vec<&Change>) =
                own.iter().partition(|change| follows.is(change, books));
            let (entered, sums) = (own.len(), following.len());
            let mut sheet = differences(of, (to - 1, to), own.into_iter().chain(following));
            if sums > 0 && entered > 0 {
                sheet.notes.push(format!("前 {entered} 行之后的 {sums} 行是随之变动的合计。"));
            }
            sheet.notes.extend(left_out.map(str::to_owned));
            if of.books.len() > 2 {
                sheet.short = format!("差异 {}", of.short(to));
            }
            tables.push(sheet);
        }
    }
    let differs = |table: &&ComparedTable| changes.iter().any(|(.., change)| change.table == table.key);
    if chosen.is(Chosen::Tables) {
        for table in of.comparison.tables.iter().filter(differs) {
            let rows: Vec<usize> = (0..table.rows.len()).collect();
            tables.push(beside(of, table, &rows));
        }
    }
    let first = of.comparison.tables.iter().filter(differs).find_map(|table| taken_apart(of, table, column));
    if let Some((table, what, shown)) = first.filter(|_| chosen.is(Chosen::Steps)) {
        let sheet = steps(of, &table, &what, &shown);
        let last = of.books.len().saturating_sub(1);
        let names = (of.short(last.saturating_sub(1)), of.short(last));
        let bars = Chart::of_waterfall(&shown, names, of.decimals(), PICTURE);
        tables.push(charted(sheet, &bars));
    }
    let first = of.comparison.tables.iter().filter(differs).find_map(|table| foremost(of, table, column));
    if let Some((table, trend)) = first.filter(|_| chosen.is(Chosen::Years)) {
        let sheet = years(of, &table, &trend);
        let line = Chart::of_trend(&trend, of.short, of.decimals(), [PICTURE, HIGH]);
        tables.push(charted(sheet, &line));
    }
    if let [.., last, newest] = of.books
        && chosen.is(Chosen::Stated)
        && !told.is_empty()
    {
        tables.push(stated(newest, &format!("{}的文件", last.budget.year_in_words()), told));
    }
    Handout::of(format!("对比：{}", of.names.join(" → ")), tables)
}

/// What made an amount of a table change; nothing where no row of it is known to have changed.
fn taken_apart(
    of: &Subject<'_>,
    table: &ComparedTable,
    column: Option<&str>,
) -> Option<(TableKey, String, Waterfall)> {
    let is_asked = column.is_some();
    let last = of.books.len().checked_sub(1)?;
    let sides = (last.checked_sub(1)?, last);
    let (column, shown) = first_changed(table, of.books, sides, amounts(table, column))?;
    // What does not come to the table's own total is for somebody who asks for it, and is told that it does not.
    (is_asked || shown.printed.is_none())
        .then(|| (table.key.clone(), format!("{} {}", table.title, column.title), shown))
}

/// The row of a table that changed most in an amount, over the years.
fn foremost(of: &Subject<'_>, table: &ComparedTable, column: Option<&str>) -> Option<(TableKey, Trend)> {
    let column = amounts(table, column).next()?;
    let rows: Vec<_> = table.rows.iter().filter(|row| row.section == column.section).collect();
    let row = rows.get(most_changed(table, of.books, &rows, column))?;
    Some((table.key.clone(), Trend::of(table, of.books, of.names, row, column)))
}
