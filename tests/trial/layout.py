"""Holds text made by `pdftotext -layout` against the PDF that it was made of.

    python3 tests/trial/layout.py PROGRAM FOLDER PDF...

The PDF's own reading is the measure. Of its figures (table, row, last name of the column, amount) it counts those that
the text gives too. What the text gives besides is told apart: an amount in another column of its row or in another row of
its column, and an amount that its table has nowhere. What lies apart with exit code 0 is wrong in silence: marked.
PDFs that FOLDER has from an earlier run are not read again.
"""

import csv
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path


def facts(program, document, folder):
    """The figures of a document as (table, row, column, amount), and the exit code of its import."""
    budget, data = folder / (document.name + ".ron"), folder / (document.name + "-facts")
    code = None
    if document.suffix != ".pdf" or not budget.exists():
        code = subprocess.run([program, "import", document, "-o", budget, "--force"], capture_output=True).returncode
    if not budget.exists():
        return Counter(), code
    subprocess.run([program, "lines", budget, "--to", "datapackage", "-o", data, "--force"], capture_output=True, check=True)
    places = Counter()
    for line in csv.DictReader((data / "facts.csv").open(encoding="utf-8-sig")):
        row = line["function_code"] or line["department_economic_code"] or line["government_economic_code"]
        row = row or re.sub(r"\s|~\d+$|^[\d.]+(?=\D)", "", line["row"])
        places[line["table"], row, line["column"].split("/")[-1], line["amount"]] += 1
    return places, code


def main():
    program, folder, *documents = sys.argv[1:]
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    total = Counter()
    for document in map(Path, documents):
        text = folder / (document.stem + ".txt")
        if subprocess.run(["pdftotext", "-layout", document, text], stderr=subprocess.DEVNULL).returncode:
            print(f"{document.stem}\tpdftotext 读不出来")
            continue
        wanted, _ = facts(program, document, folder)
        given, code = facts(program, text, folder)
        lost, apart = wanted - given, given - wanted
        amounts = {(table, amount) for table, _, _, amount in wanted}
        made = Counter({fact: n for fact, n in apart.items() if (fact[0], fact[3]) not in amounts})
        counts = Counter(图=wanted.total(), 同=(wanted & given).total(), 少=lost.total(), 异位=(apart - made).total(), 表中没有=made.total())
        silent = "\t未提示" if code == 0 and apart else ""
        print(document.stem, *(f"{name} {n}" for name, n in counts.items()), f"结束码 {code}", sep="\t", end=silent + "\n", flush=True)
        with (folder / (document.stem + ".diff")).open("w") as out:
            for name, group in (("少", lost), ("异位", apart - made), ("表中没有", made)):
                for fact in group.elements():
                    print(name, *fact, sep="\t", file=out)
        total.update(counts)
    print("合计", *(f"{name} {n}" for name, n in total.items()), sep="\t")


if __name__ == "__main__":
    main()
