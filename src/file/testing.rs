//! Budgets made up at random, for property tests of this and other modules.
//!
//! They are complete (every fixed row is there) and sound (row keys are unique), as every open budget
//! is, and as nasty as that allows: texts that look like RON, tables and columns of no format, blank
//! keys, amounts of every scale.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::model::{
    Budget, Cells, ColumnKey, Coverage, Department, KindKey, Note, NoteKey, NoteKind, Original, Row, RowKey,
    Section, Table, TableKey, Unplaced, Value,
};
use crate::schema::{TableSchema, default_format};

/// Fragments that have to survive every writer and reader.
const NASTY: &[&str] = &[
    "\"",
    "\\",
    "'",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\0",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{feff}",
    "\u{301}",
    "!",
    "！",
    "　",
    "全角　Ａ１",
    "行政运行",
    "（）",
    "🀄",
    "👨‍👩‍👧",
    "\u{10ffff}",
    "//",
    "/*",
    "*/",
    ",",
    ":",
    ": (",
    "),",
    "],",
    "},",
    "(key: ",
    "rows: [",
    "r#\"",
    "\"#",
    "\\u{",
    "{",
    "}",
    "~2",
    "2907.50",
    "-0.00",
    "1e3",
    "=1+1",
    "#",
    "<b>",
    "%",
];

/// A text made of fragments that writers and readers stumble over.
pub(crate) fn arbitrary_text() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        4 => proptest::sample::select(NASTY).prop_map(str::to_owned),
        2 => "[a-z0-9]{1,6}",
        2 => "[一-龥]{1,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    vec(fragment, 0..5).prop_map(|fragments| fragments.concat())
}

/// An amount of any size, sign and scale that the narrowest field holds.
pub(crate) fn arbitrary_amount() -> impl Strategy<Value = Decimal> {
    let limit = 9_999_999_999_999_999_i128;
    prop_oneof![
        4 => (-10_000_000i64..10_000_000, 0u32..=2).prop_map(|(digits, scale)| Decimal::new(digits, scale)),
        2 => (-limit..=limit, 2u32..=2).prop_map(|(digits, scale)| Decimal::from_i128_with_scale(digits, scale)),
        1 => proptest::sample::select(&["0", "-0", "0.00", "-0.00", "2907.50"][..])
            .prop_map(|text| text.parse().unwrap()),
    ]
}

/// The content of a cell.
pub(crate) fn arbitrary_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        arbitrary_amount().prop_map(Value::Amount),
        arbitrary_text().prop_map(|text| Value::Text(text.into())),
    ]
}

/// A budget in the default format, with a few of its tables and perhaps one that it does not have.
pub(crate) fn arbitrary_budget() -> impl Strategy<Value = Budget> {
    let format = default_format();
    let schemas = format.tables.clone();
    let table = (proptest::sample::select(schemas)).prop_flat_map(|schema| {
        let key = schema.key.clone();
        (Just(key), arbitrary_table(Some(schema)))
    });
    let stranger = (arbitrary_text().prop_map(TableKey::from), arbitrary_table(None));
    let tables = vec(prop_oneof![5 => table.boxed(), 1 => stranger.boxed()], 0..4);
    let department = (arbitrary_text(), arbitrary_text(), arbitrary_text())
        .prop_map(|(code, name, full_name)| Department { code, name, full_name });
    let section = (arbitrary_text(), arbitrary_text(), vec(arbitrary_text(), 0..3))
        .prop_map(|(key, title, paragraphs)| Section { key, title, paragraphs });
    let key = (prop_oneof![Just("豁免".to_owned()), arbitrary_text()], arbitrary_text(), arbitrary_text())
        .prop_map(|(kind, place, of)| NoteKey { kind: NoteKind::of_label(&kind), place, of });
    let columns = vec(arbitrary_text().prop_map(ColumnKey::from), 0..3);
    let note =
        (arbitrary_text(), arbitrary_text(), arbitrary_text(), arbitrary_text(), any::<bool>(), columns)
            .prop_map(|(text, by, date, about, settled, columns)| Note {
                text,
                by,
                date,
                about,
                settled,
                columns,
            });
    let notes = btree_map(key, note, 0..3);
    let unplaced = (any::<u32>(), arbitrary_text(), arbitrary_text())
        .prop_map(|(line, text, reason)| Unplaced { line, text, reason });
    let original = (arbitrary_text(), any::<u64>()).prop_map(|(name, hash)| Original { name, hash });
    let source = (arbitrary_text(), vec(original, 0..3));
    (any::<i32>(), department, source, tables, vec(section, 0..3), notes, vec(unplaced, 0..3)).prop_map(
        move |(year, department, (source, originals), tables, narrative, notes, unplaced)| {
            let mut tables: BTreeMap<TableKey, Table> = tables.into_iter().collect();
            for (key, table) in &mut tables {
                if let Some(schema) = format.table(key) {
                    schema.complete(table);
                }
            }
            Budget {
                format: format.id.clone(),
                own_format: String::new(),
                year,
                department,
                source,
                originals,
                tables,
                narrative,
                notes,
                unplaced,
            }
        },
    )
}

/// A table of a schema, or of none: some fixed rows, some free ones, some of kinds nobody knows.
fn arbitrary_table(schema: Option<TableSchema>) -> impl Strategy<Value = Table> {
    let (mut keys, mut kinds, mut columns) =
        (vec!["2013101".to_owned()], Vec::new(), vec!["合计".to_owned()]);
    for section in schema.iter().flat_map(|schema| &schema.sections) {
        keys.extend(section.fixed_rows().map(|row| row.key.to_string()));
        kinds.extend(section.free.iter().map(|free| free.kind.to_string()));
        columns.extend(section.columns.iter().map(|column| column.key.to_string()));
    }
    kinds.push("项".to_owned());
    let or_nasty = |known: Vec<String>| prop_oneof![3 => proptest::sample::select(known).boxed(), 1 => arbitrary_text().boxed()];
    let columns = or_nasty(columns).prop_map(ColumnKey::from).boxed();
    let cells = || btree_map(columns.clone(), arbitrary_value(), 0..6).prop_map(Cells::from_iter);
    let row = (
        or_nasty(keys).prop_map(RowKey::from),
        or_nasty(kinds).prop_map(KindKey::from),
        cells(),
        cells(),
        arbitrary_text(),
    )
        .prop_map(|(key, kind, cells, stated, remark)| Row { key, kind, cells, stated, remark });
    let coverage = proptest::sample::select(
        &[Coverage::Full, Coverage::Partial, Coverage::Absent, Coverage::Unread, Coverage::Derived][..],
    );
    (coverage, arbitrary_text(), arbitrary_text(), vec(row, 0..6)).prop_map(
        |(coverage, remark, note, rows)| {
            let mut seen = std::collections::BTreeSet::new();
            let rows = rows.into_iter().filter(|row| seen.insert(row.key.clone())).collect();
            Table::of(coverage, remark, note, rows)
        },
    )
}
