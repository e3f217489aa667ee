//! The budget file that a command writes: what it may replace, and that what it replaces is kept.

use std::path::Path;

use super::complain;
use crate::file::backup::Copies;
use crate::file::{self, Extras, budget_may_end_so, must_end, same_file, write_file_keeping};
use crate::model::Budget;

/// Where a command writes its budget.
#[derive(Clone, Copy, Debug)]
pub(super) struct Output<'a> {
    path: &'a Path,
    /// Whether another file is there already, none of those that were read.
    replaces: bool,
    /// Whether a copy of what is replaced is kept.
    keeps: bool,
}

impl<'a> Output<'a> {
    /// The place that was asked for a budget. `inputs` are files of the command that may be written back to, by
    /// whatever way they are named.
    ///
    /// # Errors
    /// When another file is there, unless `force` says that it may be replaced; and when it would be called as
    /// another kind of file is.
    pub(super) fn budget(path: &'a Path, inputs: &[&Path], force: bool) -> Result<Self, String> {
        let input = inputs.iter().any(|input| same_file(path, input));
        if !input {
            budget_may_end_so(path)?;
        }
        Self::at(path, inputs, force)
    }

    /// The place that was asked for any other file, which ends in one of `endings` where there are any. What the command
    /// `reads` is never replaced.
    ///
    /// # Errors
    /// When it is one of those, when its name ends otherwise, and when another file is there, unless `force` says that
    /// it may be replaced.
    pub(super) fn other(
        path: &'a Path,
        reads: &[&Path],
        endings: &[&str],
        force: bool,
    ) -> Result<Self, String> {
        if reads.iter().any(|read| same_file(path, read)) {
            return Err(format!("{} 是要读的文件，不能写在它上面；请换一个文件名", path.display()));
        }
        if !endings.is_empty() {
            must_end(path, endings)?;
        }
        Self::at(path, &[], force)
    }

    fn at(path: &'a Path, inputs: &[&Path], force: bool) -> Result<Self, String> {
        let exists = path.symlink_metadata().is_ok();
        let input = inputs.iter().any(|input| same_file(path, input));
        if exists && !force && !input {
            return Err(format!("{} 已经存在；换一个文件名，或加 --force 覆盖它", path.display()));
        }
        Ok(Self { path, replaces: exists, keeps: true })
    }

    /// The same without copies, for who keeps versions by other means.
    pub(super) fn without_copies(self, without: bool) -> Self {
        Self { keeps: !without, ..self }
    }

    /// Its file.
    pub(super) fn path(&self) -> &'a Path {
        self.path
    }

    /// Whether something is replaced.
    pub(super) fn replaces(&self) -> bool {
        self.replaces
    }

    /// Writes the budget, and says where the content is that it replaced. To be called before anything is
    /// printed: nobody may be left to read that.
    ///
    /// # Errors
    /// Says in Chinese why nothing was written.
    pub(super) fn save(&self, budget: &Budget, extras: &Extras) -> Result<(), String> {
        let copies = Copies::unasked(file::data_folder());
        let saved = if self.keeps {
            file::save_keeping(self.path, budget, extras, None, &copies)
        } else {
            file::save(self.path, budget, extras)
        };
        let saved = saved.map_err(|error| format!("{}：{error}", self.path.display()))?;
        if let Some(Ok(copy)) = saved.copy {
            complain(&format!("{} 原来的内容已留作备份：{}", self.path.display(), copy.display()));
        }
        Ok(())
    }
}

/// Writes a file, and says where the content is that it replaced.
///
/// # Errors
/// Says in Chinese why nothing was written.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let written = write_file_keeping(path, bytes, &Copies::unasked(file::data_folder()));
    let written = written.map_err(|error| format!("{}：{error}", path.display()))?;
    if let Some(copy) = written.copy {
        complain(&format!("{} 原来的内容已留作备份：{}", path.display(), copy.display()));
    }
    Ok(())
}
