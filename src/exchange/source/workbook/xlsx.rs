//! xlsx: the parts of the zip, streamed. Knows the parts and their elements; what becomes of a sheet is for
//! [`super::sheet`].

use std::collections::HashMap;
use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use super::format::{NumberFormat, builtin};
use super::sheet::{parse_address, parse_joined};
use super::strings::{plain, rich, shared, unescape};
use super::{Book, Style};
use crate::exchange::source::archive::Archive;
use crate::exchange::source::package::{linked, links, main_part, part};
use crate::exchange::source::xml::{Element, Events, attribute, is_on};
use crate::exchange::source::{CellState, SourceError};

/// What holds for all sheets.
struct Shared {
    strings: Vec<String>,
    styles: Vec<Style>,
    from_1904: bool,
}

/// Reads all sheets that are shown.
pub(super) fn read(bytes: &[u8], book: &mut Book<'_>) -> Result<(), SourceError> {
    let mut archive = Archive::open(bytes, book.limits)?;
    let main = main_part(&mut archive, "xl/workbook.xml")?;
    let Some(workbook) = part(&mut archive, &main)? else {
        return Err(SourceError::Unreadable(
            "工作簿不完整：缺少工作表目录；请重新取得文件后再打开".to_owned(),
        ));
    };
    let links = links(&mut archive, &main)?;
    let strings = linked(&links, "sharedStrings", &main, "sharedStrings.xml");
    let budget = archive.budget();
    let strings = match archive.part(&strings)? {
        Some(input) => shared(Events::new(input, &strings, budget))?,
        None => Vec::new(),
    };
    let styles = part(&mut archive, &linked(&links, "styles", &main, "styles.xml"))?;
    let all = Shared {
        strings,
        styles: styles.map(|styles| read_styles(&styles)).unwrap_or_default(),
        from_1904: workbook.child("workbookPr").and_then(|it| it.attribute("date1904")).is_some_and(is_on),
    };
    let calculation = workbook.child("calcPr");
    book.calculate_on_open = calculation.and_then(|it| it.attribute("fullCalcOnLoad")).is_some_and(is_on);
    for sheet in workbook.child("sheets").into_iter().flat_map(Element::children) {
        let name = sheet.attribute("name").unwrap_or_default();
        let target = sheet.attribute("id").and_then(|id| links.get(id));
        if let Some(how) = hidden(sheet.attribute("state")) {
            book.note(format!("工作表“{name}”是{how}的，没有读入"));
            continue;
        }
        let Some((target, kind)) = target else {
            book.note(format!("工作表“{name}”在文件里找不到，没有读入"));
            continue;
        };
        if !kind.ends_with("/worksheet") {
            book.note(format!("“{name}”是图表，不是工作表，没有读入"));
            continue;
        }
        book.sheet(name)?;
        let budget = archive.budget();
        match archive.part(target)? {
            Some(input) => read_sheet(Events::new(input, target, budget), &all, book)?,
            None => book.note(format!("工作表“{name}”在文件里找不到，没有读入")),
        }
        boxes(&mut archive, target, book)?;
    }
    Ok(())
}

fn hidden(state: Option<&str>) -> Option<&'static str> {
    match state? {
        "hidden" => Some("隐藏"),
        "veryHidden" => Some("深度隐藏"),
        _ => None,
    }
}

