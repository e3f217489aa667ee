//! What people say of a kind of document, kept as a format in their own folder, where every command finds it.

use std::path::PathBuf;

use super::places::data_folder;
use super::save::write_file;
use crate::opening;

/// Whether the user keeps a profile of that name.
pub fn profile_exists(name: &str) -> bool {
    !name.is_empty() && place(name).is_some_and(|place| place.is_file())
}

/// What a profile of that name says.
///
/// # Errors
/// Says in Chinese why it cannot be read.
pub fn profile_text(name: &str) -> Result<String, String> {
    let place = place(name).ok_or("找不到用户的数据文件夹")?;
    opening::read_text(&place, opening::SMALL)
        .map_err(|error| format!("{} 读不出来：{error}", place.display()))
}

fn place(name: &str) -> Option<PathBuf> {
    Some(data_folder()?.join("formats").join(format!("{name}.ron")))
}

/// Keeps a profile (对应关系) in the user's folder of formats. One that is there is written over only where that is asked
/// for.
///
/// # Errors
/// Says in Chinese why it was not kept.
pub fn save_profile(name: &str, text: &str, force: bool) -> Result<PathBuf, String> {
    let is_name = !name.trim().is_empty() && !name.contains(['/', '\\', '\0']) && !name.starts_with('.');
    if !is_name {
        return Err(format!("“{name}”不能作名称；名称里不能有 / 和 \\，也不能以 . 开头"));
    }
    let path = place(name).ok_or("找不到用户的数据文件夹，对应关系没有保存")?;
    let folder = path.parent().unwrap_or(&path);
    if path.exists() && !force {
        return Err(format!("{} 已经存在；请换一个名称（命令行可加 --force 覆盖）", path.display()));
    }
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("{} 建不成：系统报告“{error}”", folder.display()))?;
    write_file(&path, text.as_bytes()).map_err(|error| format!("{}：{error}", path.display()))?;
    Ok(path)
}
