"""The words of other programs for a walk and for its columns, loaded from `words_of_apps.toml`."""

import tomllib
from pathlib import Path

_WORDS: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
KINDS = {name: frozenset(words) for name, words in _WORDS["kinds"].items()}
HEADINGS = _WORDS["headings"]