fn read_styles(styles: &Element) -> Vec<Style> {
    let formats = styles.child("numFmts").into_iter().flat_map(Element::children);
    let codes: HashMap<u32, &str> = formats
        .filter_map(|it| Some((it.attribute("numFmtId")?.parse().ok()?, it.attribute("formatCode")?)))
        .collect();
    let cells = styles.child("cellXfs").into_iter().flat_map(Element::children);
    cells
        .map(|cell| {
            let id = cell.attribute("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
            let code = codes.get(&id).copied().or_else(|| builtin(id)).unwrap_or("General");
            let alignment = cell.child("alignment");
            let indent = alignment.and_then(|it| it.attribute("indent")).and_then(|it| it.parse().ok());
            Style { format: NumberFormat::new(code), indent: indent.unwrap_or(0) }
        })
        .collect()
}

/// Rows and columns that have no number of their own follow the ones before.
#[derive(Default)]
struct At {
    row: u32,
    next_row: u32,
    next_column: u32,
}

fn read_sheet<R: BufRead>(
    mut events: Events<R>,
    all: &Shared,
    book: &mut Book<'_>,
) -> Result<(), SourceError> {
    let mut at = At::default();
    let mut zeros_shown = true;
    let mut formulas: HashMap<String, String> = HashMap::new();
    loop {
        match events.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "sheetView" => zeros_shown = attribute(&start, "showZeros").is_none_or(|it| is_on(&it)),
                "col" => hide_columns(&start, book),
                "row" => {
                    let number = attribute(&start, "r").and_then(|r| r.parse::<u32>().ok());
                    at.row = number.and_then(|r| r.checked_sub(1)).unwrap_or(at.next_row).min(1 << 20);
                    at.next_row = at.row + 1;
                    at.next_column = 0;
                    let none = attribute(&start, "ht").and_then(|ht| ht.parse().ok()) == Some(0.0_f32);
                    if (none || attribute(&start, "hidden").is_some_and(|it| is_on(&it)))
                        && let Some(sheet) = book.sheets.last_mut()
                    {
                        sheet.hidden_rows.push((at.row, at.row));
                    }
                }
                "c" => {
                    let head = Head::new(&start, &mut at);
                    read_cell(&mut events, &head, zeros_shown, &mut formulas, all, book)?;
                }
                "mergeCell" => {
                    let joined = attribute(&start, "ref").and_then(|it| parse_joined(&it));
                    if let (Some(joined), Some(sheet)) = (joined, book.sheets.last_mut()) {
                        sheet.joined.push(joined);
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn hide_columns(start: &BytesStart<'_>, book: &mut Book<'_>) {
    let number = |name| attribute(start, name).and_then(|it| it.parse::<u32>().ok()?.checked_sub(1));
    let none = attribute(start, "width").and_then(|it| it.parse().ok()) == Some(0.0_f32);
    if !none && !attribute(start, "hidden").is_some_and(|it| is_on(&it)) {
        return;
    }
    if let (Some(from), Some(to), Some(sheet)) = (number("min"), number("max"), book.sheets.last_mut()) {
        sheet.hidden_columns.push((from, to.max(from)));
    }
}

/// What a cell says of itself: where it stands, how its value is written, and its style. Sheets have many cells
/// with nothing but a style, so this is read in one go.
struct Head {
    place: (u32, u32),
    kind: String,
    style: usize,
}

impl Head {
    fn new(start: &BytesStart<'_>, at: &mut At) -> Self {
        let mut head = Self { place: (at.row, at.next_column), kind: String::new(), style: 0 };
        for it in start.attributes().with_checks(false).flatten() {
            match it.key.as_ref() {
                "r" => head.place = parse_address(&it.value).unwrap_or(head.place),
                "s" => head.style = it.value.parse().unwrap_or(0),
                "t" => head.kind.push_str(&it.value),
                _ => {}
            }
        }
        at.next_column = head.place.1 + 1;
        head
    }
}

fn read_cell<R: BufRead>(
    events: &mut Events<R>,
    head: &Head,
    zeros_shown: bool,
    formulas: &mut HashMap<String, String>,
    all: &Shared,
    book: &mut Book<'_>,
) -> Result<(), SourceError> {
    let style = all.styles.get(head.style);
    let (mut value, mut inline, mut formula) = (None::<String>, None::<String>, None::<String>);
    loop {
        let event = events.next()?;
        match &event {
            Event::Start(start) => match start.local_name().as_ref() {
                "v" => value = Some(plain(events)?),
                "is" => inline = Some(rich(events, "is")?),
                "f" => {
                    let index = attribute(start, "si");
                    let text = plain(events)?;
                    formula = Some(match index {
                        Some(index) if text.is_empty() => formulas.get(&index).cloned().unwrap_or_default(),
                        Some(index) => {
                            formulas.insert(index, text.clone());
                            text
                        }
                        None => text,
                    });
                }
                _ => {
                    drop(event);
                    events.skip()?;
                }
            },
            Event::End(_) | Event::Eof => break,
            _ => {}
        }
    }
    let place @ (row, column) = head.place;
    match (head.kind.as_str(), value, inline) {
        (_, None, Some(text)) => book.text(place, &text, style),
        ("str", Some(text), _) => book.text(place, &unescape(text), style),
        (_, value, _) if value.as_deref().unwrap_or_default().trim().is_empty() => match formula {
            Some(formula) => book.not_calculated(row, column, &formula),
            None => Ok(()),
        },
        ("s", Some(index), _) => match index.trim().parse().ok().and_then(|at: usize| all.strings.get(at)) {
            Some(text) => book.text(place, text, style),
            None => book.cell(row, column, "文字丢失".to_owned(), CellState::Error),
        },
        ("inlineStr", Some(text), _) => book.text(place, &text, style),
        ("b", Some(value), _) => book.boolean(row, column, is_on(value.trim())),
        ("e", Some(error), _) => book.cell(row, column, error, CellState::Error),
        ("d", Some(date), _) => book.cell(row, column, date, CellState::NoAmount),
        (_, Some(number), _) => match number.trim().parse::<f64>() {
            Ok(number) if number == 0.0 && !zeros_shown => Ok(()),
            Ok(number) => book.number(place, number, style, all.from_1904, formula.as_deref()),
            Err(_) => book.cell(row, column, number, CellState::Error),
        },
        (_, None, _) => Ok(()),
    }
}

/// Texts in shapes over the cells: a title or a unit is sometimes put there.
fn boxes(archive: &mut Archive<'_>, sheet: &str, book: &mut Book<'_>) -> Result<(), SourceError> {
    let drawings = links(archive, sheet)?.into_values().filter(|(_, kind)| kind.ends_with("/drawing"));
    for (name, _) in drawings.collect::<Vec<_>>() {
        let Some(drawing) = part(archive, &name)? else { continue };
        for anchor in drawing.children() {
            let from = anchor.child("xdr:from");
            let number = |name| {
                let text = from.and_then(|from| from.child(name)).map(Element::text);
                text.and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(0).min(1 << 20)
            };
            let place = (number("xdr:row"), number("xdr:col"));
            let mut texts = Vec::new();
            shape_texts(anchor, &mut texts);
            let texts: Vec<String> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
            if let (false, Some(sheet)) = (texts.is_empty(), book.sheets.last_mut()) {
                sheet.boxes.push((place, texts.join("\n")));
            }
        }
    }
    Ok(())
}

fn shape_texts(element: &Element, texts: &mut Vec<String>) {
    for child in element.children() {
        match child.name.as_str() {
            "a:p" => texts.push(child.text()),
            "mc:Fallback" => {}
            _ => shape_texts(child, texts),
        }
    }
}
