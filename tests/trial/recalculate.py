"""Whether a workbook that `yusuan export` wrote comes to the same when LibreOffice reckons it.

    yusuan export 某部门.ron -o 某部门.xlsx
    python3 tests/trial/recalculate.py 某部门.xlsx …

The results that the program wrote beside its formulas are taken out, so that LibreOffice has to make its own, and both
are compared cell by cell. Needs openpyxl (PyPI) and soffice (Debian: libreoffice-calc). Ends with 1 where a cell differs.
"""

import pathlib
import subprocess
import sys
import tempfile

import openpyxl


def results(path):
    """The number in each cell of a workbook, by sheet and place."""
    book = openpyxl.load_workbook(path, data_only=True)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return {
        (cell.parent.title, cell.coordinate): cell.value for cell in cells if isinstance(cell.value, (int, float))
    }


def compare(path, folder):
    """How many formulas there are, and those that come to something else: place, ours, theirs."""
    bare, again = folder / "bare", folder / "again"
    bare.mkdir(exist_ok=True)
    formulas = openpyxl.load_workbook(path)
    places = [
        (sheet.title, cell.coordinate)
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    formulas.save(bare / path.name)
    command = ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", again, bare / path.name]
    subprocess.run(command, check=True, capture_output=True)
    ours, theirs = results(path), results(again / path.name)
    other = []
    for place in places:
        our, their = ours.get(place), theirs.get(place)
        # A formula without a number is one that does not say what it comes to.
        if our is None or their is None or abs(our - their) > 1e-6:
            other.append((place, our, their))
    return len(places), other


def main():
    wrong = False
    with tempfile.TemporaryDirectory() as folder:
        for path in map(pathlib.Path, sys.argv[1:]):
            count, other = compare(path, pathlib.Path(folder))
            print(f"{path.name}: {count} formulas, {len(other)} come to something else")
            for (sheet, cell), our, their in other:
                print(f"  {sheet} {cell}: {our}, LibreOffice {their}")
            wrong |= bool(other) or count == 0
    sys.exit(wrong)


if __name__ == "__main__":
    main()
