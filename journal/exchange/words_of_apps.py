"""What other programs and apps call a walk and its columns, as `words_of_apps.toml` has it."""

import tomllib
from pathlib import Path

_WORDS: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
KINDS = {name: frozenset(words) for name, words in _WORDS["kinds"].items()}
HEADINGS = _WORDS["headings"]
