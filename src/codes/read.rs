//! Reading the CSV files of a year's classifications. Columns are found by their names in the header row, in
//! any order; what each holds is told in `assets/classification/README.md`.

use std::collections::BTreeSet;
use std::rc::Rc;

use csv::{ErrorKind, ReaderBuilder, StringRecord};
use smol_str::SmolStr;

use super::Codes;
use super::code::{Code, Scheme, parent_of, same_name};
use super::pair::{AppliesTo, Pair, PairBasis, Pairs};
use super::problem::{CodesError, Place, Problem};

/// The text of the files of one year.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// `functional.csv`, [`Scheme::Function`].
    pub functional: &'a str,
    /// `dept_economic.csv`, [`Scheme::DepartmentEconomic`].
    pub dept_economic: &'a str,
    /// `gov_economic.csv`, [`Scheme::GovernmentEconomic`].
    pub gov_economic: &'a str,
    /// `revenue.csv`, [`Scheme::Income`].
    pub revenue: &'a str,
    /// `econ_mapping.csv`, the pairs of economic codes.
    pub econ_mapping: &'a str,
}

const CODE_COLUMNS: [&str; 8] = ["code", "name", "parent", "since", "until", "times_seen", "source", "note"];
const PAIR_COLUMNS: [&str; 7] =
    ["dept_code", "gov_code", "applies_to", "status", "times_seen", "source", "note"];

/// What the columns may be called instead, in files that people write.
const OTHER_NAMES: [(&str, &str); 15] = [
    ("编码", "code"),
    ("科目编码", "code"),
    ("名称", "name"),
    ("科目名称", "name"),
    ("上级科目", "parent"),
    ("启用年度", "since"),
    ("停用年度", "until"),
    ("来源", "source"),
    ("说明", "note"),
    ("备注", "note"),
    ("部门科目编码", "dept_code"),
    ("部门预算经济科目", "dept_code"),
    ("政府科目编码", "gov_code"),
    ("政府预算经济科目", "gov_code"),
    ("适用单位", "applies_to"),
];

/// Reads a shipped list of codes: every column is there.
pub(super) fn codes(scheme: Scheme, text: &str) -> Result<Codes, CodesError> {
    read_codes(scheme, file_of(scheme), &CODE_COLUMNS, text, Codes::new(), &Codes::new())
}

/// Reads a list that people wrote over another list: its rows replace those of the same code and stand beside the
/// others. Only code and name must be given.
pub(super) fn codes_over(scheme: Scheme, file: &str, text: &str, base: &Codes) -> Result<Codes, CodesError> {
    read_codes(scheme, file, &["code", "name"], text, base.clone(), base)
}

/// Reads a list that people wrote of all codes that budgets of `year` use, in the place of another list. What is
/// not in it is kept as no longer used, so that it is still known what it was.
pub(super) fn codes_instead(
    scheme: Scheme,
    file: &str,
    text: &str,
    base: &Codes,
    year: i32,
) -> Result<Codes, CodesError> {
    // The rows of table 1 are in no official list.
    let rows = base.iter().filter(|(code, _)| code.starts_with('L'));
    let rows = rows.map(|(code, row)| (code.clone(), row.clone())).collect();
    let mut codes = read_codes(scheme, file, &["code", "name"], text, rows, base)?;
    let mut gone = base.clone();
    // What was thought to begin in this year never did; what is known to begin later may.
    gone.retain(|code, known| !codes.contains_key(code) && known.since != Some(year));
    for code in gone.values_mut().filter(|known| known.since.is_none_or(|since| since < year)) {
        code.until = Some(code.until.map_or(year - 1, |until| until.min(year - 1)));
    }
    codes.append(&mut gone);
    Ok(codes)
}

