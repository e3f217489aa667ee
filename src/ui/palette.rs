//! The command palette: every command by name, found by part of its name or by the initials of its
//! letters (`zjh` for 增加行).

use eframe::egui::Context;
use pinyin::ToPinyinMulti;

use super::app::{App, Request};
use super::chooser::{Choice, Chooser, Chosen};
use super::commands::{self, Entry};
use crate::text::fold;

/// Whether what was typed finds a name.
pub(super) fn finds(typed: &str, name: &str) -> bool {
    let name = fold(name);
    let sounds: Vec<Vec<String>> = name.chars().filter(|c| c.is_alphanumeric()).map(sounds_of).collect();
    fold(typed).split_whitespace().all(|word| {
        name.contains(word)
            || (0..sounds.len()).any(|start| spells(word, sounds.get(start..).unwrap_or_default()))
    })
}

/// How a letter can sound; 行 is both `hang` and `xing`.
fn sounds_of(c: char) -> Vec<String> {
    match c.to_pinyin_multi() {
        Some(sounds) => sounds.into_iter().map(|sound| sound.plain().to_owned()).collect(),
        None => vec![c.to_string()],
    }
}

/// Whether a word gives the sounds one by one, each in full or by its initial.
fn spells(word: &str, sounds: &[Vec<String>]) -> bool {
    if word.is_empty() {
        return true;
    }
    let Some((first, rest)) = sounds.split_first() else {
        return false;
    };
    first.iter().any(|sound| {
        let whole = word.strip_prefix(sound.as_str()).is_some_and(|left| spells(left, rest));
        let initial = sound.chars().next();
        whole || initial.and_then(|letter| word.strip_prefix(letter)).is_some_and(|left| spells(left, rest))
    })
}

impl App {
    /// The palette, while it is open; returns the command chosen.
    pub(super) fn palette_ui(&mut self, ctx: &Context, mut chooser: Chooser) -> Option<Request> {
        let listed: Vec<&Entry> = commands::ALL
            .iter()
            .filter(|entry| finds(&chooser.text, &format!("{} {}", entry.title, entry.menu.title())))
            .collect();
        let choices: Vec<Choice> = listed
            .iter()
            .map(|entry| Choice {
                title: self.command_title(entry),
                detail: entry.keys(ctx).unwrap_or_default(),
                disabled: !self.is_enabled(entry.command),
            })
            .collect();
        match chooser.ui(ctx, "命令", "命令的名称或拼音首字母", &choices) {
            Chosen::Not => {
                self.overlay = Some(super::app::Overlay::Palette(chooser));
                None
            }
            Chosen::Nothing => {
                self.focus_grid = true;
                None
            }
            Chosen::Line(at) => {
                self.focus_grid = true;
                listed.get(at).map(|entry| Request::Command(entry.command))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::finds;

    #[test]
    fn names_are_found_by_letters_and_sounds() {
        for typed in ["增加", "zjh", "zengjiah", "ZJ", "加 行", ""] {
            assert!(finds(typed, "增加行 编辑"), "{typed}");
        }
        assert!(!finds("zjy", "增加行 编辑"));
    }
}
