//! Help inside the program: the user guide, the keys of all commands, and what the program is made of. The guide is the
//! one of the documentation; the keys come from the table of commands.

use std::sync::LazyLock;

use eframe::egui::{self, Context, Grid, Key, Modal, RichText, ScrollArea, Ui};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};

use crate::codes::Scheme;
use crate::schema::Formats;
use crate::ui::commands::{self, Menu};
use crate::ui::look::style;

const GUIDE: &str = include_str!("../../../docs/guide.md");

/// What is shown of the help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) enum Topic {
    /// How the program is used.
    #[default]
    Guide,
    /// The keys.
    Keys,
    /// What the program is, with its formats and lists of codes.
    About,
}

impl Topic {
    const ALL: [Self; 3] = [Self::Guide, Self::Keys, Self::About];

    fn title(self) -> &'static str {
        match self {
            Self::Guide => "使用说明",
            Self::Keys => "快捷键",
            Self::About => "关于",
        }
    }
}

/// The help, open at a topic.
#[derive(Default)]
pub(in crate::ui) struct Help {
    topic: Topic,
    cache: CommonMarkCache,
}

/// The guide as it is shown: Chinese has no blanks, so lines of a paragraph are put together without one.
static SHOWN: LazyLock<String> = LazyLock::new(|| flowing(GUIDE));

/// Puts the lines of each paragraph together: with a blank only between words of Latin letters and others.
fn flowing(text: &str) -> String {
    let begins_block = |line: &str| {
        let start = line.trim_start();
        let number = start.trim_start_matches(|c: char| c.is_ascii_digit());
        start.is_empty()
            || start.starts_with(['#', '|', '>', '`'])
            || start.starts_with("- ")
            || number.len() < start.len() && number.starts_with(". ")
    };
    let mut shown = String::new();
    // Whether the line before can go on.
    let mut is_open = false;
    let mut is_code = false;
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        if is_open && !begins_block(line) {
            let next = line.trim_start();
            let ends = [shown.chars().last(), next.chars().next()].map(Option::unwrap_or_default);
            let is_tight = |c: char| !c.is_ascii() && !c.is_alphanumeric();
            if !ends.into_iter().any(is_tight) && ends.into_iter().any(|c| c.is_ascii()) {
                shown.push(' ');
            }
            shown.push_str(next);
        } else {
            shown.push_str(if shown.is_empty() { "" } else { "\n" });
            shown.push_str(line);
        }
        is_code ^= fence;
        is_open = !is_code && !fence && !line.trim().is_empty() && !line.starts_with(['#', '|']);
    }
    shown
}

impl Help {
    /// Open at a topic.
    pub(crate) fn at(topic: Topic) -> Self {
        Self { topic, cache: CommonMarkCache::default() }
    }

    /// Draws it; itself, as long as it stays open.
    pub(crate) fn show(mut self, ctx: &Context, formats: &Formats) -> Option<Self> {
        let mut close = ctx.input(|input| input.key_pressed(Key::Escape));
        let size = ctx.content_rect().size();
        let (width, height) = ((size.x - 120.0).min(860.0), size.y - 180.0);
        let shown = Modal::new(egui::Id::unique("help")).show(ctx, |ui| {
            ui.set_width(width);
            ui.horizontal(|ui| {
                for topic in Topic::ALL {
                    ui.selectable_value(&mut self.topic, topic, topic.title());
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    close |= ui.button("关闭").clicked();
                });
            });
            ui.separator();
            let scroll = ScrollArea::vertical().id_salt(self.topic.title()).auto_shrink(false);
            scroll.max_height(height).min_scrolled_height(height).show(ui, |ui| match self.topic {
                Topic::Guide => {
                    CommonMarkViewer::new().show(ui, &mut self.cache, &SHOWN);
                }
                Topic::Keys => keys_ui(ui),
                Topic::About => about_ui(ui, formats),
            });
        });
        close |= shown.backdrop_response.clicked();
        (!close).then_some(self)
    }
}

