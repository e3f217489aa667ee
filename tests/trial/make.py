"""Makes documents of the tables of real ones, in manners that the reader was not written for.

    python3 tests/trial/make.py TABLES.jsonl FOLDER [COUNT] [SEED] [CARRIER]

TABLES.jsonl is what `cargo run --example trial -- FILES` says of published documents. Every made document is written by
programs that are not ours (openpyxl, python-docx, LibreOffice) and has its truth beside it (`NAME.truth.json`), which
`judge.py` compares with what is read. All carriers take their turns, or one is named. Deterministic by the seed. Needs openpyxl, python-docx and soffice.
"""

import json
import os
import random
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

TITLES = {
    "收支总表": ["收支总体情况表", "部门收支总表", "收支预算总表", "部门收支总体情况表", "部门预算收支总表", "收入支出预算总表",
             "部门收支预算总表", "收支总表", "部门综合预算收支总表", "预算单位财务收支预算总表", "部门收支总体表", "部门预算收支情况总表", "收支预算表"],
    "收入总表": ["部门收入总表", "收入总体情况表", "收入预算总表", "部门收入总体情况表", "部门预算收入总表", "收入预算情况表", "部门收入预算表", "部门收入预算总表"],
    "支出总表": ["部门支出总表", "支出总体情况表", "支出预算总表", "部门支出总体情况表", "部门预算支出总表", "本年支出总体情况表", "部门支出预算表", "支出预算情况表"],
    "财政拨款收支总表": ["财政拨款收支总体情况表", "财政拨款收支预算总表", "部门财政拨款收支总表", "财政拨款收入支出预算总表", "财政拨款预算收支总表",
                 "财政拨款收支预算表", "财政拨款收支总表"],
    "一般公共预算支出表": ["一般公共预算支出情况表", "一般公共预算支出表（按功能分类科目）", "一般公共预算财政拨款支出预算表", "一般公共预算支出预算表",
                  "一般公共预算拨款支出预算表", "一般公共预算支出功能分类预算表", "一般公共预算当年拨款支出表", "财政拨款一般公共预算支出表"],
    "一般公共预算基本支出表": ["一般公共预算基本支出情况表", "一般公共预算基本支出表（按经济分类科目）", "一般公共预算财政拨款基本支出预算表",
                    "一般公共预算基本支出预算表", "一般公共预算基本支出经济分类情况表", "一般公共预算基本支出明细表（按部门预算经济分类）"],
    "三公经费表": ["一般公共预算“三公”经费支出表", "“三公”经费预算表", "一般公共预算“三公”经费支出情况表", "财政拨款“三公”经费支出预算表",
              "部门“三公”经费支出情况表", "\"三公\"经费支出预算表", "一般公共预算‘三公’经费支出预算表", "一般公共预算“三公”经费、会议费、培训费支出预算表"],
    "政府性基金预算支出表": ["政府性基金预算支出情况表", "政府性基金支出预算表", "政府性基金预算财政拨款支出预算表", "政府性基金预算支出表", "政府性基金拨款支出预算表"],
    "国有资本经营预算支出表": ["国有资本经营预算支出情况表", "国有资本经营预算支出预算表", "国有资本经营预算财政拨款支出表", "国有资本经营支出预算表"],
}
LEAVES = {
    "预算数": ["预算数", "金额", "2027年预算数", "本年预算", "预算金额", "本年预算数"],
    "科目编码": ["科目编码", "科目代码", "功能分类科目编码"],
    "科目名称": ["科目名称", "功能分类科目名称", "科目名称（类/款/项）"],
    "合计": ["合计", "总计", "合 计"],
    "人员经费": ["人员经费", "人员支出"],
    "公用经费": ["公用经费", "日常公用经费", "日常公用支出"],
}
PLACES = ["云川省江南市", "黔州市", "北岭县", "临海区", "桂阳自治州"]
BODIES = ["农业农村局", "文化广电和旅游局", "住房和城乡建设局", "人民代表大会常务委员会办公室", "红十字会", "第二中学", "供销合作社联合社", "人民检察院"]
CARRIERS = ["xlsx", "xls", "ods", "docx", "pdf", "pdf-bare", "docx-pdf", "html", "xlsx-one"]


