"""The medicines that texts on back pain name, so that one without a caution is found too."""

import re
from pathlib import Path

# What is sold for pain, for muscles or for nerves, by its own name or a common brand's.
_NAMES = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split()
# The endings that the names of whole groups share, for those that are not listed.
_STEMS = r"\w+(?:profen|fenac|oxicam|coxib|codone|codeine|morphone|triptyline|gabalin)"
NAMED = "|".join((*map(re.escape, _NAMES), _STEMS))
_NAME = re.compile(rf"\b(?:{NAMED})\b", re.IGNORECASE)
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013", "-"))


def medicines_in(text: str) -> list[str]:
    """The medicines that `text` names, each once, in lower case, in its order."""
    found = _NAME.finditer(text.translate(_HYPHENS))
    return list(dict.fromkeys(name.group().lower() for name in found))