fn read_codes(
    scheme: Scheme,
    file: &str,
    columns: &[&'static str],
    text: &str,
    mut codes: Codes,
    known: &Codes,
) -> Result<Codes, CodesError> {
    let is_given = |column: &str| columns.contains(&column);
    let mut read = BTreeSet::new();
    let mut lines = Vec::new();
    for row in rows(file, columns, text)? {
        let row = row?;
        let code = row.code("code", scheme)?;
        let parent = parent_of(&code).unwrap_or_default();
        let stated = row.text("parent")?;
        if stated != parent && (is_given("parent") || !stated.is_empty()) {
            let problem = Problem::WrongParent { expected: parent.to_owned(), found: stated.to_owned() };
            return Err(row.error(Some("parent"), problem));
        }
        let (since, until) = (row.year("since")?, row.year("until")?);
        if let (Some(since), Some(until)) = (since, until)
            && since > until
        {
            return Err(row.error(Some("until"), Problem::YearsReversed { since, until }));
        }
        let source = match row.text("source")? {
            "" if !is_given("source") => file,
            _ => row.filled("source")?,
        };
        let name = row.filled("name")?;
        let before = known.get(&code);
        // How likely a code is does not change with its name; what is noted of it, its former name, may.
        let seen = before.map_or(0, |before| before.times_seen);
        let note = match (row.text("note")?, before) {
            ("", Some(before)) if same_name(&before.name, name) => &before.note,
            (note, _) => note,
        };
        let entry = Code {
            name: name.into(),
            parent: (!parent.is_empty()).then(|| parent.into()),
            since,
            until,
            times_seen: row.count("times_seen")?.max(seen),
            source: source.to_owned(),
            note: note.to_owned(),
            code: code.clone(),
        };
        if !read.insert(code.clone()) {
            return Err(row.error(Some("code"), Problem::Duplicate(code.to_string())));
        }
        codes.insert(code.clone(), entry);
        lines.push((code, row.line));
    }
    let orphan = lines.iter().find_map(|(code, line)| {
        let parent = parent_of(code).filter(|parent| !codes.contains_key(*parent))?;
        Some((parent.to_owned(), *line))
    });
    match orphan {
        None => Ok(codes),
        Some((parent, line)) => Err(CodesError {
            place: Place { file: file.to_owned(), line, column: Some("parent") },
            problem: Problem::ParentNotListed(parent),
        }),
    }
}

/// Reads the shipped pairs of economic codes. A pair may name a code that is not listed: what a published
/// budget printed is kept as it was.
pub(super) fn pairs(text: &str) -> Result<Pairs, CodesError> {
    read_pairs("econ_mapping.csv", &PAIR_COLUMNS, text, Pairs::default())
}

/// Reads pairs that people wrote over others. Only the two codes must be given.
pub(super) fn pairs_over(file: &str, text: &str, base: &Pairs) -> Result<Pairs, CodesError> {
    read_pairs(file, &["dept_code", "gov_code"], text, base.clone())
}

fn read_pairs(
    file: &str,
    columns: &[&'static str],
    text: &str,
    mut pairs: Pairs,
) -> Result<Pairs, CodesError> {
    let is_given = |column: &str| columns.contains(&column);
    let mut read = BTreeSet::new();
    for row in rows(file, columns, text)? {
        let row = row?;
        let gov_code = row.code("gov_code", Scheme::GovernmentEconomic)?;
        let applies_to = match row.text("applies_to")? {
            "" if !is_given("applies_to") => AppliesTo::of(&gov_code),
            _ => row.word(
                "applies_to",
                "行政/参公、事业 或 both",
                &[
                    ("行政/参公", AppliesTo::Administration),
                    ("行政", AppliesTo::Administration),
                    ("事业", AppliesTo::Institutions),
                    ("both", AppliesTo::All),
                ],
            )?,
        };
        let basis = match row.text("status")? {
            "" if !is_given("status") => PairBasis::Standard,
            _ => row.word(
                "status",
                "standard、observed-only 或 general",
                &[
                    ("standard", PairBasis::Standard),
                    ("observed-only", PairBasis::ObservedOnly),
                    ("general", PairBasis::General),
                ],
            )?,
        };
        let source = match row.text("source")? {
            "" if !is_given("source") => file,
            _ => row.filled("source")?,
        };
        let pair = Pair {
            dept_code: row.code("dept_code", Scheme::DepartmentEconomic)?,
            gov_code,
            applies_to,
            basis,
            times_seen: row.count("times_seen")?,
            source: source.to_owned(),
            note: row.text("note")?.to_owned(),
        };
        let codes = format!("{} {}", pair.dept_code, pair.gov_code);
        if !read.insert(codes.clone()) {
            return Err(row.error(Some("gov_code"), Problem::Duplicate(codes)));
        }
        pairs.insert(pair);
    }
    Ok(pairs)
}

fn file_of(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Function => "functional.csv",
        Scheme::DepartmentEconomic => "dept_economic.csv",
        Scheme::GovernmentEconomic => "gov_economic.csv",
        Scheme::Income => "revenue.csv",
    }
}

/// One row, with what is needed to find its cells and to say where they are.
struct Row {
    file: Rc<str>,
    /// The columns that must be there.
    columns: Rc<[&'static str]>,
    line: u64,
    header: Rc<StringRecord>,
    cells: StringRecord,
}

fn rows(
    file: &str,
    columns: &[&'static str],
    text: &str,
) -> Result<impl Iterator<Item = Result<Row, CodesError>>, CodesError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| csv_error(file, &error))?.clone();
    let header: StringRecord = header.iter().map(|name| plain_name(name.trim())).collect();
    if let Some(column) = columns.iter().find(|column| !header.iter().any(|name| name == **column)) {
        return Err(missing_column(file, column));
    }
    let (header, file, columns) = (Rc::new(header), Rc::<str>::from(file), Rc::<[_]>::from(columns));
    let mut records = reader.into_records();
    Ok(std::iter::from_fn(move || {
        Some(match records.next()? {
            Ok(cells) => {
                let line = cells.position().map_or(0, csv::Position::line);
                let (file, columns, header) = (file.clone(), columns.clone(), header.clone());
                Ok(Row { file, columns, line, header, cells })
            }
            Err(error) => Err(csv_error(&file, &error)),
        })
    }))
}

/// The name by which a column is known here.
fn plain_name(name: &str) -> &str {
    OTHER_NAMES.iter().find(|(other, _)| *other == name).map_or(name, |(_, plain)| plain)
}

fn missing_column(file: &str, column: &'static str) -> CodesError {
    let place = Place { file: file.to_owned(), line: 1, column: Some(column) };
    CodesError { place, problem: Problem::MissingColumn }
}

fn csv_error(file: &str, error: &csv::Error) -> CodesError {
    let problem = match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Problem::CellCount { expected: *expected_len, found: *len }
        }
        _ => Problem::Csv(error.to_string()),
    };
    let line = error.position().map_or(1, csv::Position::line);
    CodesError { place: Place { file: file.to_owned(), line, column: None }, problem }
}

