//! PDF, taken apart: glyphs and ruled lines become grids with joined cells, tables without lines, and
//! paragraphs. Tables that go on on the next page stay a grid a page; what is a table's title, header or unit is
//! for the recognition. Pictures are not read, only named.
//!
//! The libraries that interpret the file are made for viewing: they may panic on damaged files, recurse as deep
//! as a file is nested, and unpack as much as it holds. So a file is first looked through (`guard`), then
//! interpreted on a stack of its own, and what unwinds there ends here as an error or a note.

mod aligned;
mod canvas;
mod flow;
mod fonts;
mod frame;
mod further;
mod guard;
mod halves;
mod lines;
mod repeated;
mod rules;
mod straight;
mod tables;
mod typed;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};
use hayro_syntax::object::Dict;
use hayro_syntax::page::Page as PdfPage;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use kurbo::Rect;

pub(in crate::exchange) use self::typed::rows as typed;

use self::aligned::Piece;
use self::canvas::{Canvas, Drawn, Glyph, LONGEST, TooMuch};
use self::flow::Taken;
use self::fonts::Fonts;
use self::frame::{Area, Frame, Letter, main_turn};
use self::halves::Half;
use super::ocr::Word;
use super::{CellState, Document, Kind, Limits, Note, Place, SourceError};

/// Stack of the interpreter, which recurses as deep as a file is nested. Only what is used is taken.
const STACK: usize = 256 << 20;
/// Glyphs of a document at most; a budget of 60 pages has 60,000.
const GLYPHS: usize = 20_000_000;

/// A page with fewer letters than this, mostly covered by a picture, is rather a picture than a page of text.
const FEW_LETTERS: usize = 100;

/// Whether these bytes are a PDF, whatever the file is called.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.get(..bytes.len().min(1024)).is_some_and(|head| head.windows(5).any(|part| part == b"%PDF-"))
}

/// Takes a PDF apart.
///
/// # Errors
/// When it is none, is damaged beyond reading, needs a password, or is larger than the limits.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, SourceError> {
    read_with(bytes, limits, None)
}

/// What gives the words of a page that is a picture, by the page's number from 1, or says why there are none.
pub type Recognise<'w> = &'w (dyn Fn(u32) -> Result<Vec<Word>, String> + Sync);

/// The same, with the words of pages that are pictures. Their cells are [`CellState::Recognised`].
///
/// # Errors
/// As [`read`].
pub fn read_with(
    bytes: &[u8],
    limits: &Limits,
    words: Option<Recognise<'_>>,
) -> Result<Document, SourceError> {
    if !is_pdf(bytes) {
        return Err(SourceError::Unreadable("文件内容不是 PDF".into()));
    }
    guard::check(bytes, limits)?;
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().name("pdf".into()).stack_size(STACK);
        let reader = reader.spawn_scoped(scope, || whole(bytes, limits, words));
        // Both are told alike: no thread to be had, or a panic.
        reader.ok().and_then(|reader| reader.join().ok()).unwrap_or_else(|| Err(damaged()))
    })
}

fn damaged() -> SourceError {
    SourceError::Unreadable("PDF 已损坏，读不出来；请重新导出一份，或用阅读器打开后另存一份再打开".into())
}

fn whole(bytes: &[u8], limits: &Limits, words: Option<Recognise<'_>>) -> Result<Document, SourceError> {
    let until = Instant::now() + LONGEST;
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => SourceError::Password,
        LoadPdfError::Decryption(_) => {
            SourceError::Unreadable("PDF 的加密方式不支持；请去掉加密后另存一份再打开".into())
        }
        LoadPdfError::Invalid => damaged(),
    })?;
    let count = pdf.pages().len();
    if count > limits.pages {
        return Err(SourceError::TooLarge(format!("有 {count} 页，最多读 {} 页", limits.pages)));
    }
    if count == 0 {
        return Err(damaged());
    }
    let said = said_pages(&pdf);
    let mut reader = Reader {
        fonts: Fonts::new(&pdf),
        cache: InterpreterCache::new(),
        until,
        words,
        notes: Vec::new(),
        pictures: 0,
        aligned: Vec::new(),
    };
    let (mut taken, mut glyphs) = (Vec::with_capacity(count), 0_usize);
    let mut cells = 0;
    for (at, page) in pdf.pages().iter().enumerate() {
        let page = reader.page(page, u32::try_from(at + 1).unwrap_or(u32::MAX), &mut glyphs)?;
        cells += page.pieces.iter().map(Piece::cells).sum::<usize>();
        if glyphs > GLYPHS || cells > limits.cells {
            return Err(SourceError::TooLarge(format!("到第 {} 页文字已经太多", at + 1)));
        }
        taken.push(page);
    }
    if reader.pictures == count {
        let text = format!(
            "{count} 页都是图片（扫描件），没有文字可读；请向编制部门要 Excel、Word 或由它们导出的 PDF，或在命令行用 --ocr 指定识别程序，读出的数都要核对"
        );
        reader.notes = vec![Note { place: None, text }];
    }
    if said > count {
        let text = format!("文件说有 {said} 页，只读到 {count} 页，其余已损坏；请对照原件");
        reader.notes.push(Note { place: None, text });
    }
    if let Some(first) = reader.aligned.first() {
        let place = Some(Place::Page { page: *first, rectangle: [0.0; 4] });
        let pages: Vec<String> = reader.aligned.iter().map(u32::to_string).collect();
        let text =
            format!("第 {} 页有没有格线的表，各栏按对齐的位置读，请对照原件核对表头和栏次", pages.join("、"));
        reader.notes.push(Note { place, text });
    }
    let mut pages = flow::pages(taken);
    repeated::mend(&mut pages);
    further::take_columns(&mut pages);
    Ok(Document { kind: Kind::Pdf, pages, notes: reader.notes, ..Document::default() })
}

