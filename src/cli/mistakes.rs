//! A command line that was not understood, explained in Chinese; and help, which the parser takes for a mistake too.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{FINE, UNREADABLE, complain, not_printed};

/// Prints help as it is and a mistake in Chinese; the code to end with.
pub(super) fn explain(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return match error.print() {
            // Whoever has read enough is no reason to fail.
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                complain(&not_printed(&error));
                ExitCode::from(UNREADABLE)
            }
            _ => ExitCode::from(FINE),
        };
    }
    complain(&format!("{}。用 yusuan --help 查看用法。", mistake(error)));
    ExitCode::from(UNREADABLE)
}

/// What is wrong with the command line.
fn mistake(error: &clap::Error) -> String {
    let named = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    };
    let argument = named(ContextKind::InvalidArg);
    let value = named(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识的参数“{argument}”"),
        ErrorKind::InvalidSubcommand => format!("不认识的命令“{}”", named(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 {argument} 后面缺少内容"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("参数 {argument} 的内容“{value}”不对")
        }
        ErrorKind::ArgumentConflict => format!("参数 {argument} 不能这样同时使用"),
        ErrorKind::InvalidUtf8 => "参数不是有效的文字".to_owned(),
        _ => format!("命令行看不懂：{argument}{value}"),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::arguments::Arguments;

    #[test]
    fn mistakes_are_explained_in_chinese() {
        for (line, part) in [
            (&["yusuan", "check"][..], "缺少参数"),
            (&["yusuan", "check", "a.ron", "--jsn"], "--jsn"),
            (&["yusuan", "show", "a.ron", "--table"], "缺少内容"),
            (&["yusuan", "import", "a.md"], "缺少参数"),
            (&["yusuan", "publish", "a.ron", "-o", "b.ron", "--unit", "亿元"], "不对"),
            (&["yusuan", "check", "a.ron", "--json", "--csv"], "不能这样同时使用"),
            (&["yusuan", "compare", "a.ron", "--min-change", "一百"], "不对"),
            (&["yusuan", "merge", "a", "b", "c", "-o", "d", "--take", "mine"], "不对"),
        ] {
            let error = Arguments::try_parse_from(line).unwrap_err();
            assert!(mistake(&error).contains(part), "{line:?}: {}", mistake(&error));
        }
    }
}