/// All commands that have keys, menu by menu, and the keys of the grid itself.
fn keys_ui(ui: &mut Ui) {
    Grid::new("keys").num_columns(2).spacing([40.0, 4.0]).show(ui, |ui| {
        let heading = |ui: &mut Ui, title: &str| {
            ui.label(RichText::new(title).font(style::strong()));
            ui.end_row();
        };
        heading(ui, "表格");
        for (keys, what) in OF_GRID {
            ui.label(*keys);
            ui.label(*what);
            ui.end_row();
        }
        for menu in Menu::ALL {
            let of_menu = commands::ALL.iter().filter(|entry| entry.menu == menu);
            let with_keys: Vec<_> =
                of_menu.filter_map(|entry| Some((entry.keys(ui.ctx())?, entry.title))).collect();
            let opened = menu.keys(ui.ctx());
            if with_keys.is_empty() && opened.is_none() {
                continue;
            }
            heading(ui, menu.title());
            if let Some(keys) = opened {
                ui.label(keys);
                ui.label(format!("打开“{}”菜单", menu.title()));
                ui.end_row();
            }
            for (keys, title) in with_keys {
                ui.label(keys);
                ui.label(title.trim_end_matches('…'));
                ui.end_row();
            }
        }
    });
}

/// The keys that are no commands.
const OF_GRID: &[(&str, &str)] = &[
    ("直接录入", "覆盖当前格"),
    ("F2、双击", "修改当前格"),
    ("Enter / Shift+Enter", "录入，向下 / 向上"),
    ("Tab / Shift+Tab", "录入，向右 / 向左"),
    ("Alt+Enter", "在文字格内换行"),
    ("BackSpace", "清空当前格后录入；Esc 恢复原来的"),
    ("Esc", "放弃正在录入的内容"),
    ("方向键", "移动；Ctrl 跳到数据块边缘，Shift 扩大选择"),
    ("Home / End", "行首 / 行尾；Ctrl 到表首 / 表尾"),
    ("PageUp / PageDown", "上 / 下移一屏"),
    ("Ctrl+A", "选中整张表"),
    ("点行号、点表头", "选中一行、一栏；Shift 选到那里"),
];

fn about_ui(ui: &mut Ui, formats: &Formats) {
    ui.heading(format!("预算编辑器 yusuan {}", env!("CARGO_PKG_VERSION")));
    ui.label("部门预算的编制、审核和对比。MIT 或 Apache-2.0 许可；数据只在本机，不连网络。");
    ui.add_space(8.0);
    ui.label(RichText::new("表式").font(style::strong()));
    for format in formats.iter() {
        ui.label(format!("{}　{}", format.id, format.name));
    }
    ui.add_space(8.0);
    ui.label(RichText::new("科目表").font(style::strong()));
    let lists = formats.classifications().latest();
    for scheme in Scheme::ALL {
        ui.label(format!("{}：{}，{} 条", scheme.title(), lists.origin(scheme), lists.codes(scheme).count()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line that ends in the source is no blank where it is read.
    #[test]
    fn lines_of_a_paragraph_are_put_together() {
        let source = "# 题\n\n- 一，\n  二 A\n  b 三\n  四\n- 五\n\n```sh\na\nb\n```\n1. 六\n   七\n";
        assert_eq!(flowing(source), "# 题\n\n- 一，二 A b 三四\n- 五\n\n```sh\na\nb\n```\n1. 六七");
        let stray = regex::Regex::new(r"[\p{Han}，。；：、](?: +|\n)[\p{Han}，。；：、]").unwrap();
        let found: Vec<&str> = stray.find_iter(&SHOWN).map(|found| found.as_str()).collect();
        assert!(found.is_empty(), "{found:?}");
    }

    /// Who begins finds it at the top, and every key it names does something.
    #[test]
    fn the_guide_begins_with_three_minutes_whose_keys_are_commands() {
        let (_, first) = GUIDE.split_once("## ").unwrap();
        let first = first.split("\n## ").next().unwrap();
        assert!(first.starts_with("三分钟入门\n"), "{first}");
        let ctx = Context::default();
        let known: Vec<String> = commands::ALL.iter().filter_map(|entry| entry.keys(&ctx)).collect();
        let written = regex::Regex::new(r"(?:(?:Ctrl|Alt|Shift)\+)+[A-Za-z0-9]+|\bF\d+\b").unwrap();
        let named: Vec<&str> = written.find_iter(first).map(|found| found.as_str()).collect();
        assert!(named.len() > 8, "{named:?}");
        for key in named {
            assert!(known.iter().any(|known| known == key), "{key} is no command's: {known:?}");
        }
    }
}
