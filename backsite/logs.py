"""What the log must not say: the address of a shared draft is the key to it."""

import logging
import re

SHARED = re.compile(r"(/shared/)[^/\s?#]+")


class WithoutKeys(logging.Filter):
    """Django names the path of whatever it could not answer; the key in it is left out."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = SHARED.sub(r"\1…", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
