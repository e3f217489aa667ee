//! Made tables as a file: text with tabs, a web page with joined cells, or a workbook.

use std::fmt::Write;
use std::path::Path;

use rust_xlsxwriter::{Format, Workbook};

use super::Style;
use super::tables::{Cell, Printed};
use crate::import::documents::word;

/// Where each header cell stands, as it would in HTML: row, column, the cell.
fn placed(header: &[Vec<Cell>]) -> Vec<(usize, usize, &Cell)> {
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut out = Vec::new();
    for (row, cells) in header.iter().enumerate() {
        let mut at = 0;
        for cell in cells {
            while taken.contains(&(row, at)) {
                at += 1;
            }
            for below in row..row + cell.rows {
                taken.extend((at..at + cell.columns).map(|column| (below, column)));
            }
            out.push((row, at, cell));
            at += cell.columns;
        }
    }
    out
}

fn width(table: &Printed) -> usize {
    table.header.first().map_or(0, |row| row.iter().map(|cell| cell.columns).sum())
}

/// The header as rows of plain cells, a joined one at its first place.
fn plain(table: &Printed) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new(); width(table)]; table.header.len()];
    for (row, column, cell) in placed(&table.header) {
        rows[row][column].clone_from(&cell.text);
    }
    rows
}

/// Rows with tabs as a Markdown table: the rule stands below the first.
fn barred(text: &str) -> String {
    let mut out = String::new();
    let mut before = 0;
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() < 2 {
            writeln!(out, "{line}\n").unwrap();
            before = 0;
            continue;
        }
        writeln!(out, "| {} |", cells.join(" | ")).unwrap();
        if before == 0 {
            writeln!(out, "|{}", "---|".repeat(cells.len())).unwrap();
        }
        before = cells.len();
    }
    out
}

impl Style {
    /// The lines above a table: its number, its title, its unit.
    fn above(&self, nth: usize, table: &Printed) -> Vec<String> {
        let numeral = ["一", "二", "三", "四", "五", "六", "七", "八", "九"][nth];
        let number = nth + 1;
        let mut title = match self.number.as_str() {
            "表1" => format!("表{number} {}", table.title),
            "一、" => format!("{numeral}、{}", table.title),
            "2026年" => format!("2026年{}", table.title),
            _ => table.title.clone(),
        };
        let mut lines = Vec::new();
        match self.number.as_str() {
            "公开01表" => lines.push(format!("公开{number:02}表")),
            "附件1" => lines.push(format!("附件{number}")),
            _ => {}
        }
        match self.unit_at.as_str() {
            "题后" => {
                write!(title, "（单位：{}）", table.unit).unwrap();
                lines.push(title);
            }
            "行内" => {
                lines.push(title);
                lines.push(format!("部门：某市审计局\t\t单位：{}", table.unit));
            }
            _ => {
                lines.push(title);
                lines.push(format!("金额单位：{}", table.unit));
            }
        }
        lines
    }

