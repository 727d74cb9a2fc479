"""What a file is that cannot be read here, and what its owner can do instead, in their words."""

import re
from collections.abc import Iterable
from typing import Any

WORKBOOK = "This is a workbook of {}. Save its sheet as CSV (UTF-8) there, and choose that file."
EXCEL, SHEETS, NUMBERS = map(WORKBOOK.format, ("Excel", "LibreOffice or OpenOffice", "Numbers"))
OFFICE = "This is a file of an older Excel or Word. Save the sheet as CSV (UTF-8) there."
RECORDINGS = "Export the walks from the app that recorded them, as GPX, TCX or FIT."
PDF = (
    "This is a PDF, which people can read and programs cannot. Choose a CSV, GPX, TCX or FIT file."
)
PICTURE = "This is a picture. Choose a file of walks: CSV, GPX, TCX, FIT or an export of a phone."
DATABASE = f"This is the database of an app, whose form is not documented. {RECORDINGS}"
PACKED = "This is packed in a way that cannot be read here. Unpack it, and choose the file in it."
TAR = (
    "This is a .tgz archive. Choose .zip where the export is ordered (Google’s Takeout asks for a "
    "file type), or unpack it and choose the file with the walks."
)
UNDOCUMENTED = "{}, whose form is not documented, so it is not read. " + RECORDINGS
HEALTH_CONNECT = UNDOCUMENTED.format("This is a backup of Health Connect")
FITBIT = UNDOCUMENTED.format("This is an export of Fitbit")
POLAR = UNDOCUMENTED.format("This is an export of Polar Flow")
SAMSUNG = UNDOCUMENTED.format("This is an export of Samsung Health")
KML = "This is KML, a file for maps. Export the same walk as GPX, TCX or FIT."
WEB_PAGE = (
    "This is a web page and no export. Perhaps you were not signed in there: download it once more."
)
CLINICAL = "This is one part of an Apple Health export. Choose the whole zip file, as it was made."
NESTED = "There are zip files in this one. Unpack it, and choose those in it one after the other."
OUR_JOURNAL = (
    "This is a journal with everything in it, as this site gives it out. Bring it back on the page "
    "“Take your journal along”, under “Bring everything back”."
)

BEGINNINGS = {
    b"\xd0\xcf\x11\xe0": OFFICE,
    b"%PDF": PDF,
    **dict.fromkeys((b"\xff\xd8\xff", b"\x89PNG", b"GIF8"), PICTURE),
    b"SQLite format 3\0": DATABASE,
    **dict.fromkeys((b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ"), PACKED),
}
MEMBERS = {
    r"^xl/workbook\.": EXCEL,
    r"^content\.xml$": SHEETS,
    r"\.iwa$": NUMBERS,
    r"health_connect.*\.db$": HEALTH_CONNECT,
    r"(^|/)fitbit/": FITBIT,
    r"(^|/)training-session-[^/]*\.json$": POLAR,
    r"(^|/)com\.samsung\.": SAMSUNG,
    r"\.kml$": KML,
    r"(^|/)export_cda\.xml$": CLINICAL,
    r"\.zip$": NESTED,
}
MARKUP = {
    b"<kml": KML,
    b"<html": WEB_PAGE,
    b"<!doctype html": WEB_PAGE,
    b"<clinicaldocument": CLINICAL,
}


def said_of_beginning(head: bytes) -> str:
    """By the first bytes of a file; empty where they are of no other format that is known."""
    return next((said for mark, said in BEGINNINGS.items() if head.startswith(mark)), "")


def said_of_markup(head: bytes) -> str:
    """By the first elements of XML or HTML."""
    small = head.lower()
    return next((said for mark, said in MARKUP.items() if mark in small), "")


def said_of_members(names: Iterable[str]) -> str:
    """By the names of the files in an archive."""
    every = list(names)
    for pattern, said in MEMBERS.items():
        wanted = re.compile(pattern, re.IGNORECASE)
        if any(wanted.search(name) for name in every):
            return said
    return ""


def said_of_json(content: Any) -> str:
    """By what a JSON file holds."""
    if isinstance(content, list):
        content = content[0] if content else None
        return FITBIT if isinstance(content, dict) and "activityName" in content else ""
    if not isinstance(content, dict):
        return ""
    if content.get("format") == "backsite-journal":
        return OUR_JOURNAL
    return POLAR if "exercises" in content and "exportVersion" in content else ""


def is_tar(content: bytes) -> bool:
    return content[257:262] == b"ustar"
