//! What each command does in the document in front: to its rows, its text, and to where one is in it.

use crate::edit::RowMove;
use crate::session::Session;
use crate::ui::commands::Command;
use crate::ui::document::{Document, Page};
use crate::ui::panels::{comments, findings};
use crate::ui::request::Request;
use crate::ui::shell::at_hand;
use crate::ui::shell::panels::Panels;

/// Commands that concern one document.
pub(super) fn run(document: &mut Document, panels: &mut Panels, command: Command) {
    if at_hand::run(document, command) {
        return;
    }
    match command {
        Command::Undo | Command::Redo => {
            let (done, word) = if command == Command::Undo {
                (document.session.undo(), "已撤销")
            } else {
                (document.session.redo(), "已重做")
            };
            // That the text followed was nobody's own step: whoever works elsewhere stays there.
            let is_aside = document.look.page != Page::Narrative
                && done.as_ref().is_ok_and(|label| label.as_deref().is_some_and(Session::is_of_following));
            if matches!(done, Ok(Some(_))) && !is_aside {
                document.show_step(command == Command::Undo);
            }
            document.message = match done {
                Ok(Some(label)) if is_aside => Some(format!("{word}：{label}；再按一次才到之前的修改")),
                Ok(Some(label)) => Some(format!("{word}：{label}")),
                Ok(None) => None,
                Err(error) => Some(error.to_string()),
            };
        }
        Command::AddRow if document.look.page == Page::Narrative => document.begin_passage(),
        Command::AddSection => document.begin_section(),
        Command::DeleteRows if document.look.page == Page::Narrative => document.take_out_passage(),
        Command::MoveRowUp if document.look.page == Page::Narrative => document.move_passage(false),
        Command::MoveRowDown if document.look.page == Page::Narrative => document.move_passage(true),
        Command::AddRow => match document.kinds_to_add().first().cloned() {
            Some(kind) => document.add_row(&kind),
            None => document.message = Some("这张表的行是固定的，不能增加行".to_owned()),
        },
        Command::AddSecond | Command::AddThird | Command::AddFourth => {
            let kinds = document.kinds_to_add();
            match command.adds().and_then(|at| kinds.get(at)) {
                Some(kind) => document.add_row(kind),
                None => document.message = Some("这里没有别的行可以增加".to_owned()),
            }
        }
        Command::Clear => document.clear(),
        Command::EnterHeld => document.enter_held(),
        Command::DeleteRows => document.delete_rows(),
        Command::WriteNarrative => document.write_narrative(),
        Command::MoveRowUp => document.move_row(RowMove::Up),
        Command::MoveRowDown => document.move_row(RowMove::Down),
        Command::FillDown => document.fill(true),
        Command::FillRight => document.fill(false),
        Command::FillSeries => document.fill_series(),
        Command::NextFinding => findings::step(document, &mut panels.findings, 1),
        Command::EditRules => document.look.page = Page::Rules,
        Command::Fix => match document.look.chosen.selected {
            Some(finding) => document.fix(finding),
            None => document.message = Some("请先在问题列表里选中一个问题".to_owned()),
        },
        Command::Waive => match document.look.chosen.selected {
            Some(finding) => document.requests.push(Request::Waive(finding)),
            None => document.message = Some("请先在问题列表里选中一个问题".to_owned()),
        },
        Command::PreviousFinding => findings::step(document, &mut panels.findings, -1),
        Command::NextComment => comments::step(document, &mut panels.comments, 1),
        Command::PreviousComment => comments::step(document, &mut panels.comments, -1),
        Command::ListComments if document.commit() => document.look.page = Page::Comments,
        Command::ListAdjusted => document.list_adjusted(),
        Command::HideEmpty => document.change_view(|view| view.hide_empty = !view.hide_empty),
        Command::Group => document.group_rows(),
        Command::Fold => document.fold_row(),
        Command::FoldAll => document.fold_all(),
        Command::ClearView => document.clear_view(),
        Command::CellMenu => {
            if let Some(grid) = document.grid() {
                grid.bring_into_sight();
                grid.wants_menu = true;
            }
        }
        Command::Back => document.turn_back(true),
        Command::Forward => document.turn_back(false),
        Command::NextTable => document.turn_table(1),
        Command::PreviousTable => document.turn_table(-1),
        _ => {}
    }
}
