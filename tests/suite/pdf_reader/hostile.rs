//! Files that are damaged or meant to do harm: a clear answer, in bounded time and memory, and no panic that
//! gets out.

use std::fmt::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use yusuan::exchange::source::{Limits, SourceError, pdf::read};

use super::made::{Page, file, pdf};
use crate::support::repository;

/// Two hundred damaged versions of a file: cut, and with bits turned over. None may stop the program.
fn damage(bytes: &[u8]) {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed >> 8).unwrap()
    };
    for round in 0..200 {
        let mut damaged = bytes.to_vec();
        if round % 4 == 0 {
            damaged.truncate(random() % bytes.len());
        }
        for _ in 0..[0, 1, 10, 100][round % 4] {
            let at = random() % damaged.len();
            damaged[at] ^= 1 << (random() % 8);
        }
        let _ = read(&damaged, &Limits::default());
    }
}

#[test]
fn damaged_files_do_not_stop_the_program() {
    let page = Page::new().grid(&[50.0, 150.0, 250.0], &[50.0, 70.0, 90.0]).text(60.0, 65.0, "支出1,234.50");
    damage(&pdf(&[page.clone(), page]));
    for name in ["no-printing.pdf", "fonts-without-characters.pdf"] {
        damage(&std::fs::read(repository("tests/data/pdf").join(name)).unwrap());
    }
}

fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    std::io::Write::write_all(&mut encoder, content).unwrap();
    encoder.finish().unwrap()
}

/// A file whose page draws a packed stream, with entries of its dictionary.
fn drawing(stream: &[u8], entries: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
        2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj\n\
        3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents 4 0 R >> endobj\n"
        .to_vec();
    out.extend(format!("4 0 obj << /Length {} {entries} >>\nstream\n", stream.len()).bytes());
    out.extend(stream);
    out.extend(b"\nendstream endobj\ntrailer << /Root 1 0 R >>\n");
    out
}

fn refused(bytes: &[u8]) {
    let small = Limits { bytes: 4 << 20, ..Limits::default() };
    let answer = read(bytes, &small);
    assert!(matches!(answer, Err(SourceError::Unreadable(_) | SourceError::TooLarge(_))), "{answer:?}");
}

#[test]
fn what_unpacks_beyond_the_limit_is_refused() {
    let bomb = packed(&vec![b' '; 8 << 20]);
    refused(&drawing(&bomb, "/Filter /FlateDecode"));
    // It does not matter what the file calls it.
    refused(&drawing(&bomb, "/Subtype /Image /Filter 9 0 R"));
    refused(&drawing(&packed(&bomb), "/Filter [/FlateDecode /FlateDecode]"));
    let mut hexadecimal: String = bomb.iter().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").unwrap();
        out
    });
    hexadecimal.push('>');
    refused(&drawing(hexadecimal.as_bytes(), "/Filter [/ASCIIHexDecode /FlateDecode]"));
    refused(&vec![b' '; 5 << 20]);
}

#[test]
fn deep_nesting_is_refused() {
    for piece in ["[", "<<", "<< /A ", "q "] {
        let deep = piece.repeat(100_000);
        refused(&drawing(&packed(deep.as_bytes()), "/Filter /FlateDecode"));
        refused(&drawing(deep.as_bytes(), ""));
    }
}

#[test]
fn deep_and_circular_page_trees_end() {
    let tree = |count: usize, last: &str| {
        let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned()];
        for at in 0..count {
            objects.push(format!("<< /Type /Pages /Count 1 /Kids [{} 0 R] >>", at + 3));
        }
        objects.push(last.to_owned());
        file(&objects)
    };
    let page = "<< /Type /Page /MediaBox [0 0 400 300] >>";
    assert_eq!(read(&tree(1_000, page), &Limits::default()).unwrap().pages.len(), 1);
    refused(&tree(10_000, page));
    // Back to the top, and to itself.
    for kids in ["2 0 R", "12 0 R", "2 0 R 2 0 R 2 0 R"] {
        let _ = read(&tree(10, &format!("<< /Type /Pages /Kids [{kids}] >>")), &Limits::default());
    }
}

