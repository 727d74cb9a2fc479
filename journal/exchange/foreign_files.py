"""Messages about files that cannot be read here: what the file is, and what its owner can do.

Each function returns such a message, or an empty text where it does not recognise the file.
"""

import re
from collections.abc import Iterable

WORKBOOK = "This is a workbook of {}. Save its sheet as CSV (UTF-8) there, and choose that file."
EXCEL, SHEETS, NUMBERS = map(WORKBOOK.format, ("Excel", "LibreOffice or OpenOffice", "Numbers"))
OFFICE = "This is a file of an older Excel or Word. Save the sheet as CSV (UTF-8) there."
RECORDINGS = "Export the walks from the app that recorded them, as GPX, TCX or FIT."
PDF = (
    "This is a PDF, which people can read and programs cannot. Choose a CSV, GPX, TCX or FIT file."
)
PICTURE = (
    "This is a picture or a film. Choose a file of walks: CSV, GPX, TCX, FIT or an export of a "
    "phone."
)
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
SAMSUNG = (
    "There are no exercises in this export of Samsung Health. Walks are in its table "
    "com.samsung.shealth.exercise….csv: choose that, or the whole export as a zip file."
)
NO_WALKS = (
    "This is no file of walks that can be read here. What can: CSV, Apple Health (zip or XML), "
    "Samsung Health, FIT, GPX, TCX, and Google Fit from Takeout (zip or JSON)."
)
SUUNTO = UNDOCUMENTED.format("This is a recording of Suunto in JSON")
TIMELINE = (
    "This is a list of places where a phone has been. It has no walks with a length. " + RECORDINGS
)
DAY_SUMS = (
    "This table has sums of days or of quarters of an hour: steps and active minutes are no walks, "
    "and none are made from them. " + RECORDINGS
)
TAKEOUT = (
    "There are no sessions of Google Fit in this export of Google. In Takeout choose “Fit” with "
    "all its sessions. Steps and sums of days are no walks, and none are made from them."
)
STRAVA = (
    "There are no recordings in this export of Strava. Order the whole archive under “Download or "
    "delete your account”."
)
TABLES = "There are tables in this zip file. Unpack it, and choose the one with the walks."
EMPTY_ZIP = "This zip file is empty."
CALENDAR = "This is a calendar. Bring walks in as CSV, or as what recorded them: GPX, TCX or FIT."
NO_WORKOUTS = (
    "there is no workout in it: a phone alone counts steps, which are no walks; a watch, or an app "
    "that records walks, makes workouts"
)
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
    **dict.fromkeys((b"RIFF", b"\0\0\0\x18ftyp", b"\0\0\0\x1cftyp", b"\0\0\0 ftyp"), PICTURE),
    b"PK\x05\x06": EMPTY_ZIP,
    b"BEGIN:VCALENDAR": CALENDAR,
    **dict.fromkeys((b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ"), PACKED),
}
MEMBERS = {
    r"^xl/workbook\.": EXCEL,
    r"^content\.xml$": SHEETS,
    r"\.iwa$": NUMBERS,
    r"health_connect.*\.db$": HEALTH_CONNECT,
    r"(^|/)fitbit/": FITBIT,
    r"(^|/)training-session-[^/]*\.json$": POLAR,
    r"\.kml$": KML,
    r"(^|/)export_cda\.xml$": CLINICAL,
    r"\.zip$": NESTED,
}
# Asked only where nothing in the archive can be read: readable exports have such files, too.
UNREAD_MEMBERS = {
    r"^takeout/": TAKEOUT,
    r"(^|/)com\.samsung\.": SAMSUNG,
    r"^activities\.csv$": STRAVA,
    r"\.csv$": TABLES,
}
MARKUP = {
    b"<kml": KML,
    b"<html": WEB_PAGE,
    b"<!doctype html": WEB_PAGE,
    b"<clinicaldocument": CLINICAL,
}
# In the first bytes of a JSON file: what names its kind, or the keys that only this kind has.
JSON_MARKS = {
    b'"backsite-journal"': OUR_JOURNAL,
    b'"DeviceLog"': SUUNTO,
    **dict.fromkeys((b'"timelineObjects"', b'"semanticSegments"', b'"locations"'), TIMELINE),
    b'"activityName"': FITBIT,
    b'"exportVersion"': POLAR,
}


def said_of_beginning(head: bytes) -> str:
    """The message about a file that begins with the bytes `head`."""
    return next((said for mark, said in BEGINNINGS.items() if head.startswith(mark)), "")


def said_of_markup(head: bytes) -> str:
    """The message about XML or HTML, by the elements in its first bytes, `head`."""
    small = head.lower()
    return next((said for mark, said in MARKUP.items() if mark in small), "")


def said_of_members(names: Iterable[str], has_walks: bool) -> str:
    """The message about an archive, by the names of its files.

    `has_walks`: whether walks were found in it; then a message is about the rest of its files.
    """
    every = list(names)
    known = MEMBERS if has_walks else MEMBERS | UNREAD_MEMBERS
    for pattern, said in known.items():
        wanted = re.compile(pattern, re.IGNORECASE)
        if any(wanted.search(name) for name in every):
            return said
    return ""


def said_of_json(head: bytes) -> str:
    """The message about a JSON file by its first bytes, `head`: such files are often long."""
    return next((said for mark, said in JSON_MARKS.items() if mark in head), "")


def is_tar(content: bytes) -> bool:
    return content[257:262] == b"ustar"
