"""Holds what was read against the truth of made documents.

    python3 tests/trial/judge.py FOLDER READ.jsonl [-v]

READ.jsonl is what `cargo run --example trial -- FOLDER/*` says. A figure is *right* in the row that bears its name and the
column that bears its header; *told* where it is among what found no place or its table is said to be unread or partly
read; *lost* where nothing is said; *wrong* where a cell holds a figure that is not its own, *silent* among them where
neither the table nor a note doubts its column. *open* are right ones whose columns are doubted.
"""

import json
import re
import sys
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

WIDE = {ord(c): ord(c) - 0xFEE0 for c in map(chr, range(0xFF01, 0xFF5F))}


def squeeze(text):
    return re.sub(r"[\s：:]+", "", text.translate(WIDE))


def bare(path):
    """A header's path without the units that stand in it."""
    return re.sub(r"[(（](万?元)[)）]", "", squeeze(path))


def tail(text):
    return re.sub(r"[^\w\u4e00-\u9fff]", "", squeeze(text))


def figures_of(table):
    """By row of a read table its texts, and its figures in 元 by path."""
    unit = Decimal(10000) if table["unit"] == "万元" else Decimal(1)
    for section in table["sections"]:
        for row in section["rows"]:
            texts, figures = [], []
            for (header, kind, *key), value in zip(section["columns"], row):
                if isinstance(value, str):
                    texts.append(value)
                elif isinstance(value, list):
                    scale = unit if kind in ("amount", "local") else Decimal(1)
                    number = Decimal(value[0]) * scale
                    if number:
                        path = []
                        for word in header:
                            if not path or path[-1] != word:
                                path.append(word)
                        figures.append([bare("/".join(path)), number, *key])
            yield texts, figures


def same_path(one, other):
    return one == other or one.split("/")[-1] == other.split("/")[-1] or tail(one) == tail(other)


