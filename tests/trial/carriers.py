"""Prints made tables as workbooks, Word files, web pages and PDF, by openpyxl, python-docx and LibreOffice."""

import html
from decimal import Decimal

import docx
import openpyxl
from docx.enum.section import WD_ORIENT
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

THIN = Border(*[Side(style="thin")] * 4)
FONT = "Noto Sans SC"
TEXT = ["目  录", "一、部门概况", "贯彻执行有关方针政策，承担本级有关工作。", "二、预算情况说明", "本部门2027年收支预算安排情况如下。"]


def write(folder, name, manner, who, made):
    """Writes a document. Gives the file it becomes, and what LibreOffice must make of which ending."""
    carrier = manner.carrier
    raw = folder / "raw"
    raw.mkdir(exist_ok=True)
    if carrier in ("xlsx", "xlsx-one"):
        book(made, manner, who, carrier == "xlsx-one").save(folder / f"{name}.xlsx")
        return folder / f"{name}.xlsx", None
    if carrier in ("xls", "ods", "pdf", "pdf-bare"):
        book(made, manner, who, False).save(raw / f"{name}.xlsx")
        ending = carrier.split("-")[0]
        return folder / f"{name}.{ending}", (ending, ".xlsx")
    if carrier in ("docx", "docx-pdf"):
        where = folder if carrier == "docx" else raw
        word(made, manner, who).save(where / f"{name}.docx")
        return folder / f"{name}.{carrier[-4:].lstrip('-')}", ("pdf", ".docx") if carrier == "docx-pdf" else None
    (folder / f"{name}.html").write_text(page(made, manner, who))
    return folder / f"{name}.html", None


def rows_of(table):
    """The rows of a table's body with what stands between them: (kind, cells)."""
    manner = table.manner
    for at, row in enumerate(table.body):
        if at and at % 18 == 0 and manner.again:
            yield ("again", None)
        yield ("row", (row, table.values[at]))