/// How many pages the document says it has: those that are damaged are not among the pages given.
fn said_pages(pdf: &Pdf) -> usize {
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let pages = root.and_then(|root| root.get::<Dict<'_>>("Pages"));
    pages.and_then(|pages| pages.get::<u32>("Count")).map_or(0, |count| usize::try_from(count).unwrap_or(0))
}

/// What the pages of one document share.
struct Reader<'p> {
    fonts: Fonts<'p>,
    cache: InterpreterCache<'p>,
    until: Instant,
    words: Option<Recognise<'p>>,
    notes: Vec<Note>,
    /// How many pages are pictures of which no word was read.
    pictures: usize,
    /// The pages with tables that have no ruled lines.
    aligned: Vec<u32>,
}

impl<'p> Reader<'p> {
    fn page(&mut self, page: &PdfPage<'p>, number: u32, glyphs: &mut usize) -> Result<Taken, SourceError> {
        let (width, height) = page.render_dimensions();
        let drawn = catch_unwind(AssertUnwindSafe(|| self.drawn(page)));
        let drawn = match drawn {
            Ok(drawn) => drawn,
            Err(why) => {
                if Instant::now() > self.until {
                    return Err(SourceError::TooLarge(format!("读到第 {number} 页用时太久，已停下")));
                }
                // What the interpreter had borrowed is not to be trusted.
                self.cache = InterpreterCache::new();
                let text = if why.is::<TooMuch>() { "画得太复杂" } else { "已损坏" };
                self.note(number, None, format!("第 {number} 页{text}，没有读；请对照原件"));
                Drawn::default()
            }
        };
        *glyphs += drawn.glyphs.len();
        Ok(self.taken(drawn, width, height, number))
    }

    fn drawn(&mut self, page: &PdfPage<'p>) -> Drawn {
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width), f64::from(height));
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            Rect::new(0.0, 0.0, width, height),
            &self.cache,
            page.xref(),
            InterpreterSettings::default(),
        );
        let mut canvas = Canvas::new(width, height, &mut self.fonts, self.until);
        interpret_page(page, &mut context, &mut canvas);
        canvas.drawn
    }

    fn note(&mut self, page: u32, rectangle: Option<[f32; 4]>, text: String) {
        let rectangle = rectangle.unwrap_or_default();
        self.notes.push(Note { place: Some(Place::Page { page, rectangle }), text });
    }

    /// What was drawn, as pieces in reading order.
    fn taken(&mut self, drawn: Drawn, width: f32, height: f32, number: u32) -> Taken {
        let words = self.say(&drawn, width, height, number);
        let glyphs = tables::once(drawn.glyphs);
        let frame = Frame { turn: main_turn(&glyphs), width, height };
        let (upright, level) = frame.rules(&drawn.upright, &drawn.level);
        let (lattices, is_drawing) = rules::lattices(upright, level);
        if is_drawing {
            self.note(number, None, format!("第 {number} 页线条太多，当作图画，没有按表格读"));
        }
        let (ruled, rest) = tables::sort(glyphs, lattices, &drawn.areas, &frame, number, &mut self.notes);
        let (straight, turned): (Vec<Glyph>, Vec<Glyph>) =
            rest.into_iter().partition(|glyph| glyph.turn == Some(frame.turn));
        let mut letters: Vec<Letter> = straight.iter().map(|glyph| frame.letter(glyph)).collect();
        let is_recognised = !words.is_empty();
        letters.extend(words.into_iter().map(letter));
        let mut pieces = Vec::new();
        let mut is_aligned = false;
        for half in halves::halves(ruled, letters) {
            is_aligned |= arrange(half, &frame, number, &mut pieces);
        }
        if is_aligned && !is_recognised {
            self.aligned.push(number);
        }
        for piece in pieces.iter_mut().filter(|_| is_recognised) {
            if let Piece::Grid(grid) = piece {
                grid.cells.iter_mut().for_each(|cell| cell.state = CellState::Recognised);
            }
        }
        Taken { frame, pieces, turned: turned_text(&turned, &frame) }
    }

    /// Says what of a page is not read; the words that another program reads off a picture.
    fn say(&mut self, drawn: &Drawn, width: f32, height: f32, number: u32) -> Vec<Word> {
        let whole = Some([0.0, 0.0, width, height]);
        let letters = drawn.glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty()).count();
        let unread = match (letters, drawn.pictures) {
            (0, share) if share > 0.1 => Some("是图片，没有文字"),
            // A page's number or a heading beside a scan.
            (1..FEW_LETTERS, share) if share > 0.3 => Some("大半是图片，图片里的字没有读"),
            // Letters drawn as shapes.
            (0, _) if drawn.areas.len() > 20 => {
                Some("没有文字，只有图形；如果看得见字，是字转成了曲线，没有读")
            }
            _ => None,
        };
        let mut words = Vec::new();
        if let Some(what) = unread {
            let text = match self.words.map(|words| words(number)) {
                Some(Ok(read)) if !read.is_empty() => {
                    words = read;
                    format!("第 {number} 页是图片，上面的字由外部识别程序读出，请对照原件")
                }
                Some(Ok(_)) => format!("第 {number} 页{what}；识别程序也没有读出字"),
                Some(Err(why)) => format!("第 {number} 页{what}；{why}"),
                None => format!("第 {number} 页{what}"),
            };
            self.note(number, whole, text);
            self.pictures += usize::from(letters == 0 && words.is_empty() && self.words.is_none());
        }
        let left_out = [
            (drawn.hidden, "个字印成看不见的（例如扫描件背后的识别结果），没有读"),
            (drawn.clipped, "个字在裁剪范围以外，纸面上看不见，没有读"),
            (drawn.off_page, "个字在纸张以外，没有读"),
            (drawn.unknown, "个字的字体没有编码，认不出来，以“\u{fffd}”代替；请对照原件"),
        ];
        for (count, what) in left_out.into_iter().filter(|(count, _)| *count > 0) {
            self.note(number, whole, format!("第 {number} 页有 {count} {what}"));
        }
        words
    }
}

