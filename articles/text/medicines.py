"""The medicines that a text names, from a list of names: also those that have no caution yet."""

import re
from pathlib import Path

# Medicines sold for pain, muscles or nerves, by their own names and by common brands.
_NAMES = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split()
# Endings shared by a whole group of medicines, for those that are not listed.
_STEMS = r"\w+(?:profen|fenac|oxicam|coxib|codone|codeine|morphone|triptyline|gabalin)"
NAMED = "|".join((*map(re.escape, _NAMES), _STEMS))
_NAME = re.compile(rf"\b(?:{NAMED})\b", re.IGNORECASE)
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013", "-"))


def medicines_in(text: str) -> list[str]:
    """The medicines that `text` names, each once, in lower case, in the order of the text."""
    found = _NAME.finditer(text.translate(_HYPHENS))
    return list(dict.fromkeys(name.group().lower() for name in found))
