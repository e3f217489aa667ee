//! Lines read back exactly what was written, for every edit there is; rubbish is no line.

use proptest::prelude::*;

use super::header;
use crate::edit::{Batch, Edit, How, Logged};
use crate::file::journal::disk::{Change, Line};
use crate::file::journal::lines::{self, Writer};
use crate::file::testing::{arbitrary_budget, arbitrary_text, arbitrary_value};
use crate::model::{Budget, CellAddress, Layer, Note, NoteKey, NoteKind, Value};

/// All edits there are, made of the parts of a random budget.
fn edits_of(budget: &Budget, text: &str, value: Option<Value>) -> Vec<Edit> {
    let mut edits = vec![
        Edit::SetNarrative(budget.narrative.clone()),
        Edit::SetUnplaced(budget.unplaced.clone()),
        Edit::SetHead {
            year: budget.year,
            department: budget.department.clone(),
            source: budget.source.clone(),
            originals: budget.originals.clone(),
        },
    ];
    for (key, table) in &budget.tables {
        let table_key = key.clone();
        edits.push(Edit::SetTable { table: table_key.clone(), content: Some(table.clone()) });
        edits.push(Edit::SetTable { table: table_key.clone(), content: None });
        edits.push(Edit::InsertRows { table: table_key.clone(), at: 3, rows: table.rows().to_vec() });
        edits.push(Edit::RemoveRows { table: table_key.clone(), at: usize::MAX, count: 2 });
        edits.push(Edit::MoveRows { table: table_key.clone(), from: 0, count: 1, to: 9 });
        edits.push(Edit::SetTableNote { table: table_key.clone(), note: text.to_owned() });
        edits.push(Edit::SetRowRemark {
            table: table_key.clone(),
            row: text.into(),
            remark: text.to_owned(),
        });
        edits.push(Edit::SetCoverage {
            table: table_key.clone(),
            coverage: table.coverage,
            remark: table.remark.clone(),
        });
        for layer in [Layer::Input, Layer::Stated] {
            let address = CellAddress::new(&table_key, text, text);
            edits.push(Edit::SetCell { layer, address, value: value.clone() });
        }
    }
    let kinds = [
        NoteKind::Waiver,
        NoteKind::Comment,
        NoteKind::Reason,
        NoteKind::Binding,
        NoteKind::Match,
        NoteKind::Import,
        NoteKind::Paper,
        NoteKind::Published,
        NoteKind::Other("豁免".to_owned()),
        NoteKind::Other(text.to_owned()),
    ];
    for kind in kinds {
        let key = NoteKey { kind, place: text.to_owned(), of: text.to_owned() };
        let note = Note { text: text.to_owned(), settled: true, ..Note::default() };
        edits.push(Edit::SetNote { key: key.clone(), note: Some(note) });
        edits.push(Edit::SetNote { key, note: None });
    }
    for (key, note) in &budget.notes {
        edits.push(Edit::SetNote { key: key.clone(), note: Some(note.clone()) });
    }
    edits
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn every_edit_reads_back_exactly(
        budget in arbitrary_budget(),
        text in arbitrary_text(),
        value in proptest::option::of(arbitrary_value()),
    ) {
        let edits = edits_of(&budget, &text, value);
        let logged = Logged { how: How::Undone, batch: Batch { label: text, edits }.into(), found: Vec::new() };
        let (mut writer, mut bytes) = Writer::begin(&header());
        let head = bytes.len();
        bytes.extend(writer.line(&Line::of(&logged, "2026".to_owned())));
        prop_assert_eq!(bytes[head..].iter().filter(|byte| **byte == b'\n').count(), 1);
        let read = lines::read(&bytes);
        prop_assert!(read.in_full());
        let Some(Line::Undo(step)) = read.lines.into_iter().next().map(|sound| sound.line) else {
            return Err(TestCaseError::fail("not an undo"));
        };
        // Equal amounts may differ in scale; what is written does not.
        let again: Vec<Change> = logged.batch.edits.iter().map(Change::from).collect();
        prop_assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(&step.edits).unwrap());
        prop_assert_eq!(step.batch().0, (*logged.batch).clone());
    }

    #[test]
    fn rubbish_is_no_journal_and_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(lines::read(&bytes).lines.is_empty());
    }
}
