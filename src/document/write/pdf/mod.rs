//! A PDF: pages with numbers, contents that name them, bookmarks, tables whose header stands on every page, on paper
//! that they fit on. Set by typst out of a template and data, tagged, as PDF/A-2a, in the bundled fonts.

mod cells;
mod data;
mod world;

use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, NativeElement, Smart, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use self::world::Given;
use crate::document::Document;

/// What the typesetter is given to recurse in.
const STACK: usize = 64 << 20;
/// How many documents ago something was used that is still remembered.
const REMEMBERED: usize = 3;

/// The document as a PDF, and what is not in it as it should be, for people.
///
/// # Errors
/// Says in Chinese why there is none.
pub(super) fn write(document: &Document) -> Result<(Vec<u8>, Vec<String>), String> {
    std::thread::scope(|scope| {
        let setter = std::thread::Builder::new().name("pdf".into()).stack_size(STACK);
        let setter = setter.spawn_scoped(scope, || set(document));
        let done = setter.ok().and_then(|setter| setter.join().ok());
        done.unwrap_or_else(|| Err("排版没有完成".to_owned()))
    })
}

fn set(document: &Document) -> Result<(Vec<u8>, Vec<String>), String> {
    let (given, paged) = paged(document)?;
    let mut remarks = Vec::new();
    if !given.lacking.is_empty() {
        let lacking: Vec<String> = given.lacking.iter().map(char::to_string).collect();
        remarks.push(format!(
            "没有字体能印出“{}”，PDF 里是空框；请装上有这些字的字体后再导出",
            lacking.join("、")
        ));
    }
    let written = match typst_pdf::pdf(&paged, &options(document, true)?) {
        Ok(bytes) => Ok(bytes),
        Err(errors) => {
            remarks.push(format!("PDF 不合长期保存的标准（PDF/A-2a），按普通 PDF 写出：{}", told(&errors)));
            typst_pdf::pdf(&paged, &options(document, false)?).map_err(|errors| told(&errors))
        }
    };
    comemo::evict(REMEMBERED);
    Ok((written?, remarks))
}

/// How often cells are cut at page ends until the ends stay where they are.
const PASSES: usize = 4;

/// The document in pages, whose joined cells are cut where pages end.
fn paged(document: &Document) -> Result<(Given, PagedDocument), String> {
    let mut starts = vec![Vec::new(); document.tables.len()];
    let mut pass = 0;
    loop {
        let given = Given::new(data::data(document, &starts).to_string())?;
        let paged = typst::compile::<PagedDocument>(&given).output.map_err(|errors| told(&errors))?;
        let found = starts_of(&paged, document);
        pass += 1;
        if found == starts || pass == PASSES {
            return Ok((given, paged));
        }
        starts = found;
    }
}

/// The rows of each table's body with which its further pages begin, by the marks in tables with joined cells.
fn starts_of(paged: &PagedDocument, document: &Document) -> Vec<Vec<usize>> {
    let mut starts = vec![Vec::new(); document.tables.len()];
    let introspector = paged.introspector();
    let mut last = None;
    for mark in introspector.query(&MetadataElem::ELEM.select()) {
        let page = mark.location().and_then(|at| introspector.page(at));
        let Some((table, row)) = mark.to_packed::<MetadataElem>().and_then(|mark| place(&mark.value)) else {
            continue;
        };
        let header = document.tables.get(table).map_or(0, |table| table.header.len());
        if let (Some((of, before)), Some(starts)) = (last, starts.get_mut(table))
            && of == table
            && page != before
        {
            starts.push(row.saturating_sub(header));
        }
        last = Some((table, page));
    }
    starts
}

/// The table and the row of a mark.
fn place(value: &Value) -> Option<(usize, usize)> {
    let Value::Array(both) = value else { return None };
    let number = |at: i64| match both.at(at, None) {
        Ok(Value::Int(number)) => usize::try_from(number).ok(),
        _ => None,
    };
    Some((number(0)?, number(1)?))
}

/// The same bytes each time: the document's name stands for it, and its date is none.
fn options(document: &Document, archival: bool) -> Result<PdfOptions, String> {
    // The standard wants a date; when it was exported is nobody's concern.
    let date = Datetime::from_ymd(2000, 1, 1);
    let standard = if archival { PdfStandard::A_2a } else { PdfStandard::V_1_7 };
    Ok(PdfOptions {
        ident: Smart::Custom(document.title.clone()),
        creator: Smart::Custom(Some("yusuan".to_owned())),
        timestamp: date.map(Timestamp::new_utc),
        standards: PdfStandards::new(&[standard]).map_err(|error| error.message().to_string())?,
        ..PdfOptions::default()
    })
}

/// What the typesetter says is wrong. It speaks English: its words are for who mends the program.
fn told(errors: &[SourceDiagnostic]) -> String {
    errors.first().map(|error| error.message.to_string()).unwrap_or_default()
}