def squeeze(text):
    return re.sub(r"\s+", "", text)


class Manner:
    """How one document is printed; every choice is made here."""

    def __init__(self, rng, carrier):
        pick = rng.choice
        self.carrier = carrier
        self.number = pick(["", "表{n}", "公开{n:02}表", "附表{n}", "预算{n:02}表", "附件1-{n}", "{h}、", "表{h}"])
        self.number_at = pick(["before", "above", "right", "behind"])
        self.year_at = pick(["before", "", "behind", "whole"])
        self.unit = pick(["万元", "万元", "元", "mixed"])
        self.unit_at = pick(["below", "whose", "above", "title", "header", "right", "column"])
        self.codes = pick(["own", "own", "one", "bracket", "before", "letters"])
        self.total = pick(["own", "last"])
        self.total_word = pick(["合计", "合  计", "总计", "合计：", "合　计"])
        self.grouping = pick(["", ",", "，", ",", "full"])
        self.negative = pick(["-", "(", "△", "−", "（"])
        self.blank = pick(["", "", "-", "0.00", "—", "0"])
        self.extra = pick(["", "", "serial", "remark", "change", "percent", "project", "unit"])
        self.numbering = pick(["", "", "digits", "stars", "letters", "column"])
        self.order = pick(["own", "own", "turned"])
        self.again = pick(["", "", "plain", "go-on", ""])
        self.broken = pick(["", "names", "heads", "both"])
        self.note = pick(["", "note", "source"])
        self.hidden = pick(["", "", "", "row", "column", "sheet"]) if carrier in ("xlsx", "xls", "ods") else ""
        self.beside = carrier == "xlsx" and self.hidden == "" and rng.random() < 0.25
        self.text_numbers = rng.random() < 0.3
        self.align = pick(["left", "right", "right", "center"])


