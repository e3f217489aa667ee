//! A block planned into a table: what every entrance of pasted cells does.

use std::cell::OnceCell;

use yusuan::blocks::Given;
use yusuan::model::{Budget, Row};
use yusuan::schema::default_format;
use yusuan::session::{Entries, Session, recognise};

thread_local! {
    static SESSION: OnceCell<Session> = const { OnceCell::new() };
}

fn session() -> Session {
    let format = default_format();
    let mut budget = Budget { format: format.id.clone(), year: format.year, ..Budget::default() };
    let mut table = format.table(&"T13".into()).unwrap().blank_table();
    table.push(Row { key: "30201".into(), kind: "科目".into(), ..Row::default() });
    budget.tables.insert("T13".into(), table);
    Session::unsaved(budget, format)
}

/// Recognises the lines and plans their cells: no panic, and every cell is taken or refused with a reason.
pub fn plan(lines: &[Vec<Given>]) {
    SESSION.with(|kept| {
        let session = kept.get_or_init(session);
        let table = session.format().table(&"T13".into()).unwrap();
        let _ = recognise(table, &table.sections[0], &[Some(0), Some(1), Some(2)], lines);
        for given in lines.iter().flatten().take(64) {
            let Ok(read) = given.for_number() else {
                continue;
            };
            let cells = [("T13!30201!合计".parse().unwrap(), read.text)];
            let planned = session.plan_block(&Entries { cells: &cells, ..Entries::default() }, "粘贴").unwrap();
            assert!(planned.refused.iter().all(|refused| !refused.reason.is_empty()));
        }
    });
}
