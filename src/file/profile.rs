//! What people say of a kind of document, kept as a format in their own folder, where every command finds it.

use std::path::PathBuf;

use super::places::data_folder;
use super::save::write_file;

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
    let folder = data_folder().ok_or("找不到用户的数据文件夹，对应关系没有保存")?.join("formats");
    let path = folder.join(format!("{name}.ron"));
    if path.exists() && !force {
        return Err(format!("{} 已经存在；请换一个名称（命令行可加 --force 覆盖）", path.display()));
    }
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("{} 建不成：系统报告“{error}”", folder.display()))?;
    write_file(&path, text.as_bytes()).map_err(|error| format!("{}：{error}", path.display()))?;
    Ok(path)
}