    /// The body in pieces: one, or two where the page ends in the middle.
    fn pieces<'t>(&self, table: &'t Printed) -> Vec<&'t [Vec<String>]> {
        if self.split == "无" || table.body.len() < 8 {
            return vec![&table.body];
        }
        let (first, second) = table.body.split_at(table.body.len() / 2);
        vec![first, second]
    }

    /// All as a file in a folder.
    pub fn write(&self, tables: &[Printed], folder: &Path) -> std::path::PathBuf {
        let path = folder.join(format!("预算.{}", self.carrier));
        match self.carrier.as_str() {
            "txt" => std::fs::write(&path, self.text(tables)).unwrap(),
            "md" => std::fs::write(&path, barred(&self.text(tables))).unwrap(),
            "docx" => std::fs::write(&path, word(&self.text(tables))).unwrap(),
            "html" => std::fs::write(&path, self.html(tables)).unwrap(),
            _ => self.workbook(tables, &path),
        }
        path
    }

    fn front(&self, tables: &[Printed]) -> Vec<String> {
        let mut lines = vec!["某市审计局".to_owned(), "2026年部门预算".to_owned(), "目录".to_owned()];
        lines.extend(tables.iter().enumerate().map(|(nth, table)| format!("{}、{}", nth + 1, table.title)));
        lines.push("第一部分 部门概况".to_owned());
        lines.push("一、主要职能".to_owned());
        lines.push("负责全市审计工作。".to_owned());
        lines.push("第二部分 部门预算表".to_owned());
        lines
    }

    fn text(&self, tables: &[Printed]) -> String {
        let mut out = self.front(tables).join("\n\n") + "\n\n";
        for (nth, table) in tables.iter().enumerate() {
            out += &(self.above(nth, table).join("\n") + "\n");
            for (piece, rows) in self.pieces(table).into_iter().enumerate() {
                if piece > 0 {
                    out.push_str("\n\n");
                }
                let head = if piece == 0 || self.split == "表头" { plain(table) } else { Vec::new() };
                for row in head.iter().chain(rows) {
                    out += &(row.join("\t") + "\n");
                }
            }
            writeln!(out, "{}\n", table.note).unwrap();
        }
        out
    }

    fn html(&self, tables: &[Printed]) -> String {
        let mut out = String::from(
            "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>预算</title></head><body>\n",
        );
        let line = |out: &mut String, text: &str| {
            writeln!(out, "<p>{}</p>", text.replace('\t', "　　")).unwrap();
        };
        self.front(tables).iter().for_each(|text| line(&mut out, text));
        for (nth, table) in tables.iter().enumerate() {
            self.above(nth, table).iter().for_each(|text| line(&mut out, text));
            for (piece, rows) in self.pieces(table).into_iter().enumerate() {
                out.push_str("<table border=\"1\">\n");
                let head = if piece == 0 || self.split == "表头" { table.header.as_slice() } else { &[] };
                for row in head {
                    out.push_str("<tr>");
                    for Cell { text, columns, rows } in row {
                        write!(out, "<td colspan=\"{columns}\" rowspan=\"{rows}\">{text}</td>").unwrap();
                    }
                    out.push_str("</tr>\n");
                }
                for row in rows {
                    out.push_str("<tr>");
                    row.iter().for_each(|text| write!(out, "<td>{text}</td>").unwrap());
                    out.push_str("</tr>\n");
                }
                out.push_str("</table>\n");
            }
            line(&mut out, table.note);
        }
        out + "</body></html>"
    }

    /// A sheet a table, its title in a joined cell; figures are numbers where they are plain.
    fn workbook(&self, tables: &[Printed], path: &Path) {
        let mut book = Workbook::new();
        let format = Format::new();
        for (nth, table) in tables.iter().enumerate() {
            let sheet = book.add_worksheet();
            sheet.set_name(format!("表{}", nth + 1)).unwrap();
            let last = u16::try_from(width(table) - 1).unwrap();
            let mut at = 0;
            for line in self.above(nth, table) {
                match line.split_once("\t\t") {
                    Some((left, right)) => {
                        sheet.write(at, 0, left).unwrap();
                        sheet.write(at, last, right).unwrap();
                    }
                    None => {
                        sheet.merge_range(at, 0, at, last, &line, &format).unwrap();
                    }
                }
                at += 1;
            }
            for (row, column, cell) in placed(&table.header) {
                let (top, left) = (at + u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
                if cell.columns * cell.rows > 1 {
                    let bottom = top + u32::try_from(cell.rows - 1).unwrap();
                    let right = left + u16::try_from(cell.columns - 1).unwrap();
                    sheet.merge_range(top, left, bottom, right, &cell.text, &format).unwrap();
                } else {
                    sheet.write(top, left, &cell.text).unwrap();
                }
            }
            at += u32::try_from(table.header.len()).unwrap();
            for row in &table.body {
                for (column, text) in (0..).zip(row) {
                    match text.parse::<f64>() {
                        Ok(number) if text.contains('.') => sheet.write(at, column, number).unwrap(),
                        _ => sheet.write(at, column, text).unwrap(),
                    };
                }
                at += 1;
            }
            if !table.note.is_empty() {
                sheet.write(at, 0, table.note).unwrap();
            }
        }
        book.save(path).unwrap();
    }
}
