"""Damages documents and tries the program on them: cut, bits flipped, pieces doubled, zeroed and swapped.

    python3 tests/trial/damage.py PROGRAM FOLDER COUNT FILES

Every run must end by itself, within the time and the memory, with an exit code that the program promises (0 to 3), no
panic, and where it refuses the file a message in Chinese. What does not is kept in FOLDER and listed.
"""

import random
import re
import resource
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

SECONDS, MEMORY = 120, 3 << 30


def inner(data, rng):
    """A container with one part damaged and packed anew, so that what is inside is reached."""
    try:
        source = zipfile.ZipFile(BytesIO(data))
        parts = {name: source.read(name) for name in source.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return flipped(data, rng)
    name = rng.choice([name for name in parts if parts[name]])
    parts[name] = rng.choice([cut, flipped, doubled, swapped])(parts[name], rng)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return out.getvalue()


def cut(data, rng):
    return data[:rng.randrange(len(data))]


def flipped(data, rng):
    data = bytearray(data)
    for _ in range(rng.choice([1, 3, 30, 300])):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def doubled(data, rng):
    start = rng.randrange(len(data))
    piece = data[start:start + rng.randrange(1, 4000)]
    return data[:start] + piece * rng.choice([2, 50, 2000]) + data[start:]


def swapped(data, rng):
    one, two = sorted(rng.randrange(len(data)) for _ in range(2))
    return data[two:] + data[one:two] + data[:one]


def zeroed(data, rng):
    start = rng.randrange(len(data))
    size = rng.randrange(1, 2000)
    return data[:start] + bytes(min(size, len(data) - start)) + data[start + size:]


def limits():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main():
    program, folder, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(7)
    bad, codes = 0, {}
    for name in sys.argv[4:]:
        data = Path(name).read_bytes()
        for nth in range(count):
            ways = [cut, flipped, doubled, swapped, zeroed] + ([inner] * 5 if data[:2] == b"PK" else [])
            way = rng.choice(ways)
            path = folder / f"{Path(name).stem}-{nth}{Path(name).suffix}"
            path.write_bytes(way(data, rng))
            task = rng.choice([["check", str(path)], ["import", str(path), "-o", str(folder / "new.ron"), "--force"],
                               ["show", str(path), "--table", "1"]])
            try:
                run = subprocess.run([program] + task, capture_output=True, timeout=SECONDS, preexec_fn=limits, text=True, errors="replace")
                code, said = run.returncode, run.stdout + run.stderr
            except subprocess.TimeoutExpired:
                code, said = "time", ""
            codes[code] = codes.get(code, 0) + 1
            wrong = code not in (0, 1, 2, 3) or "panicked" in said or code == 2 and not re.search("[\u4e00-\u9fff]", said)
            if wrong:
                bad += 1
                print(f"{path} {task[0]} {way.__name__}: {code} {said.strip()[-300:]}")
            else:
                path.unlink()
    print(f"{sum(codes.values())} runs, {bad} bad, by exit code: {codes}")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
