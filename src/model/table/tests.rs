//! A table keeps its rows as they were given.

use proptest::prelude::*;

use super::*;

fn row(key: &str) -> Row {
    Row { key: key.into(), ..Row::default() }
}

proptest! {
    #[test]
    fn a_position_is_where_the_key_first_stands(
        steps in prop::collection::vec((0..6_u8, 0..12_usize, 0..4_usize, "[甲乙丙]{1,2}"), 0..40)
    ) {
        let (mut table, mut plain) = (Table::default(), Vec::<Row>::new());
        for (step, at, count, key) in steps {
            match step {
                0 => {
                    table.push(row(&key));
                    plain.push(row(&key));
                }
                1 => {
                    table.insert(at, [row(&key), row("丁")]);
                    let at = at.min(plain.len());
                    plain.splice(at..at, [row(&key), row("丁")]);
                }
                2 => {
                    let end = (at + count).min(plain.len());
                    let gone: Vec<Row> = plain.drain(at.min(end)..end).collect();
                    prop_assert_eq!(table.remove(at..at + count), gone);
                }
                3 => {
                    let end = (at + count).min(plain.len());
                    let moved: Vec<Row> = plain.drain(at.min(end)..end).collect();
                    let to = count.min(plain.len());
                    plain.splice(to..to, moved);
                    table.move_to(at..at + count, count);
                }
                4 => {
                    let ranges = [at..at + count, at + count + 1..at + count + 2];
                    let gone = table.remove_each(&ranges);
                    prop_assert_eq!(gone.len(), 2);
                    let of = |range: &Range<usize>| -> Vec<Row> {
                        plain.iter().skip(range.start).take(range.len()).cloned().collect()
                    };
                    prop_assert_eq!(&gone, &ranges.iter().map(of).collect::<Vec<_>>());
                    let is_gone = |at: usize| ranges.iter().any(|range| range.contains(&at));
                    let left = plain.iter().enumerate().filter(|(at, _)| !is_gone(*at));
                    let left: Vec<Row> = left.map(|(_, row)| row.clone()).collect();
                    prop_assert_eq!(&table.rows().to_vec(), &left);
                    if gone.iter().all(|rows| !rows.is_empty()) {
                        table.insert_each(ranges.iter().map(|range| range.start).zip(gone));
                    } else {
                        plain = left;
                    }
                }
                _ => {
                    table.retain(|row| *row.key() != RowKey::from(&key));
                    plain.retain(|row| row.key != RowKey::from(&key));
                }
            }
            prop_assert_eq!(&table.rows().to_vec(), &plain);
            for key in ["甲", "乙丙", "丁", &key] {
                let key = RowKey::from(key);
                prop_assert_eq!(table.position(&key), plain.iter().position(|row| row.key == key));
            }
        }
    }
}
