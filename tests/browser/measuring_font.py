"""A font for measuring layouts: half an em for every letter, on whatever machine.

Which fonts a machine has decides how many words fit in a line, and with it how tall a page is. A
test that measures a page therefore brings its own font, which is made here: every letter is the
same box, as wide as the letters of a text font are on average.
"""

import base64
from struct import pack

from playwright.sync_api import Page

EM, ADVANCE, ASCENT, DESCENT = 1000, 500, 800, -200
LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2040), *range(0x2190, 0x2300)]
BOX = (50, 0, 450, 500)  # left, bottom, right, top

NAME = "Measuring"
STYLE = """
@font-face {{ font-family: "{name}"; src: url("data:font/ttf;base64,{data}"); }}
*, ::before, ::after {{ font-family: "{name}" !important; letter-spacing: 0 !important; }}
"""


def set_in_measuring_font(page: Page) -> None:
    """Show the page in it. Its policy must have been bypassed: readers never get a font."""
    data = base64.b64encode(measuring_font()).decode()
    page.add_style_tag(content=STYLE.format(name=NAME, data=data))
    page.evaluate("document.fonts.ready")
    assert page.evaluate(f"document.fonts.check('1em {NAME}')")
    assert page.evaluate("[...document.fonts].every((font) => font.status === 'loaded')")


def measuring_font() -> bytes:
    """A TrueType font: the tables that every reader of fonts insists on, one letter in them."""
    tables = {
        b"OS/2": _os2(),
        b"cmap": _cmap(),
        b"glyf": _box(),
        b"head": pack(
            ">IIIIHHQQhhhhHHhhh",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 3, EM, 0, 0),
            *(*BOX, 0, 8, 2, 1, 0),
        ),
        b"hhea": pack(">IhhhHhhhhhhhhhhhH", 0x10000, ASCENT, DESCENT, 0, ADVANCE, *[0] * 11, 1),
        b"hmtx": pack(">Hhh", ADVANCE, 0, BOX[0]),
        b"loca": pack(">III", 0, 0, len(_box())),
        b"maxp": pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 2, *[0] * 8),
        b"name": pack(">HHH", 0, 0, 6),
        b"post": pack(">IIhhIIIII", 0x30000, 0, -100, 50, 1, 0, 0, 0, 0),
    }
    offset = 12 + 16 * len(tables)
    directory, content = b"", b""
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        total = sum(int.from_bytes(padded[at : at + 4]) for at in range(0, len(padded), 4))
        place = offset + len(content)
        directory += tag + pack(">III", total % 2**32, place, len(table))
        content += padded
    return (
        pack(">IHHHH", 0x10000, len(tables), 128, 3, len(tables) * 16 - 128) + directory + content
    )


def _cmap() -> bytes:
    """Each character is the same letter: a group of its own, since groups count upwards."""
    groups = b"".join(pack(">III", code, code, 1) for code in LETTERS)
    table = pack(">HHIII", 12, 0, 16 + len(groups), 0, len(LETTERS)) + groups
    return pack(">HHHHI", 0, 1, 3, 10, 12) + table


def _box() -> bytes:
    left, bottom, right, top = BOX
    outline = pack(">hhhhhHH4B", 1, *BOX, 3, 0, 1, 1, 1, 1)
    across = pack(">hhhh", left, right - left, 0, left - right)
    up = pack(">hhhh", bottom, 0, top - bottom, 0)
    return outline + across + up + bytes(-len(outline + across + up) % 4)


def _os2() -> bytes:
    return (
        pack(">HhHHH", 4, ADVANCE, 400, 5, 0)
        + bytes(22)  # sub- and superscript, strikeout, family
        + bytes(10)
        + pack(">IIII", 1, 0, 0, 0)
        + b"OURS"
        + pack(">HHHhhhHH", 0x40, LETTERS[0], 0xFFFF, ASCENT, DESCENT, 0, ASCENT, -DESCENT)
        + pack(">IIhhHHH", 1, 0, 500, 700, 0, LETTERS[0], 1)
    )
