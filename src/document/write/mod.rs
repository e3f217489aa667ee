//! The writers: a document as the bytes of a file, one kind a file. None knows a budget.

mod html;
mod markdown;
mod word;
mod workbook;
mod xml;

use super::{Document, Kind};

/// A document as the bytes of a file.
///
/// # Errors
/// Says in Chinese why it cannot be written as a file of that kind.
pub fn to_bytes(document: &Document, kind: Kind) -> Result<Vec<u8>, String> {
    if document.is_empty() {
        return Err("这份预算里没有可以写出的内容".to_owned());
    }
    match kind {
        Kind::Markdown => Ok(markdown::write(document).into_bytes()),
        Kind::Html => Ok(html::write(document).into_bytes()),
        Kind::Word => word::write(document).map_err(|error| format!("写不成 Word 文档：{error}")),
        Kind::Workbook => workbook::write(document).map_err(|error| format!("写不成工作簿：{error}")),
    }
}