class Made:
    """A table as it will be printed, with what must be read of it."""

    def __init__(self, table, nth, manner, rng, who):
        self.manner, self.rng, self.who = manner, rng, who
        self.nth = nth
        titles = TITLES.get(table["key"])
        self.known = table["key"] if titles else ""
        self.title = rng.choice(titles) if titles else re.sub(r"^.*?表\d+[:：]?", "", squeeze(table["title"]))
        self.unit = {"mixed": rng.choice(["元", "万元"])}.get(manner.unit, manner.unit)
        self.factor = Decimal(1) if self.unit == "万元" else Decimal(10000)
        self.source = Decimal(1) if table["unit"] == "万元" else Decimal(10000)
        self.sections = []
        for section in table["sections"]:
            columns = [(list(header), kind) for header, kind in section["columns"]]
            rows = [list(row) for row in section["rows"]]
            self.sections.append(self.vary(columns, rows))
        self.lay_out()

    def vary(self, columns, rows):
        manner, rng = self.manner, self.rng
        columns = [([self.word(word, at == len(path) - 1) for at, word in enumerate(path)], kind) for path, kind in columns]
        rows = [[self.cell(value, columns[at][1]) for at, value in enumerate(row)] for row in rows]
        rows = [row for row in rows if any(row)]
        columns, rows = self.recode(columns, rows)
        is_total = lambda row: squeeze("".join(v for v in row if isinstance(v, str))) in ("合计", "总计")
        if rows and is_total(rows[0]):
            for at, value in enumerate(rows[0]):
                if isinstance(value, str) and value:
                    rows[0][at] = manner.total_word
            if manner.total == "last":
                rows.append(rows.pop(0))
        numbers = [at for at, (_, kind) in enumerate(columns) if kind in ("amount", "count")]
        if manner.order == "turned" and len(numbers) > 2 and len(self.sections) == 0:
            columns, rows = self.turn(columns, rows, numbers)
        return columns, rows

    def word(self, word, is_leaf):
        options = LEAVES.get(squeeze(word)) if is_leaf else None
        return self.choices().setdefault(squeeze(word), self.rng.choice(options)) if options else word.replace("\n", "")

    def choices(self):
        if not hasattr(self, "_choices"):
            self._choices = {}
        return self._choices

    def cell(self, value, kind):
        """A figure in 万元 as a Decimal, a text as itself."""
        if isinstance(value, list):
            number = Decimal(value[0])
            return (number / self.source) if kind in ("amount", "local") else number
        return value or ""

    def recode(self, columns, rows):
        """Codes in other columns than they stood."""
        manner = self.manner
        codes = [at for at, (_, kind) in enumerate(columns) if kind == "code"]
        if not codes or manner.codes == "own":
            return columns, rows
        group = [codes[0]]
        for at in codes[1:]:
            if at == group[-1] + 1:
                group.append(at)
        name = group[-1] + 1
        if name >= len(columns) or columns[name][1] != "text":
            return columns, rows
        joined = []
        for row in rows:
            code = "".join(row[at] for at in group if isinstance(row[at], str))
            if not re.fullmatch(r"\d*", code):
                return columns, rows
            joined.append(code)
        keep = [at for at in range(len(columns)) if at not in group]
        out = []
        for row, code in zip(rows, joined):
            row = list(row)
            if manner.codes == "bracket" and code:
                row[name] = f"[{code}]{row[name]}"
            elif manner.codes == "before" and code:
                row[name] = f"{code} {row[name]}"
            elif manner.codes == "letters" and code:
                code = f"A{code}"
            rest = [row[at] for at in keep]
            out.append(rest if manner.codes in ("bracket", "before") else rest[:group[0]] + [code] + rest[group[0]:])
        head = [columns[at] for at in keep]
        if manner.codes not in ("bracket", "before"):
            path = columns[group[0]][0]
            path = path if len(group) == 1 else (path[:-1] or ["科目编码"])
            head.insert(group[0], (path, "code"))
        return head, out

    def turn(self, columns, rows, numbers):
        """The columns of figures in another order, groups kept together."""
        groups = []
        for at in numbers:
            if groups and len(columns[at][0]) > 1 and columns[groups[-1][0]][0][:1] == columns[at][0][:1]:
                groups[-1].append(at)
            else:
                groups.append([at])
        if len(groups) < 2 or numbers != list(range(numbers[0], numbers[-1] + 1)):
            return columns, rows
        order = list(range(numbers[0])) + [at for group in reversed(groups) for at in group] + list(range(numbers[-1] + 1, len(columns)))
        return [columns[at] for at in order], [[row[at] for at in order] for row in rows]

    def lay_out(self):
        """Header rows and body rows of text, and the truth."""
        manner = self.manner
        columns = [column for section, _ in self.sections for column in section]
        height = max((len(rows) for _, rows in self.sections), default=0)
        self.truth = []
        body = []
        for nth in range(height):
            row = []
            for section, rows in self.sections:
                row.extend(rows[nth] if nth < len(rows) else [""] * len(section))
            body.append(row)
        columns, body = self.more(columns, body)
        unit_in = manner.unit_at in ("header", "column")
        paths = []
        first = True
        for path, kind in columns:
            path = list(path) or ["项目"]
            if unit_in and kind == "amount" and (manner.unit_at == "header" or first):
                path[-1] += f"（{self.unit}）"
                first = False
            paths.append(path)
        self.paths, self.kinds = paths, [kind for _, kind in columns]
        self.body, self.values = [], body
        for row in body:
            self.body.append([self.shown(value, kind) for value, (_, kind) in zip(row, columns)])
        start = 0
        sizes = [len(columns)] if len(self.sections) == 1 else [len(section) for section, _ in self.sections]
        for size in sizes:
            for row in body:
                own = list(zip(columns, row))[start:start + size]
                texts = [value for _, value in own if isinstance(value, str) and value]
                figures = []
                for (path, kind), value in own:
                    if isinstance(value, Decimal):
                        scale = Decimal(10000) if kind in ("amount", "local") else Decimal(1)
                        figures.append(["/".join(squeeze(w) for w in path), kind, str((value * scale).normalize())])
                if texts or figures:
                    self.truth.append({"texts": texts, "figures": figures})
            start += size

    def more(self, columns, body):
        """A column that other places have."""
        extra = self.manner.extra
        numbers = [at for at, (_, kind) in enumerate(columns) if kind == "amount"]
        if len(self.sections) > 1 or not numbers or not body:
            return columns, body
        if extra == "serial":
            return [(["序号"], "serial")] + columns, [[str(at + 1)] + row for at, row in enumerate(body)]
        if extra == "remark":
            return columns + [(["备注"], "text")], [row + ["含上年结转" if at == 2 else ""] for at, row in enumerate(body)]
        if extra in ("change", "percent"):
            out, first = [], numbers[0]
            for at, row in enumerate(body):
                value = row[first]
                has = isinstance(value, Decimal) and value
                change = (value / 7).quantize(Decimal("0.01")) * (-1 if at % 2 else 1) if has else ""
                percent = f"{'-' if at % 2 else ''}14.{at % 90 + 10}%" if has else ""
                out.append(row + ([change] if extra == "change" else [percent]))
            return columns + [(["比上年增减额"], "amount") if extra == "change" else (["比上年增减（%）"], "percent")], out
        if extra == "project":
            return [(["项目编码"], "text")] + columns, [[f"A02{at:02}" if at else ""] + row for at, row in enumerate(body)]
        if extra == "unit":
            whole = lambda row: any(squeeze(v).rstrip("：:") in ("合计", "总计") for v in row if isinstance(v, str))
            return [(["单位名称"], "text")] + columns, [["" if whole(row) else self.who[1]] + row for row in body]
        return columns, body

    def shown(self, value, kind):
        """A value as it is printed; a figure may stay a number."""
        manner = self.manner
        if isinstance(value, str):
            if value == "" and kind in ("amount",):
                return manner.blank
            if manner.broken in ("names", "both") and kind == "text" and len(value) > 9 and self.rng.random() < 0.4:
                at = 6 if not re.match(r"\W?\d", value) else min(len(value), 12)
                return value[:at] + ("\n" if at < len(value) else "") + value[at:]
            return value
        if kind == "count":
            return f"{value.normalize():f}"
        value = value * self.factor
        if value == 0:
            return manner.blank or "0.00"
        places = max(2, -value.normalize().as_tuple().exponent)
        text = f"{abs(value):,.{places}f}"
        text = {"": text.replace(",", ""), ",": text, "，": text.replace(",", "，")}.get(manner.grouping, text.replace(",", ""))
        if manner.grouping == "full":
            text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789."})
        if value < 0:
            text = {"(": f"({text})", "（": f"（{text}）"}.get(manner.negative, manner.negative + text)
        return text

    def header(self):
        """Cells of the header: text, row, column, rows, columns."""
        depth = max(len(path) for path in self.paths)
        cells, level = [], 0
        for level in range(depth):
            at = 0
            while at < len(self.paths):
                path = self.paths[at]
                if len(path) <= level:
                    at += 1
                    continue
                is_group = len(path) > level + 1
                many = 1
                if is_group:
                    while at + many < len(self.paths) and len(self.paths[at + many]) > level + 1 and self.paths[at + many][:level + 1] == path[:level + 1]:
                        many += 1
                text = path[level]
                if self.manner.broken in ("heads", "both") and len(text) > 5:
                    text = text[:4] + "\n" + text[4:]
                cells.append((text, level, at, 1 if is_group else depth - level, many))
                at += many
        return depth, cells

    def numbering(self):
        width = len(self.paths)
        kind = self.manner.numbering
        if kind == "digits":
            return [str(at + 1) for at in range(width)]
        if kind == "stars":
            texts = [k in ("text", "code", "serial") for k in self.kinds]
            numbers = iter(range(1, width + 1))
            return ["**" if text else str(next(numbers)) for text in texts]
        if kind == "letters":
            return ["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at] for at in range(width)] if width <= 26 else None
        if kind == "column":
            return ["栏次"] + [str(at) for at in range(1, width)]
        return None

    def head(self):
        """Lines above the header: cells by position, and whether each is merged over the width."""
        manner = self.manner
        width = len(self.paths)
        chinese = "一二三四五六七八九十"
        n = self.nth + 1
        h = chinese[self.nth] if self.nth < 10 else "十" + chinese[self.nth - 10]
        number = manner.number.format(n=n, h=h)
        title = self.title
        title = {"before": f"2027年{title}", "behind": f"{title}（2027年）", "whole": f"{self.who[0]}2027年{title}"}.get(manner.year_at, title)
        lines = []
        right = ""
        if number.endswith("、"):
            title = number + title
        elif number and manner.number_at == "before":
            title = f"{number} {title}"
        elif number and manner.number_at == "behind":
            title = f"{title}（{number}）"
        elif number and manner.number_at == "above":
            lines.append([(0, number)])
        elif number:
            right = number
        unit = {"万元": ["单位：万元", "金额单位：万元", "单位:万元"], "元": ["单位：元", "金额单位：元", "单位：人民币元"]}[self.unit]
        unit = self.rng.choice(unit)
        at = manner.unit_at
        if at == "above":
            lines.append([(width - 1, unit)])
        if at == "title":
            title += f"（{unit}）"
        lines.append([(0, title)])
        if right:
            lines.append([(width - 1, right)])
        whose = f"部门名称：{self.who[1]}"
        if at in ("below", "right"):
            lines.append([(width - 1, unit)])
        elif at == "whose":
            lines.append([(0, whose), (width - 1, unit)])
        return lines

    def foot(self):
        return {"note": ["注：本表反映本部门本年度收支预算情况。"], "source": ["说明：1.本表金额含上年结转。", "2.部分数据四舍五入。"]}.get(self.manner.note, [])

    def account(self):
        return {"key": self.known, "title": self.title, "rows": self.truth}


def documents(tables, count, seed, carriers):
    """Which tables in which manner make a document."""
    names = sorted(tables)
    for nth in range(count):
        rng = random.Random(f"{seed}-{nth}")
        base = tables[names[nth % len(names)]]
        carrier = carriers[nth % len(carriers)]
        manner = Manner(rng, carrier)
        place, body = rng.choice(PLACES), rng.choice(BODIES)
        who = (f"{place}{body}", f"{place}{body}")
        made = [Made(table, at, manner, rng, who) for at, table in enumerate(base)]
        yield f"{nth:03}-{carrier}", manner, who, [table for table in made if table.body and table.paths]


def with_fonts(folder):
    """The environment in which LibreOffice finds the fonts of the repository: without any it prints boxes."""
    fonts = Path(__file__).resolve().parents[2] / "assets" / "fonts"
    own = folder / "fonts.conf"
    own.write_text(f'<fontconfig><dir>{fonts}</dir><include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>')
    return {**os.environ, "FONTCONFIG_FILE": str(own.resolve())}


def main():
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 90
    seed = sys.argv[4] if len(sys.argv) > 4 else "1"
    wanted_carriers = sys.argv[5:6] or CARRIERS
    folder.mkdir(parents=True, exist_ok=True)
    tables = {}
    for line in source.read_text().splitlines():
        read = json.loads(line)
        own = [table for table in read.get("tables", []) if table["coverage"] == "full" and any(
            kind == "amount" for section in table["sections"] for _, kind in section["columns"])
            and not re.search("绩效", table["title"])]
        if len(own) >= 5:
            tables[Path(read["file"]).stem] = own
    import carriers
    convert: dict = {}
    for name, manner, who, made in documents(tables, count, seed, wanted_carriers):
        final, wanted = carriers.write(folder, name, manner, who, made)
        truth = {"file": final.name, "department": who[1], "manner": vars(manner), "tables": [table.account() for table in made]}
        (folder / f"{name}.truth.json").write_text(json.dumps(truth, ensure_ascii=False))
        if wanted:
            convert.setdefault(wanted, []).append(final)
    for (ending, source), finals in convert.items():
        sources = [str(folder / "raw" / (final.stem + source)) for final in finals]
        subprocess.run(["soffice", "--headless", "--convert-to", ending, "--outdir", str(folder)] + sources,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=with_fonts(folder))


if __name__ == "__main__":
    main()
