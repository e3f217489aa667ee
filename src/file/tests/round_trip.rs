//! Save ∘ load is the identity, and a change of one cell is a change of one line.

use proptest::prelude::*;

use super::{read, sample, sample_text};
use crate::file::testing::{arbitrary_budget, arbitrary_text, arbitrary_value};
use crate::file::{Extras, from_text, to_text};
use crate::model::Layer;
use crate::schema::Formats;

#[test]
fn the_text_is_laid_out_as_documented() {
    let text = sample_text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[..12],
        [
            "(",
            "    yusuan: 1,",
            "    format: \"焦作-2023\",",
            "    year: 2023,",
            "    department: (code: \"101\", name: \"市委办\"),",
            "    source: \"市委办.md\",",
            "    tables: {",
            "        \"T3\": (",
            "            coverage: 缺页,",
            "            remark: \"缺第 9 页\",",
            "            note: \"注：万元\",",
            "            rows: [",
        ]
    );
    let row = "                (key: \"2013101\", kind: \"项\", \
               text: {\"名称\": \"行政\\n“运行”\", \"类\": \"201\"}, amounts: {\"工资福利支出\": \"2907.50\"}, \
               stated: {\"合计\": \"2907.05\"}, stated_text: {\"小计\": \"见\\\"附表\\\"\"}, remark: \"按附表补\"),";
    assert!(lines.contains(&row), "{text}");
    assert!(text.ends_with(")\n") && !text.contains('\r'));
}

#[test]
fn the_text_is_ron() {
    assert!(ron::from_str::<ron::Value>(&sample_text().replace("缺页", "Partial")).is_ok());
}

#[test]
fn windows_editors_do_no_harm() {
    let text = format!("\u{feff}{}", sample_text().replace('\n', "\r\n"));
    assert_eq!(read(&text).budget, sample());
}

proptest! {
    #[test]
    fn load_undoes_save(budget in arbitrary_budget()) {
        let text = to_text(&budget, &Extras::default());
        let loaded = read(&text);
        prop_assert_eq!(&loaded.budget, &budget);
        prop_assert!(loaded.extras.is_empty());
        // Equal decimals may differ in scale; their text does not.
        prop_assert_eq!(to_text(&loaded.budget, &loaded.extras), text);
    }

    #[test]
    fn every_row_is_a_line(budget in arbitrary_budget()) {
        let text = to_text(&budget, &Extras::default());
        let rows: usize = budget.tables.values().map(|table| table.rows().len()).sum();
        let lines = text.lines().filter(|line| line.trim_start().starts_with("(key:"));
        prop_assert_eq!(lines.count(), rows);
    }

    #[test]
    fn one_cell_is_one_line(
        budget in arbitrary_budget(),
        at in any::<prop::sample::Index>(),
        column in arbitrary_text(),
        stated in any::<bool>(),
        value in prop::option::of(arbitrary_value()),
    ) {
        let rows: Vec<_> = budget.tables.iter().flat_map(|(key, table)| {
            (0..table.rows().len()).map(move |row| (key.clone(), row))
        }).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let (table, row) = at.get(&rows);
        let mut changed = budget.clone();
        let layer = if stated { Layer::Stated } else { Layer::Input };
        let there = changed.tables.get_mut(table).unwrap();
        let cells = there.at(*row).unwrap().layer(layer);
        let column = cells.keys().next().cloned().unwrap_or_else(|| column.into());
        there.set(*row, layer, &column, value);
        let [before, after] = [&budget, &changed].map(|budget| to_text(budget, &Extras::default()));
        let differing = before.lines().zip(after.lines()).filter(|(before, after)| before != after).count();
        prop_assert_eq!(before.lines().count(), after.lines().count());
        prop_assert_eq!(differing, usize::from(before != after));
        if budget != changed {
            prop_assert_ne!(before, after);
        }
    }

    #[test]
    fn nothing_that_is_read_panics(text in any::<String>()) {
        let _ = from_text(&text, &Formats::embedded());
    }

    #[test]
    fn nothing_that_looks_like_a_budget_panics(
        parts in prop::collection::vec(
            prop_oneof![
                prop::sample::select(&[
                    "(", ")", "[", "]", "{", "}", ",", ":", "\"", "\n", " ", "yusuan", "yusuan: 1", "format",
                    "\"焦作-2023\"", "year: 2023", "tables: {", "\"T1\": (", "rows: [", "(key: \"201\"", "amounts",
                    "r#\"", "r#", "b\"", "'", "//", "/*", "*/", "\\", "\\u{", "Some", "1e9", "-", "..", "0x", "#![",
                ][..]).prop_map(str::to_owned),
                arbitrary_text(),
            ],
            0..40,
        ),
        header in any::<bool>(),
    ) {
        let head = if header { "(yusuan: 1, format: \"焦作-2023\", year: 2023,\ntables: {\n" } else { "" };
        let _ = from_text(&format!("{head}{}", parts.concat()), &Formats::embedded());
    }
}
