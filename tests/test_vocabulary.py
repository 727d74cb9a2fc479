"""One word means one thing: names are unique, the field's own, and where the glossary says."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.test_guards import ROOT, texts, trees

# What was called so once, and what it is called now. In names and in prose.
RENAMED = {
    r"hindrances?": "blocked_because",
    r"is_its_turn": "is_available",
    r"[Ss]hel(f|ves)": "topic, PageStore",
    r"turn_to": "discard_other_versions",
    r"OnceAVersion": "cached_per_version",
    r"SpentSlip|[Ss]lips?": "UsedVoteToken, one-time token",
    r"(MOST|FEWEST|LONGEST|PATIENCE|AT_ONCE)(_[A-Z_]+)?": "MAX_…, MIN_…, …_TIMEOUT, BATCH_SIZE",
    r"telling_(words|stems)": "content_words, content_stems",
    r"[Ss]urroundings": "SiteContext",
    r"[Ll]ikeness": "similarity",
    r"asked_twice": "find_duplicates",
    r"made_from": "base",
    r"answers_as_typed": "unsaved_answers",
    r"[Cc]hoosers?": "autocomplete",
    r"RuleTally|PatternTally|Tallying": "RuleReach, PatternReach, ReachCounter",
    r"RuleBook": "ActiveRules",
    r"without_mirrors": "dedupe_pairs",
    r"PersonRequest": "AuthenticatedRequest",
    r"anew": "again",
    r"[Mm]end(s|ed|ing)?": "fix",
    r"[Nn]ought": "zero",
    r"small letters": "lower case",
    r"(MIN|SENTENCE|QUESTION|CLOSING)_SIGNS|[Ss]igns? written": "…_CHARACTERS, …_MARKS, character",
}
ONE_MEANING = {
    "Command",  # what Django asks each management command to be called
    "Walk",  # the same thing as a row and as a value: the patterns know no database
    "Programme",
}


def public_names() -> Iterator[tuple[str, str]]:
    for name, tree in trees():
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                yield node.name, name


def test_no_public_name_means_two_things():
    places = defaultdict(list)
    for name, place in public_names():
        places[name].append(place)
    assert {n: p for n, p in places.items() if len(p) > 1 and n not in ONE_MEANING} == {}


def test_no_two_files_of_an_app_have_one_name():
    places = defaultdict(list)
    for path, _ in trees():
        app, _, rest = path.partition("/")
        if rest and not rest.endswith("__init__.py"):
            places[app, rest.rpartition("/")[2]].append(path)
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("word", RENAMED, ids=lambda word: re.sub(r"\W+", "-", word))
def test_no_former_word_is_left(word):
    pattern = re.compile(rf"(?<![A-Za-z_])(?:{word})(?![A-Za-z_])")
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts(".py", ".html", ".js", ".css", ".md", ".toml")
        if not name.startswith(("articles/starter/", "tests/test_vocabulary.py", "CHANGELOG"))
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == [], f"now called {RENAMED[word]}"


def glossary() -> list[tuple[str, str, list[str]]]:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| `([^`]+)` (.+) \|$", text, re.M)
    return [(word, path, re.findall(r"`(\w+)`", names)) for word, path, names in rows]


def test_what_the_glossary_names_is_where_it_says():
    rows = glossary()
    assert len(rows) > 40
    defined = defaultdict(set)
    for name, place in public_names():
        defined[place].add(name)
    missing = {
        word: path for word, path, names in rows if not names or not set(names) <= defined[path]
    }
    assert missing == {}


def test_the_glossary_has_each_word_once():
    words = [word for word, _, _ in glossary()]
    assert len(words) == len(set(words))
