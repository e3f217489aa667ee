"""Walks through the window by keys, and reads at each place what a screen reader is told."""

import subprocess
import sys
import time

import pyatspi

ACTS = {
    pyatspi.ROLE_PUSH_BUTTON, pyatspi.ROLE_TOGGLE_BUTTON, pyatspi.ROLE_CHECK_BOX, pyatspi.ROLE_RADIO_BUTTON,
    pyatspi.ROLE_ENTRY, pyatspi.ROLE_COMBO_BOX, pyatspi.ROLE_LIST_ITEM, pyatspi.ROLE_TABLE_CELL, pyatspi.ROLE_LINK,
    pyatspi.ROLE_MENU_ITEM, pyatspi.ROLE_SLIDER, pyatspi.ROLE_SPIN_BUTTON, pyatspi.ROLE_PAGE_TAB, pyatspi.ROLE_FRAME,
}
# The bars and the list of tables alone are more nodes than these: with fewer the tree was read while it changed.
LEAST = 60
# Places, each with the keys that lead there from the one before. Escape leaves dialogs.
TABLES = [(f"table {at}", ["ctrl+Next"]) for at in range(1, 9)]
DIALOGS = [
    ("guide", ["F1"]), ("goto", ["ctrl+g"]), ("commands", ["ctrl+shift+p"]), ("new", ["ctrl+n"]),
    ("find", ["ctrl+f"]), ("export", ["ctrl+e"]), ("hand in", ["ctrl+shift+m"]), ("filter", ["ctrl+shift+l"]),
    ("own rules", ["ctrl+shift+r"]), ("compare", ["ctrl+shift+c"]), ("open", ["ctrl+o"]), ("save as", ["ctrl+shift+s"]),
]


def press(keys):
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)


def program():
    for _ in range(120):
        for one in pyatspi.Registry.getDesktop(0):
            if one is not None and one.childCount:
                return one
        time.sleep(0.5)
    sys.exit("the program is not seen on the bus of accessibility")


def nodes(node):
    yield node
    for child in node:
        if child is not None:
            yield from nodes(child)


def settled(root):
    """The tree, read to its end: one that changes meanwhile breaks off, or is short."""
    for _ in range(10):
        time.sleep(1.0)
        try:
            read = [(node.getRole(), node.name or "", node.description or "") for node in nodes(root)]
        except Exception:  # It changed while it was read.
            continue
        if len(read) >= LEAST:
            return read
    sys.exit("the window cannot be read")


def main():
    root = program()
    # No window manager gives it the keyboard.
    for _ in range(60):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "."], capture_output=True, text=True)
        if found.stdout.split():
            break
        time.sleep(0.5)
    else:
        sys.exit("the program shows no window")
    subprocess.run(["xdotool", "windowfocus", found.stdout.split()[0]], check=True)
    wrong, read, cells, held, seen = [], 0, 0, 0, set()
    for place, keys in [("first", [])] + TABLES + DIALOGS:
        if keys:
            press(keys)
        tree = settled(root)
        print(f"{place}: {len(tree)} nodes", flush=True)
        seen.add(tuple(tree))
        for role, name, description in tree:
            if role not in ACTS:
                continue
            read += 1
            if not any(letter.isalnum() for letter in name):
                wrong.append(f"{place}: {role} “{name}” has no name")
            if role == pyatspi.ROLE_TABLE_CELL:
                cells += 1
                held += bool(description)
                if len(name.split()) < 2:
                    wrong.append(f"{place}: the cell “{name}” does not say its row and column")
        if (place, keys) in DIALOGS:
            press(["Escape"])
            time.sleep(0.3)
    print(f"{len(seen)} places, {read} things to act on, {cells} cells, {held} of them with what they hold")
    for line in sorted(set(wrong)):
        print(line)
    if wrong or len(seen) < 15 or not cells or not held:
        sys.exit(1)


main()
