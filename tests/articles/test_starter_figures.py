"""Each figure in the starter answers was read in a source that the answer cites."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "articles" / "starter"
KEPT = tomllib.loads((ROOT / "tests" / "data" / "source_facts.toml").read_text(encoding="utf-8"))
SOURCES = {
    source["key"]: source
    for source in tomllib.loads((STARTER / "sources.toml").read_text(encoding="utf-8"))["source"]
}
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
# What is no figure of an answer: sources, other wordings, numbers of steps, addresses, anchors.
BESIDE = re.compile(
    r"^Sources:.*|^Figures:.*|^Also asked as:\n(?:- .*\n)*|^\d\. |\]\([^)]*\)|\{#.*?\}|NG59", re.M
)


def numbers_in(text: str) -> dict[str, None]:
    return dict.fromkeys(number.replace(",", "") for number in FIGURE.findall(text))


def answers() -> Iterator[tuple[str, list[str], list[str]]]:
    """(article#anchor, its figures, the keys of its sources) of each starter answer."""
    for path in sorted(STARTER.glob("*.md")):
        text = path.read_text(encoding="utf-8").split("+++\n", 2)[2]
        for section in re.split(r"^## ", text, flags=re.M)[1:]:
            anchor = re.search(r"\{#(.+?)\}", section)
            cited = re.search(r"^Sources: (.*)", section, flags=re.M)
            assert anchor, section[:60]
            keys = cited[1].split(", ") if cited else []
            yield f"{path.stem}#{anchor[1]}", list(numbers_in(BESIDE.sub("", section))), keys


def not_read(figures: list[str], keys: list[str]) -> list[str]:
    """Those of `figures` that no source of the answer was found to give."""
    read = {number for key in keys for number in numbers_in(KEPT["facts"].get(key, ""))}
    return [figure for figure in figures if figure not in read]


def test_each_figure_was_read_in_a_source_of_its_answer():
    found = {answer: not_read(figures, keys) for answer, figures, keys in answers()}
    assert {answer: left for answer, left in found.items() if left} == {}


def test_every_fact_is_of_a_source_that_some_answer_cites():
    cited = {key for _, _, keys in answers() for key in keys}
    assert set(KEPT["facts"]) <= cited


def test_every_answer_names_sources():
    """And the page says of each source on which day somebody opened it, or that nobody has."""
    assert [answer for answer, _, keys in answers() if not keys] == []
    assert {key for _, _, keys in answers() for key in keys} <= set(SOURCES)


def test_an_answer_sends_nobody_later_than_the_list_of_signs_does():
    """Worse at night is a sign for today; and all words of an emergency are plain."""
    for path in sorted(STARTER.glob("*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not re.search(r"\bworse at night\b.*\bsoon\b", line.replace("*", "")), path.name
            assert "saddle area" not in line, path.name
