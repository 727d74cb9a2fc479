"""What the log must not say: who somebody is, and the key to a shared draft."""

import logging
import re

# The last part of the address of a shared draft opens it; Django names the path of whatever it
# could not answer.
SHARED = re.compile(r"(/shared/)[^/\s?#]+")
EMAIL = re.compile(r"[^\s@<>()\"'=:,;]+@[^\s@<>()\"',;]+\.[^\s@<>()\"',;.]+")
# PostgreSQL repeats the row that it refuses: Key (email)=(…) already exists.
DETAIL = re.compile(r"(DETAIL:)[^\n]*")


def without_secrets(text: str) -> str:
    """`text` without e-mail addresses, rows that a database quotes, and keys to drafts."""
    text = DETAIL.sub(r"\1 …", text)
    return EMAIL.sub("…@…", SHARED.sub(r"\1…", text))


class CleanFormatter(logging.Formatter):
    """Looks at the whole entry: a traceback quotes what a filter of messages never sees."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))
