//! A folder that is to be opened: its documents are listed, to choose from.

use std::path::PathBuf;

use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::{App, Recent};

use super::{Answers, press, sample};

/// Named at the start, chosen, or dropped on the window.
#[test]
fn a_folder_lists_its_documents_to_open() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(sample(), folder.path().join("甲.ron")).unwrap();
    std::fs::write(folder.path().join("说明.log"), "").unwrap();
    let named: PathBuf = folder.path().to_owned();
    for way in 0..2 {
        let named = named.clone();
        let mut harness: Harness<'_, App> =
            Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
                let mut app = App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::default());
                match way {
                    0 => app.open_at_start(&[named]),
                    _ => app.open_all(&[named]),
                }
                app
            });
        harness.run();
        harness.get_by_label_contains("这是文件夹：选其中的文件打开");
        assert!(harness.query_by_label_contains("说明.log").is_none(), "what is no budget is not listed");
        harness.get_all_by_label_contains("甲.ron").next().unwrap().click();
        harness.run();
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(harness.state().document().is_some(), "way {way}");
    }
}