#[test]
fn pages_that_are_lost_are_said() {
    let bytes = String::from_utf8(pdf(&vec![Page::new(); 3])).unwrap().replace("/Count 3", "/Count 5");
    let document = read(bytes.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(document.pages.len(), 3);
    assert_eq!(document.notes[0].text, "文件说有 5 页，只读到 3 页，其余已损坏；请对照原件");
    refused(&pdf(&[]));
}

#[test]
fn too_many_pages_are_refused() {
    assert!(matches!(
        read(&pdf(&vec![Page::new(); 10_000]), &Limits::default()),
        Err(SourceError::TooLarge(_))
    ));
    let few = Limits { pages: 10, ..Limits::default() };
    assert_eq!(read(&pdf(&vec![Page::new(); 10]), &few).unwrap().pages.len(), 10);
    assert!(matches!(read(&pdf(&vec![Page::new(); 11]), &few), Err(SourceError::TooLarge(_))));
}

/// Forms that draw forms that draw forms: ten to the power of nine texts.
#[test]
fn forms_within_forms_end() {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
            .to_owned(),
        "<< /Length 5 >>\nstream\n/X Do\nendstream".to_owned(),
    ];
    for at in 0..9 {
        objects.push(format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 400 300] /Resources << /XObject << /X {} 0 R >> >> \
             /Length 60 >>\nstream\n{}\nendstream",
            at + 6,
            "/X Do ".repeat(10)
        ));
    }
    objects.push(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 400 300] /Length 0 >>\nstream\n\nendstream".to_owned(),
    );
    let document = read(&file(&objects), &Limits::default()).unwrap();
    assert_eq!(document.notes.len(), 1, "{:?}", document.notes);
    assert!(document.notes[0].text.contains("第 1 页画得太复杂"), "{:?}", document.notes);
}

#[test]
fn odd_sizes_and_numbers_do_no_harm() {
    let text = || Page::new().text(50.0, 50.0, "支出");
    for entries in [
        "/MediaBox [0 0 1000000000000000000000 1000000000000000000000]",
        "/MediaBox [0 0 0 0]",
        "/MediaBox [-99999999999 0 5 99999999999]",
        "/MediaBox []",
        "/Rotate 45",
        "/Rotate 99999999999999",
        "/CropBox [1000 1000 2000 2000]",
    ] {
        assert_eq!(
            read(&pdf(&[text().entries(entries)]), &Limits::default()).unwrap().pages.len(),
            1,
            "{entries}"
        );
    }
    for operators in [
        "1e38 0 0 1e38 1e38 1e38 cm",
        "0 0 0 0 0 0 cm",
        "99999999999999999999999 w 0 0 m 1e38 1e38 l S",
        "/F1 1e38 Tf",
        "/F9 10 Tf (none) Tj",
        "Q Q Q Q ET ET EMC",
        "-1e30 Tz 1e30 Tc 1e30 Tw",
    ] {
        let _ = read(&pdf(&[Page::new().raw(operators).text(50.0, 50.0, "支出")]), &Limits::default());
    }
    // Widths for four thousand million characters.
    let wide = String::from_utf8(pdf(&[text()])).unwrap().replace("/DW 1000", "/W [0 4294967295 500]");
    refused(wide.as_bytes());
}

/// More lines than a table has, and more small grids, are a drawing and no table.
#[test]
fn a_page_full_of_lines_is_no_table() {
    let text = || Page::new().text(50.0, 50.0, "支出");
    let mut lines = text().entries("/MediaBox [0 -2000 2000 300]");
    for at in 0..25_000 {
        let (x, y) = (f64::from(at % 100) * 10.0, 60.0 + f64::from(at / 100) * 5.0);
        lines = lines.line(x, y, x + 5.0, y);
    }
    let mut grids = text();
    for at in 0..500 {
        let (x, y) = (f64::from(at % 25) * 16.0, 60.0 + f64::from(at / 25) * 12.0);
        grids = grids.grid(&[x, x + 5.0, x + 10.0], &[y, y + 8.0]);
    }
    for page in [lines, grids] {
        let document = read(&pdf(&[page]), &Limits::default()).unwrap();
        assert_eq!(document.notes[0].text, "第 1 页线条太多，当作图画，没有按表格读");
        assert_eq!(document.pages[0].blocks.len(), 1);
    }
}
