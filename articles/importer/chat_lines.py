"""Chats as messengers export them: their messages without the senders and times."""

import re

from articles.importer.raw_document import Aside, DocumentFinding
from articles.text.sentences import first_few

MIN_MESSAGES = 3
_AT = (
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}[:.]\d\d(?:[:.]\d\d)?"
    r"(?:\s?[ap]\.?\s?m\.?)?"
)
# “[12.03.24, 09:15:22] Anna: …” and “12/03/2024, 09:15 - Anna: …”; lines without a name are the
# program's own.
_MESSAGE = re.compile(
    rf"\s*(?P<stamp>\[{_AT}\]|{_AT}\s[–-])\s+(?:(?P<who>[^:]{{1,60}}):(?:\s+|$))?(?P<said>.*)",
    re.IGNORECASE,
)
_NOTHING_SAID = re.compile(
    r"<[^<>]{4,40}>|(?:image|video|audio|sticker|gif|document|contact card) omitted"
    r"|(?:this message was deleted|you deleted this message|missed (?:voice|video) call)\.?",
    re.IGNORECASE,
)


def without_chat_stamps(text: str) -> tuple[str, list[Aside], list[DocumentFinding]]:
    """`text`, and if it is a chat: each message as a paragraph, what was left out, and a finding.

    A chat begins with the time of a message and has at least `MIN_MESSAGES` messages with a name:
    times alone may be those of a diary.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    found = [_MESSAGE.fullmatch(line) for line in lines]
    written = sum(bool(each and each["who"]) for each in found)
    if written < MIN_MESSAGES or not found[0]:
        return text, [], []
    said: list[str] = []
    asides: list[Aside] = []
    names: dict[str, None] = {}
    for line, message in zip(lines, found, strict=True):
        if not message:
            said.append(line)
        elif not message["who"] or _NOTHING_SAID.fullmatch(message["said"].strip()):
            asides.append(Aside("page element", " ".join(line.split())))
        else:
            names.setdefault(message["who"])
            asides.append(Aside("mark", f"{message['stamp']} {message['who']}:"))
            said += ["", message["said"]]
    note = DocumentFinding(
        "chat",
        f"Read as a chat between {first_few(list(names), 5)}: who wrote what and when was left "
        "out. Ask them before their words are used, and look whether anything private is left.",
    )
    return "\n".join(said), asides, [note]
