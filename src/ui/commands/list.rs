//! Every command with its name, its menu and its keys, and what the menu of a cell offers of them.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use super::{Command, Entry, Menu};

const fn entry(
    command: Command,
    title: &'static str,
    menu: Menu,
    shortcut: Option<KeyboardShortcut>,
) -> Entry {
    Entry { command, title, menu, shortcut, begins_group: false }
}

const fn key(modifiers: Modifiers, key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(modifiers, key))
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);

/// Every command.
pub(crate) const ALL: &[Entry] = &[
    entry(Command::New, "新建预算…", Menu::File, key(CTRL, Key::N)),
    entry(Command::Open, "打开…", Menu::File, key(CTRL, Key::O)),
    entry(Command::Save, "保存", Menu::File, key(CTRL, Key::S)).below_line(),
    entry(Command::SaveAs, "另存为…", Menu::File, key(CTRL_SHIFT, Key::S)),
    entry(Command::SaveTemplate, "另存为模板…", Menu::File, None),
    entry(Command::Export, "导出公开文本…", Menu::File, key(CTRL, Key::E)),
    entry(Command::PrintPreview, "打印预览", Menu::File, key(CTRL, Key::P)),
    entry(Command::HandIn, "报送打包…", Menu::File, key(CTRL_SHIFT, Key::M)),
    entry(Command::ExportLines, "导出预算明细…", Menu::File, None).below_line(),
    entry(Command::ImportLines, "读入预算明细…", Menu::File, None),
    entry(Command::Backups, "备份…", Menu::File, None).below_line(),
    entry(Command::KeptJournals, "未恢复的修改…", Menu::File, None),
    entry(Command::TakeInUnits, "汇入单位预算…", Menu::File, None).below_line(),
    entry(Command::SplitUnit, "拆出单位预算…", Menu::File, None),
    entry(Command::Close, "关闭", Menu::File, key(CTRL, Key::W)).below_line(),
    entry(Command::Quit, "退出", Menu::File, key(CTRL, Key::Q)),
    entry(Command::Undo, "撤销", Menu::Edit, key(CTRL, Key::Z)),
    entry(Command::Redo, "重做", Menu::Edit, key(CTRL, Key::Y)),
    entry(Command::Cut, "剪切", Menu::Edit, key(CTRL, Key::X)).below_line(),
    entry(Command::Copy, "复制", Menu::Edit, key(CTRL, Key::C)),
    entry(Command::CopyWithHeaders, "连同表头复制", Menu::Edit, None),
    entry(Command::Paste, "粘贴", Menu::Edit, key(CTRL, Key::V)),
    entry(Command::EnterHeld, "补录被挡下的内容", Menu::Edit, None),
    entry(Command::Clear, "清空", Menu::Edit, key(Modifiers::NONE, Key::Delete)),
    entry(Command::ChooseFromList, "从列表选择…", Menu::Edit, key(Modifiers::ALT, Key::ArrowDown))
        .below_line(),
    entry(Command::CellMenu, "单元格菜单", Menu::Edit, key(Modifiers::SHIFT, Key::F10)),
    entry(Command::Reckon, "按标准计算", Menu::Edit, None),
    entry(Command::Propose, "由公开表反推明细", Menu::Edit, None),
    entry(Command::WriteNarrative, "按模板写说明文字", Menu::Edit, key(CTRL_SHIFT, Key::U)),
    entry(Command::AddRow, "增加行", Menu::Edit, key(CTRL, Key::Enter)).below_line(),
    entry(Command::AddSecond, "增加另一种行", Menu::Edit, None),
    entry(Command::AddThird, "增加第三种行", Menu::Edit, None),
    entry(Command::AddFourth, "增加第四种行", Menu::Edit, None),
    entry(Command::AddSection, "加一节", Menu::Edit, None),
    entry(Command::EditPassage, "修改这一段", Menu::Edit, None),
    entry(Command::DeleteRows, "删除行", Menu::Edit, key(CTRL, Key::Delete)),
    entry(Command::MoveRowUp, "上移行", Menu::Edit, key(ALT_SHIFT, Key::ArrowUp)),
    entry(Command::MoveRowDown, "下移行", Menu::Edit, key(ALT_SHIFT, Key::ArrowDown)),
    entry(Command::AddWanted, "按明细补行", Menu::Edit, None).below_line(),
    entry(Command::NoteBelow, "表注…", Menu::Edit, None),
    entry(Command::SumFromLines, "此表由明细汇总 / 改为录入", Menu::Edit, None),
    entry(Command::MarkPartial, "此表标为不完整 / 完整", Menu::Edit, None),
    entry(Command::StartTable, "补录此表", Menu::Edit, None),
    entry(Command::FillDown, "向下填充", Menu::Edit, key(CTRL, Key::D)).below_line(),
    entry(Command::FillRight, "向右填充", Menu::Edit, key(CTRL, Key::R)),
    entry(Command::FillSeries, "填充序列", Menu::Edit, key(CTRL_SHIFT, Key::D)),
    entry(Command::Find, "查找…", Menu::Edit, key(CTRL, Key::F)).below_line(),
    entry(Command::Replace, "替换…", Menu::Edit, key(CTRL, Key::H)),
    entry(Command::NextFinding, "下一个问题", Menu::Review, key(Modifiers::NONE, Key::F8)),
    entry(Command::PreviousFinding, "上一个问题", Menu::Review, key(Modifiers::SHIFT, Key::F8)),
    entry(Command::NextComment, "下一个批注", Menu::Review, key(Modifiers::NONE, Key::F7)).below_line(),
    entry(Command::PreviousComment, "上一个批注", Menu::Review, key(Modifiers::SHIFT, Key::F7)),
    entry(Command::ListComments, "批注列表", Menu::Review, None),
    entry(Command::Fix, "改正选中的问题", Menu::Review, key(CTRL_SHIFT, Key::G)).below_line(),
    entry(Command::Waive, "豁免 / 撤销豁免…", Menu::Review, key(CTRL_SHIFT, Key::H)),
    entry(Command::EditRules, "自定规则", Menu::Review, key(CTRL_SHIFT, Key::R)).below_line(),
    entry(Command::OpenRules, "打开规则文件…", Menu::Review, None),
    entry(Command::SaveRules, "保存规则文件…", Menu::Review, None),
    entry(Command::ListDemands, "公开要求和得分", Menu::Review, None),
    entry(Command::ExportFindings, "导出问题清单…", Menu::Review, key(CTRL_SHIFT, Key::E)).below_line(),
    entry(Command::CheckFolder, "检查文件夹…", Menu::Review, None),
    entry(Command::Compare, "与上年或其他版本对比…", Menu::Review, key(CTRL_SHIFT, Key::C)).below_line(),
    entry(Command::CompareSaved, "与已保存的版本对比", Menu::Review, None),
    entry(Command::Reconcile, "录入的表与明细核对", Menu::Review, None),
    entry(Command::Merge, "合并另一人的修改…", Menu::Review, None),
    entry(Command::Goto, "转到…", Menu::Go, key(CTRL, Key::G)),
    entry(Command::Back, "后退", Menu::Go, key(Modifiers::ALT, Key::ArrowLeft)),
    entry(Command::Forward, "前进", Menu::Go, key(Modifiers::ALT, Key::ArrowRight)),
    entry(Command::FillInNext, "填下一处", Menu::Go, None).below_line(),
    entry(Command::NextUnbound, "下一个未认出的数", Menu::Go, None),
    entry(Command::NextAside, "下一段不随表更新的文字", Menu::Go, None),
    entry(Command::PreviousTable, "上一张表", Menu::Go, key(CTRL, Key::PageUp)).below_line(),
    entry(Command::NextTable, "下一张表", Menu::Go, key(CTRL, Key::PageDown)),
    entry(Command::NextDocument, "下一个文件", Menu::Go, key(Modifiers::CTRL, Key::Tab)).below_line(),
    entry(
        Command::PreviousDocument,
        "上一个文件",
        Menu::Go,
        key(Modifiers::CTRL.plus(Modifiers::SHIFT), Key::Tab),
    ),
    entry(Command::NextPane, "到下一个区域", Menu::Go, key(Modifiers::NONE, Key::F6)).below_line(),
    entry(Command::PreviousPane, "到上一个区域", Menu::Go, key(Modifiers::SHIFT, Key::F6)),
    entry(Command::Palette, "全部命令…", Menu::Go, key(CTRL_SHIFT, Key::P)).below_line(),
    entry(Command::Filter, "筛选和排序…", Menu::View, key(CTRL_SHIFT, Key::L)),
    entry(Command::HideEmpty, "隐藏 / 显示空行", Menu::View, None),
    entry(Command::Group, "按科目的类、款分组 / 不分组", Menu::View, key(CTRL_SHIFT, Key::J)),
    entry(Command::Fold, "折叠 / 展开此行", Menu::View, key(CTRL, Key::OpenBracket)),
    entry(Command::FoldAll, "全部折叠 / 展开", Menu::View, key(CTRL, Key::CloseBracket)),
    entry(Command::ClearView, "显示全部行", Menu::View, None),
    entry(Command::ShowAsPrinted, "金额按表式默认单位显示", Menu::View, None).below_line(),
    entry(Command::ShowYuan, "金额以元显示", Menu::View, key(CTRL_SHIFT, Key::Y)),
    entry(Command::ShowWholeYuan, "金额以元显示（取整）", Menu::View, None),
    entry(Command::ShowWanYuan, "金额以万元显示", Menu::View, key(CTRL_SHIFT, Key::W)),
    entry(Command::ShowWholeWanYuan, "金额以万元显示（取整）", Menu::View, None),
    entry(Command::Balance, "舍位平衡", Menu::View, key(CTRL_SHIFT, Key::B)).below_line(),
    entry(Command::ListAdjusted, "舍位调整清单", Menu::View, None),
    entry(Command::ToggleInspector, "单元格说明", Menu::View, key(CTRL, Key::I)).below_line(),
    entry(Command::ToggleFindings, "问题列表", Menu::View, key(CTRL, Key::J)),
    entry(Command::ToggleOriginal, "原件对照", Menu::View, key(CTRL_SHIFT, Key::O)),
    entry(Command::ChooseFormat, "换一种表式读入…", Menu::View, None),
    entry(Command::ChooseOriginals, "指明原件…", Menu::View, None),
    entry(Command::ToggleTheme, "浅色 / 深色", Menu::View, None),
    entry(Command::ZoomIn, "放大", Menu::View, key(CTRL, Key::Plus)).below_line(),
    entry(Command::ZoomOut, "缩小", Menu::View, key(CTRL, Key::Minus)),
    entry(Command::ZoomReset, "原始大小", Menu::View, key(CTRL, Key::Num0)),
    entry(Command::Guide, "使用说明", Menu::Help, key(Modifiers::NONE, Key::F1)),
    entry(Command::Keys, "快捷键", Menu::Help, None),
    entry(Command::OpenSample, "打开示例", Menu::Help, None),
    entry(Command::About, "关于", Menu::Help, None).below_line(),
];

/// What the menu of a cell offers, in groups.
pub(crate) const OF_CELL: &[&[Command]] = &[
    &[Command::Cut, Command::Copy, Command::CopyWithHeaders, Command::Paste, Command::Clear],
    &[Command::ChooseFromList, Command::FillDown, Command::FillRight, Command::FillSeries],
    &[Command::AddRow, Command::DeleteRows, Command::MoveRowUp, Command::MoveRowDown],
    &[Command::Filter, Command::Fold, Command::ClearView],
];

/// What stands as buttons beside the menus, in groups.
pub(crate) const TOOLBAR: &[&[Command]] = &[
    &[Command::Save, Command::Undo, Command::Redo],
    &[Command::Cut, Command::Copy, Command::Paste],
    &[Command::Find],
];
