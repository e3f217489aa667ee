//! The menus: their titles and the keys that open them. Which commands stand in which is in the table of commands.

use eframe::egui::os::OperatingSystem;
use eframe::egui::{Context, Key, Modifiers};

/// The menus, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Menu {
    /// 文件.
    File,
    /// 编辑.
    Edit,
    /// 审核.
    Review,
    /// 转到.
    Go,
    /// 视图.
    View,
    /// 帮助.
    Help,
}

impl Menu {
    /// All menus from left to right.
    pub(in crate::ui) const ALL: [Self; 6] =
        [Self::File, Self::Edit, Self::Review, Self::Go, Self::View, Self::Help];

    /// Its title.
    pub(in crate::ui) fn title(self) -> &'static str {
        match self {
            Self::File => "文件",
            Self::Edit => "编辑",
            Self::Review => "审核",
            Self::Go => "转到",
            Self::View => "视图",
            Self::Help => "帮助",
        }
    }

    /// The letter that opens it with Alt, the one that such a menu has in other programs for Chinese Windows.
    fn letter(self) -> Key {
        match self {
            Self::File => Key::F,
            Self::Edit => Key::E,
            Self::Review => Key::R,
            Self::Go => Key::G,
            Self::View => Key::V,
            Self::Help => Key::H,
        }
    }

    /// The keys that open it, in words; `None` on a Mac, where Option with a letter types another one.
    pub(in crate::ui) fn keys(self, ctx: &Context) -> Option<String> {
        (!ctx.os().is_mac()).then(|| format!("Alt+{}", self.letter().name()))
    }

    /// The menu that a key opens.
    pub(in crate::ui) fn of(os: OperatingSystem, modifiers: Modifiers, key: Key) -> Option<Self> {
        let is_alt = modifiers == Modifiers::ALT && !os.is_mac();
        Self::ALL.into_iter().find(|menu| is_alt && menu.letter() == key)
    }
}
