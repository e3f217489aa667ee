//! Where what is said of a cell stands: beside it, never over it.

use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{app, press, show, type_text};

/// However low the window, and in the last line in sight, the text that was refused is seen.
#[test]
fn no_notice_covers_the_cell_that_it_is_of() {
    let mut tried = 0;
    for height in [360.0, 430.0, 500.0, 570.0, 640.0, 800.0] {
        let mut harness = app();
        harness.set_size(vec2(1280.0, height));
        harness.run_steps(4);
        show(&mut harness, "3 支出预算");
        harness.run_steps(2);
        let is_wages = |node: &egui_kittest::Node<'_>| {
            let label = node.accesskit_node().label().unwrap_or_default();
            label.starts_with("支出预算 2") && label.ends_with("人员经费 工资福利支出")
        };
        let cells =
            harness.query_all_by(|node| node.label().is_some_and(|label| label.contains("工资福利支出")));
        let cells = cells.filter(is_wages).filter(|cell| cell.rect().bottom() < height - 40.0);
        let last = cells.max_by(|one, other| one.rect().bottom().total_cmp(&other.rect().bottom()));
        // The lowest window may have room for its heads alone.
        let Some(last) = last else { continue };
        tried += 1;
        let label = last.accesskit_node().label().unwrap();
        last.click();
        harness.run();
        type_text(&mut harness, "见附件所列各项");
        press(&mut harness, Modifiers::NONE, Key::Enter);
        harness.run_steps(3);
        let cell = harness.get_by_label(&format!("编辑 {label}")).rect().shrink(2.0);
        let notices: Vec<_> =
            harness.query_all_by_label_contains("退格重录").map(|notice| notice.rect()).collect();
        assert!(!notices.is_empty(), "{height}: refused without a word");
        for notice in notices {
            assert!(!notice.intersects(cell), "{height}: {notice:?} over {cell:?}");
        }
    }
    assert!(tried > 3, "{tried}");
}
