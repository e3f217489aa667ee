"""Cuts a font down to the repertoire: `subset.py regular|semibold SOURCE.ttf TARGET.ttf`."""

import sys

from fontTools import subset

# The characters of the 通用规范汉字表 (2013: the list for registered names of
# persons and places) that lie in CJK Extension A, so outside GBK.
LISTED_EXT_A = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖"
    "䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)

# egui writes arrow keys in shortcuts with signs that the source lacks.
ALIASES = {"⏴": "◀", "⏵": "▶", "⏶": "▲", "⏷": "▼"}

RANGES = [
    (0x0020, 0x007E),
    (0x00A0, 0x00FF),
    (0x2000, 0x23FF),  # punctuation, №℃, ½, Ⅷ, arrows, mathematics, keys
    (0x2460, 0x27BF),  # ⑳, ⑴, ⒈, box drawing, ■▲◆, ★⚠, ✓❶
    (0x2B00, 0x2BFF),
    (0x3000, 0x303F),  # CJK punctuation
    (0x3200, 0x33FF),  # ㈠, ㊿, ㎡
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFFEF),  # fullwidth forms
]


def decodable(codec):
    """All two-byte characters of a Chinese codec."""
    pairs = (bytes([a, b]) for a in range(0x81, 0xFF) for b in range(0x40, 0xFF))
    return {ord(c) for p in pairs for c in p.decode(codec, "ignore") if ord(c) > 0x7F}


def main():
    weight, source, target = sys.argv[1:]
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "vhea", "vmtx"]
    font = subset.load_font(source, options)

    for table in font["cmap"].tables:
        for alias, sign in ALIASES.items():
            if ord(sign) in table.cmap:
                table.cmap.setdefault(ord(alias), table.cmap[ord(sign)])

    keep = {ord(c) for c in ALIASES}
    for first, last in RANGES:
        keep.update(range(first, last + 1))
    if weight == "regular":
        keep |= decodable("gbk") | {ord(c) for c in LISTED_EXT_A}
        keep |= {c for c in font.getBestCmap() if 0x4E00 <= c <= 0x9FFF or c >= 0x20000}
    else:
        keep |= decodable("gb2312")

    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=keep)
    subsetter.subset(font)
    subset.save_font(font, target, options)


main()
