//! What several tests share: finding files, and showing a budget as text.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use yusuan::calc::{Book, Figures};
use yusuan::model::{Budget, Coverage};
use yusuan::schema::{Format, RowShape};

/// A path in the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Runs the program in the repository.
pub fn yusuan(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yusuan")).args(arguments).current_dir(repository("")).output().unwrap()
}

/// What it said.
pub fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A published document, or `None` and a message where the folder is absent.
pub fn published(name: &str) -> Option<PathBuf> {
    let found = repository("../shared/documents").join(name);
    if found.is_file() {
        return Some(found);
    }
    skipped(&found);
    None
}

/// Notes that a test is skipped because something is not there. What a test that passes says is not shown: which were skipped is
/// written to the file that `SKIPPED_TESTS` names.
pub fn skipped(missing: &Path) {
    eprintln!("skipped: {} is not there", missing.display());
    if let Some(list) = std::env::var_os("SKIPPED_TESTS") {
        let thread = std::thread::current();
        let line = format!("{}\n", thread.name().unwrap_or("a test"));
        // One write a line: several tests end at once.
        let mut list = std::fs::OpenOptions::new().create(true).append(true).open(list).unwrap();
        list.write_all(line.as_bytes()).unwrap();
    }
}

/// A format of the tests.
pub fn format(name: &str) -> Format {
    let path = repository("tests/data/formats").join(name);
    Format::parse(name, &std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

/// Rows with anything in them, a line each: key, then the cells as shown. A stated total that differs is
/// shown behind the computed one.
pub fn rows(budget: &Budget, format: &Format, table: &str) -> String {
    let figures = Figures::compute(budget, format);
    let book = Book { format, budget, figures: &figures };
    let sheet = book.sheet(&table.into()).unwrap();
    let mut out = String::new();
    for row in sheet.rows() {
        let blank = row.row.cells().is_empty() && row.row.stated().is_empty();
        let filled =
            row.cells().any(|cell| !cell.text().is_empty() && cell.role != yusuan::schema::Role::Label);
        if blank && (matches!(row.shape, RowShape::Fixed(_)) && !filled) {
            continue;
        }
        let cells: Vec<String> = row
            .cells()
            .map(|cell| match cell.disagreement() {
                Some((stated, _)) => format!("{}（印作 {stated}）", cell.text()),
                None => cell.text(),
            })
            .collect();
        write!(out, "{}", cells.join("|").trim_end_matches('|')).unwrap();
        if !row.row.remark().is_empty() {
            write!(out, "  # {}", row.row.remark()).unwrap();
        }
        out.push('\n');
    }
    out
}

/// A whole budget as text: head, tables, narrative, unplaced lines.
pub fn whole(budget: &Budget, format: &Format) -> String {
    let mut out = String::new();
    let department = &budget.department;
    writeln!(out, "{} {}|{}|{}", budget.year, department.code, department.name, department.full_name)
        .unwrap();
    for schema in &format.tables {
        let table = &budget.tables[&schema.key];
        writeln!(out, "\n== {} {} {}", schema.key, schema.title, table.coverage.label()).unwrap();
        if table.coverage != Coverage::Full {
            writeln!(out, "remark: {}", table.remark).unwrap();
        }
        out.push_str(&rows(budget, format, schema.key.as_str()));
        if !table.note.is_empty() {
            writeln!(out, "{}", table.note).unwrap();
        }
    }
    out.push_str("\n== 文字\n");
    for section in &budget.narrative {
        writeln!(out, "[{}] {}", section.key, section.title).unwrap();
        for paragraph in &section.paragraphs {
            writeln!(out, "    {paragraph}").unwrap();
        }
    }
    for line in &budget.unplaced {
        writeln!(out, "未归位 {} {:?} {}", line.line, line.text, line.reason).unwrap();
    }
    out
}

/// Compares with a file of the repository; with `UPDATE_GOLDEN` set, writes it instead.
pub fn golden(path: &str, actual: &str) {
    let path = repository(path);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == actual,
        "{} differs; look at the difference and run with UPDATE_GOLDEN=1 if it is right:\n{}",
        path.display(),
        difference(&expected, actual)
    );
}

/// How many lines that differ are shown.
const MOST_LINES: usize = 10;

/// The first lines in which two texts differ, those of the first with `-`, of the second with `+`, and how many more there are.
/// Lines that both have at either end of what differs are left out.
pub fn difference(expected: &str, actual: &str) -> String {
    let mut one: Vec<&str> = expected.split('\n').collect();
    let mut other: Vec<&str> = actual.split('\n').collect();
    let same = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    (one, other) = (one.split_off(same), other.split_off(same));
    while !one.is_empty() && !other.is_empty() && one.last() == other.last() {
        one.pop();
        other.pop();
    }
    let mut lines = Vec::new();
    for at in 0..one.len().max(other.len()) {
        let (one, other) = (one.get(at), other.get(at));
        if one != other {
            let line = same + at + 1;
            lines.extend(one.map(|text| format!("{line} - {text}")));
            lines.extend(other.map(|text| format!("{line} + {text}")));
        }
    }
    let more = lines.len().saturating_sub(MOST_LINES);
    lines.truncate(MOST_LINES);
    if more > 0 {
        lines.push(format!("… and {more} lines more"));
    }
    lines.join("\n")
}

#[test]
fn a_golden_that_differs_shows_the_lines_that_do() {
    assert_eq!(difference("甲\n乙\n丙\n", "甲\n丁\n丙\n"), "2 - 乙\n2 + 丁");
    assert_eq!(difference("甲\n丙\n", "甲\n乙\n丙\n"), "2 + 乙");
    assert_eq!(difference("甲", ""), "1 - 甲\n1 + ");
    let many = |sign: &str| (0..9).map(|n| format!("{sign}{n}\n")).collect::<String>();
    let shown = difference(&many("a"), &many("b"));
    assert_eq!((shown.lines().count(), shown.ends_with("… and 8 lines more")), (11, true), "{shown}");
}

/// What comes of each of several things, worked on two at a time on large stacks: a document takes seconds, and a formula
/// may be deep.
pub fn two_at_a_time<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let half = all.len().div_ceil(2).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let spawned: Vec<_> = all
            .chunks(half)
            .map(|part| {
                let stack = std::thread::Builder::new().stack_size(64 * 1024 * 1024);
                stack.spawn_scoped(scope, move || part.iter().map(work).collect::<Vec<R>>()).unwrap()
            })
            .collect();
        spawned.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}