def judge(truth, read, say):
    count = Counter(documents=1)
    if "error" in read:
        count["failed"] += 1
        say(f"  cannot be read: {read['error']}")
        read = {"tables": [], "unplaced": [], "doubts": [], "notes": []}
    loose = Counter()
    for line in read["unplaced"]:
        for number in re.findall(r"[-△]?[\d,，]*\d\.?\d*", line["text"].translate(WIDE)):
            try:
                loose[Decimal(number.replace(",", "").replace("，", "").lstrip("△-"))] += 1
            except InvalidOperation:
                pass
    open_tables = list(read["tables"])
    open_doubts = {}
    for doubt in read["doubts"]:
        if not doubt["settled"]:
            open_doubts.setdefault(doubt["place"].split("!")[0], []).append(doubt.get("columns"))
    for table in truth["tables"]:
        count["tables"] += 1
        wanted = [(row["texts"], [[bare(p), k, Decimal(v)] for p, k, v in row["figures"] if Decimal(v)]) for row in table["rows"]]
        total = sum(len(figures) for _, figures in wanted)
        count["figures"] += total
        named = lambda own: tail(own["title"]).endswith(tail(table["title"])) or tail(table["title"]).endswith(tail(own["title"]))
        found = next((own for own in open_tables if named(own)), None)
        if found is None or found["coverage"] == "absent":
            count["tables_not_found"] += 1
            told = sum(any(loose[abs(v) / s] for s in (Decimal(1), Decimal(10000))) for _, f in wanted for _, _, v in f)
            count["told"] += told
            count["lost"] += total - told
            say(f"  no table “{table['title']}” ({total} figures, {total - told} lost); {[t['title'] for t in open_tables][:12]}" if total else f"  no table “{table['title']}” (empty)")
            continue
        open_tables.remove(found)
        if table["key"] and found["key"] != table["key"]:
            count["other_key"] += 1
            say(f"  “{table['title']}” is known as {found['key']}, not {table['key']}")
        doubts = open_doubts.get(found["key"], [])
        is_told = found["coverage"] in ("partial", "unread") or any(not columns for columns in doubts)
        doubted = {key for columns in doubts for key in columns or ()}
        tells = lambda figure: is_told or bool(doubted.intersection(figure[2:]))
        count["doubted"] += bool(doubts)
        rows = list(figures_of(found))
        here = Counter()
        for texts, figures in wanted:
            key = [tail(text) for text in texts if not re.fullmatch(r"[\d\s]*|[-\d.]+%|A02\d+|含上年结转", text)]
            key = key or [tail("".join(texts))]
            if all(re.fullmatch(r"[-\d.]+%|A02\d+|含上年结转|", text) for text in texts):
                key = [""]
            def fits(row):
                joined = tail("".join(text for text in row[0] if not re.fullmatch(r"[-\d.]+%", text) and text != "含上年结转" and not re.fullmatch(r"A02\d+", text)))
                return all(part in joined for part in key) if key != [""] else joined == ""
            near = [at for at, row in enumerate(rows) if fits(row)]
            # Of rows that bear one name the one with most of the figures.
            values = Counter(v for _, _, v in figures)
            at = max(near, key=lambda at: (sum((values & Counter(v for _, v, *_ in rows[at][1])).values()), -len(rows[at][1]), -at), default=None)
            own = [] if at is None else list(rows[at][1])
            for path, kind, value in figures:
                exact = [n for n, (p, *_) in enumerate(own) if p == path or tail(p) == tail(path)]
                near = exact or [n for n, (p, *_) in enumerate(own) if same_path(p, path)]
                hit = next((n for n in near if own[n][1] == value), None)
                if hit is not None:
                    here["open"] += tells(own.pop(hit))
                    here["right"] += 1
                    continue
                scaled = [v for s in (Decimal(1), Decimal(10000)) for v in [abs(value) / s] if loose[v]]
                wrong = own[exact[0]] if exact else None
                elsewhere = next((one for one in own if one[1] == value), None)
                if wrong or elsewhere:
                    here["wrong"] += 1
                    here["silent"] += not tells(wrong or elsewhere)
                    say(f"  {table['title']} “{' '.join(texts)[:40]}” {path} {value}: {wrong or elsewhere}{' told' if tells(wrong or elsewhere) else ' silent'}")
                    own.remove(wrong or elsewhere)
                elif scaled or doubts or is_told:
                    here["told"] += 1
                    say(f"  {table['title']} “{' '.join(texts)[:40]}” {path} {value}: told")
                else:
                    here["lost"] += 1
                    say(f"  {table['title']} “{' '.join(texts)[:40]}” {path} {value}: lost{' (no row)' if at is None else ''}")
            if at is not None:
                rows[at] = (rows[at][0], own)
                if not own:
                    rows[at] = (["\0"], [])
        for texts, figures in rows:
            for path, value, *key in figures:
                here["wrong"] += 1
                here["silent"] += not tells([path, value, *key])
                say(f"  {table['title']}: too much: “{' '.join(texts)[:40]}” {path} {value}{' told' if tells([path, value, *key]) else ' silent'}")
        if here["right"] == total and not here["wrong"]:
            count["tables_whole"] += 1
        count.update(here)
    return count


def main():
    folder, read = Path(sys.argv[1]), Path(sys.argv[2])
    loud = "-v" in sys.argv
    by_name = {}
    for line in read.read_text().splitlines():
        own = json.loads(line)
        by_name[Path(own["file"]).name] = own
    total, carriers = Counter(), {}
    for path in sorted(folder.glob("*.truth.json")):
        truth = json.loads(path.read_text())
        said = []
        own = by_name.get(truth["file"], {"error": "was not tried"})
        count = judge(truth, own, said.append)
        name = own.get("department", "")
        if name != truth["department"]:
            count["department_wrong"] += 1
            said.append(f"  department “{name}”, not “{truth['department']}”")
        if own.get("year") != 2027:
            count["year_wrong"] += 1
            said.append(f"  year {own.get('year')}")
        total.update(count)
        carriers.setdefault(truth["manner"]["carrier"], Counter()).update(count)
        if loud and said:
            manner = {k: v for k, v in truth["manner"].items() if v}
            print(f"{truth['file']} right {count['right']}/{count['figures']} {manner}")
            print("\n".join(said[:14]) + (f"\n  … {len(said) - 14} more" if len(said) > 14 else ""))
    fields = ["documents", "failed", "tables", "tables_whole", "tables_not_found", "other_key", "doubted", "figures", "right", "open", "told", "lost", "wrong", "silent", "department_wrong", "year_wrong"]
    print("| carrier | " + " | ".join(fields) + " |")
    print("| --- |" + " ---: |" * len(fields))
    for name, count in sorted(carriers.items()) + [("all", total)]:
        print(f"| {name} | " + " | ".join(str(count[field]) for field in fields) + " |")
    if total["figures"]:
        print(f"right: {100 * total['right'] / total['figures']:.2f} %")


if __name__ == "__main__":
    main()