impl Row {
    fn error(&self, column: Option<&'static str>, problem: Problem) -> CodesError {
        CodesError { place: Place { file: self.file.to_string(), line: self.line, column }, problem }
    }

    /// The cell of the column, without the blanks around it; empty where the file need not have the column.
    fn text(&self, column: &'static str) -> Result<&str, CodesError> {
        let cell = self.header.iter().position(|name| name == column);
        match cell.and_then(|cell| self.cells.get(cell)) {
            Some(text) => Ok(text.trim()),
            None if !self.columns.contains(&column) => Ok(""),
            None => Err(missing_column(&self.file, column)),
        }
    }

    fn filled(&self, column: &'static str) -> Result<&str, CodesError> {
        match self.text(column)? {
            "" => Err(self.error(Some(column), Problem::Empty)),
            text => Ok(text),
        }
    }

    fn code(&self, column: &'static str, scheme: Scheme) -> Result<SmolStr, CodesError> {
        let code = self.filled(column)?;
        match scheme.fault_of_form(code) {
            None => Ok(code.into()),
            Some(_) => Err(self.error(Some(column), Problem::BadCode { code: code.to_owned(), scheme })),
        }
    }

    fn year(&self, column: &'static str) -> Result<Option<i32>, CodesError> {
        match self.text(column)? {
            "" => Ok(None),
            text => match text.parse() {
                Ok(year) if (1949..=9999).contains(&year) => Ok(Some(year)),
                _ => Err(self.error(Some(column), Problem::BadNumber(text.to_owned()))),
            },
        }
    }

    fn count(&self, column: &'static str) -> Result<u32, CodesError> {
        match self.text(column)? {
            "" => Ok(0),
            text => text.parse().map_err(|_| self.error(Some(column), Problem::BadNumber(text.to_owned()))),
        }
    }

    fn word<T: Copy>(
        &self,
        column: &'static str,
        allowed: &'static str,
        words: &[(&str, T)],
    ) -> Result<T, CodesError> {
        let found = self.text(column)?;
        words
            .iter()
            .find(|(word, _)| *word == found)
            .map(|(_, meaning)| *meaning)
            .ok_or_else(|| self.error(Some(column), Problem::BadWord { found: found.to_owned(), allowed }))
    }
}