/// Adds the tables and lines of a part of a page from top to bottom. Whether a table without lines is among them.
fn arrange((ruled, letters): Half, frame: &Frame, number: u32, pieces: &mut Vec<Piece>) -> bool {
    let from = pieces.len();
    let mut with_lines = 0;
    let mut ruled = ruled.into_iter().peekable();
    // A table without lines does not reach across one with lines.
    let mut part = Vec::new();
    for line in lines::lines(letters) {
        while let Some(table) = ruled.next_if(|table| table.top() < line.middle()) {
            pieces.extend(aligned::tables(std::mem::take(&mut part), frame, number));
            let grid = Piece::Grid(table.grid(frame, number));
            with_lines += usize::from(grid.cells() > 0);
            pieces.push(grid);
        }
        part.push(line);
    }
    pieces.extend(aligned::tables(part, frame, number));
    let tables = pieces.iter().skip(from).filter(|piece| piece.cells() > 0).count();
    pieces.extend(ruled.map(|table| Piece::Grid(table.grid(frame, number))));
    tables > with_lines
}

/// A word of another program as if it were a letter: what stands apart from it is parted as letters are.
fn letter(word: Word) -> Letter {
    let [left, top, right, bottom] = word.rectangle;
    let size = bottom - top;
    Letter { text: word.text, left, right, baseline: bottom - 0.12 * size, size, order: 0 }
}

/// Text written another way round than the page, line by line.
fn turned_text(glyphs: &[Glyph], page: &Frame) -> Vec<(String, [f32; 4])> {
    let mut out = Vec::new();
    for turn in (0..4).filter(|turn| *turn != page.turn) {
        let frame = Frame { turn, ..*page };
        let letters = glyphs.iter().filter(|glyph| glyph.turn == Some(turn)).map(|glyph| frame.letter(glyph));
        for line in lines::lines(letters.collect()) {
            out.push((line.text(), frame.rectangle(line.area)));
        }
    }
    // Letters aslant, such as a watermark, in the order they are drawn.
    let mut aslant: Option<(String, Area, &Glyph)> = None;
    for glyph in glyphs.iter().filter(|glyph| glyph.turn.is_none()) {
        let area = Area {
            left: glyph.origin.0.min(glyph.end.0),
            top: glyph.origin.1.min(glyph.end.1),
            right: glyph.origin.0.max(glyph.end.0),
            bottom: glyph.origin.1.max(glyph.end.1),
        };
        let shown = Frame { turn: 0, ..*page };
        match &mut aslant {
            Some((text, whole, last))
                if (last.end.0 - glyph.origin.0).hypot(last.end.1 - glyph.origin.1) < glyph.size =>
            {
                text.push_str(&glyph.text);
                *whole = whole.joined(area);
                *last = glyph;
            }
            _ => {
                let done = aslant.replace((glyph.text.to_string(), area, glyph));
                out.extend(done.map(|(text, area, _)| (text, shown.rectangle(area))));
            }
        }
    }
    let shown = Frame { turn: 0, ..*page };
    out.extend(aslant.map(|(text, area, _)| (text, shown.rectangle(area))));
    out.retain(|(text, _)| !text.trim().is_empty());
    out
}