def sheet_of(sheet, table, top, left, bordered, text_numbers):
    """Prints a table on a sheet; gives the row behind it."""
    manner, width = table.manner, len(table.paths)
    plain_align = manner.carrier.startswith("pdf")
    at = top

    def put(row, column, value, joined=None, bold=False, wrap=True):
        cell = sheet.cell(row=row, column=column + left, value=value)
        cell.font = Font(name=FONT, size=9, bold=bold)
        cell.alignment = Alignment(wrap_text=wrap, vertical="center", horizontal="center" if joined else None)
        if joined and joined != (1, 1):
            sheet.merge_cells(start_row=row, start_column=column + left, end_row=row + joined[0] - 1, end_column=column + left + joined[1] - 1)
        return cell

    def print_header(at):
        depth, cells = table.header()
        for text, row, column, rows, columns in cells:
            put(at + row, column + 1, text, (rows, columns), True)
            line = Side(style="thin")
            for down in range(rows if bordered else 0):
                for across in range(columns):
                    sheet.cell(row=at + row + down, column=column + 1 + across + left).border = Border(
                        left=line if across == 0 else None, right=line if across == columns - 1 else None,
                        top=line if down == 0 else None, bottom=line if down == rows - 1 else None)
        return at + depth

    for line in table.head():
        alone = len(line) == 1 and line[0][0] == 0
        for column, text in line:
            put(at, column + 1, text, (1, width) if alone and width > 1 else None, alone, False).alignment = Alignment(
                horizontal="center" if alone else "right" if column else "left")
        at += 1
    header_from = at
    at = print_header(at)
    numbering = table.numbering()
    if numbering:
        for column, text in enumerate(numbering):
            cell = put(at, column + 1, int(text) if text.isdigit() else text)
            cell.alignment = Alignment(vertical="center", horizontal="center")
            if bordered:
                cell.border = THIN
        at += 1
    table.header_rows = (header_from, at - 1)
    hidden = None
    for kind, row in rows_of(table):
        if kind == "again":
            if manner.again == "go-on":
                put(at, 1, f"{table.title}（续）", (1, width) if width > 1 else None, True, False)
                at += 1
            if manner.again in ("plain", "go-on"):
                at = print_header(at)
            continue
        cells, values = row
        # LibreOffice lets words run over each other where a row is too low for them.
        lines = max(sum(-(-2 * len(line) // (21 if kind == "text" else 12)) or 1 for line in text.split("\n"))
                    for text, kind in zip(cells, table.kinds))
        sheet.row_dimensions[at].height = 14 * max(1, lines)
        for column, (text, value) in enumerate(zip(cells, values)):
            own = text
            if isinstance(value, Decimal) and not text_numbers and table.kinds[column] in ("amount", "count") and value:
                own = float(value * (table.factor if table.kinds[column] == "amount" else 1))
            cell = put(at, column + 1, own if own != "" else None)
            if table.kinds[column] not in ("text", "code", "serial") and plain_align:
                cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=manner.align)
            if isinstance(own, float):
                places = len(text.rpartition(".")[2].strip(")）"))
                cell.number_format = "#,##0." + "0" * places if table.kinds[column] == "amount" else "0"
            if bordered:
                cell.border = THIN
        at += 1
    if manner.hidden == "row":
        # A row of a draft that nobody sees.
        hidden = at
        for column in range(width):
            put(hidden, column + 1, 77777.77 if table.kinds[column] == "amount" else "旧稿")
        sheet.row_dimensions[hidden].hidden = True
        at += 1
    for text in table.foot():
        put(at, 1, text, (1, width) if width > 1 else None, False, False).alignment = Alignment(horizontal="left")
        at += 1
    for column in range(width):
        sheet.column_dimensions[get_column_letter(column + 1 + left)].width = 22 if table.kinds[column] == "text" else 13
    return at


def book(made, manner, who, together):
    """A workbook: a sheet a table, or all below each other."""
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "封面"
    cover["B3"] = f"{who[0]}2027年部门预算"
    cover["B3"].font = Font(name=FONT, size=18)
    bordered = manner.carrier != "pdf-bare"
    plain = manner.carrier.startswith("pdf") or manner.text_numbers
    if together:
        sheet, at = book.create_sheet("全部"), 1
        for table in made:
            at = sheet_of(sheet, table, at, 0, bordered, plain) + 2
        return book
    waiting = None
    for nth, table in enumerate(made):
        if waiting is not None:
            sheet, left = waiting
            sheet_of(sheet, table, 1, left, bordered, plain)
            waiting = None
            continue
        sheet = book.create_sheet(f"{nth + 1}")
        sheet_of(sheet, table, 1, 0, bordered, plain)
        width = len(table.paths)
        if manner.beside and width <= 6 and nth + 1 < len(made):
            waiting = (sheet, width + 1)
        if manner.hidden == "column" and waiting is None:
            for row in range(1, sheet.max_row + 1):
                if sheet.cell(row=row, column=2).value is not None:
                    cell = sheet.cell(row=row, column=width + 1, value="99999.99" if row > table.header_rows[1] else "旧数")
                    cell.font = Font(name=FONT, size=9)
            sheet.column_dimensions[get_column_letter(width + 1)].hidden = True
        sheet.page_setup.orientation = "landscape" if width > 6 else "portrait"
        sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        if manner.carrier.startswith("pdf"):
            sheet.print_title_rows = f"{table.header_rows[0]}:{table.header_rows[1]}"
    if manner.hidden == "sheet":
        sheet = book.create_sheet("旧表")
        sheet_of(sheet, made[0], 1, 0, bordered, plain)
        sheet.sheet_state = "hidden"
    return book


def word(made, manner, who):
    """A Word file: text, then the tables."""
    out = docx.Document()
    out.styles["Normal"].font.name = FONT
    out.styles["Normal"].font.size = docx.shared.Pt(8)
    section = out.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = docx.shared.Cm(1.2)
    out.add_paragraph(f"{who[0]}2027年部门预算")
    for text in TEXT:
        out.add_paragraph(text)
    for table in made:
        out.add_page_break()
        for line in table.head():
            out.add_paragraph("\t\t\t".join(text for _, text in line))
        width = len(table.paths)
        depth, cells = table.header()
        numbering = table.numbering()
        grid = out.add_table(rows=0, cols=width)
        grid.style = "Table Grid"

        def print_header():
            rows = [grid.add_row() for _ in range(depth)]
            for text, row, column, down, across in cells:
                cell = rows[row].cells[column]
                if (down, across) != (1, 1):
                    cell = cell.merge(rows[row + down - 1].cells[column + across - 1])
                cell.text = text
            for row in rows:
                properties = row._tr.get_or_add_trPr()
                properties.append(docx.oxml.OxmlElement("w:tblHeader"))

        print_header()
        if numbering:
            for cell, text in zip(grid.add_row().cells, numbering):
                cell.text = text
        for kind, row in rows_of(table):
            if kind == "again":
                if manner.again in ("plain", "go-on"):
                    print_header()
                continue
            for cell, text in zip(grid.add_row().cells, row[0]):
                cell.text = text
        for text in table.foot():
            out.add_paragraph(text)
    return out


def page(made, manner, who):
    """A web page."""
    escape = lambda text: html.escape(text).replace("\n", "<br>")
    out = ["<!DOCTYPE html><html><head><meta charset='utf-8'><title>公开</title></head><body>"]
    out.append(f"<h1>{who[0]}2027年部门预算</h1>" + "".join(f"<p>{text}</p>" for text in TEXT))
    for table in made:
        width = len(table.paths)
        inside = manner.number_at in ("above", "right")
        if not inside:
            out.extend("<p>" + "　　　　".join(escape(text) for _, text in line) + "</p>" for line in table.head())
        out.append("<table border='1'>")
        if inside:
            for line in table.head():
                if len(line) == 1:
                    out.append(f"<tr><td colspan='{width}'>{escape(line[0][1])}</td></tr>")
                else:
                    half = max(1, width // 2)
                    out.append(f"<tr><td colspan='{half}'>{escape(line[0][1])}</td><td colspan='{max(1, width - half)}'>{escape(line[1][1])}</td></tr>")
        depth, cells = table.header()
        head = []
        for level in range(depth):
            row = "".join(f"<td rowspan='{rows}' colspan='{columns}'>{escape(text)}</td>" for text, at, _, rows, columns in cells if at == level)
            head.append(f"<tr>{row}</tr>")
        out.extend(head)
        if table.numbering():
            out.append("<tr>" + "".join(f"<td>{text}</td>" for text in table.numbering()) + "</tr>")
        for kind, row in rows_of(table):
            if kind == "again":
                if manner.again in ("plain", "go-on"):
                    out.extend(head)
                continue
            out.append("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row[0]) + "</tr>")
        out.append("</table>")
        out.extend(f"<p>{text}</p>" for text in table.foot())
    return "\n".join(out) + "</body></html>"
