//! All that the typesetter sees: its template, the data, and the fonts. No file is read and nothing is fetched.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::{self, Faces};

const TEMPLATE: &str = include_str!("document.typ");
const MAIN: &str = "document.typ";
const DATA: &str = "document.json";

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
/// The fonts that are bundled: taken apart once.
static BUNDLED: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let bytes = [false, true].map(|is_bold| Bytes::new(fonts::bytes(is_bold)));
    bytes.into_iter().filter_map(|bytes| Font::new(bytes, 0)).collect()
});

/// What one document is made of.
pub(super) struct Given {
    main: Source,
    data: (FileId, Bytes),
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    /// Characters for which no font is at hand.
    pub lacking: BTreeSet<char>,
}

impl Given {
    /// Of data, as text.
    ///
    /// # Errors
    /// When the typesetter cannot be set up, in Chinese.
    pub(super) fn new(data: String) -> Result<Self, String> {
        let mut fonts = BUNDLED.clone();
        let lacking = add_installed(&data, &mut fonts);
        Ok(Self {
            main: Source::new(id(MAIN)?, TEMPLATE.to_owned()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            data: (id(DATA)?, Bytes::from_string(data)),
            fonts,
            lacking,
        })
    }
}

fn id(name: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(name).map_err(|error| format!("排版程序没有准备好：{error:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// Adds installed fonts for characters that the bundled ones lack; those that no font has.
fn add_installed(text: &str, fonts: &mut Vec<Font>) -> BTreeSet<char> {
    let has = |fonts: &[Font], c: char| fonts.iter().any(|font| font.info().coverage.contains(c.into()));
    let seen: BTreeSet<char> = text.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let rare: Vec<char> = seen.into_iter().filter(|c| !has(fonts, *c)).collect();
    if rare.is_empty() {
        return BTreeSet::new();
    }
    let installed = Faces::installed();
    let mut lacking = BTreeSet::new();
    for c in rare {
        if has(fonts, c) {
            continue;
        }
        let found = installed.find(c).and_then(|face| Font::new(Bytes::new(face.bytes), face.index));
        match found {
            Some(font) => fonts.push(font),
            None => {
                lacking.insert(c);
            }
        }
    }
    lacking
}

impl World for Given {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (own, data) = &self.data;
        if id == *own { Ok(data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
