"""Words that readers stumble over stand in no page, mail or starter text."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Wordings that a reader found odd, and what kind of wording they are.
NOT_TO_USE = (
    "written of in",
    "is written of",
    "very large company",
    "is told in",
    "joined in",
    "join in",
    "opens nothing",
    "have it gone",
    "not wished for",
    "cut off on its way",
    "take the edge off",
    "gritting",
    "wobble",
    "note it<",
    "skip to the text",
    "the nerves do not like",
    "mostly do not care",
    "answers stand here",
    ">front page<",
    "whilst",
    "amongst",
    "in order to",
    "prior to",
    "utilis",
    "utiliz",
    "commence",
    "sufficient",
    "numerous",
    "go by the list",
    "neither need be",
    "it has long been",
    "still to come",
    "about will do",
    "left empty, it is",
    "ceased to",
    "ceases to",
    "learns in secret",
    "less pressing",
    "set out already",
    "no time passes",
    "end alike",
    "end about alike",
    "it asks for nothing",
    "once more is known",
    "could not be taken",
    "is no row",
    "is no whole number",
    "no single value",
    "in due course",
    "albeit",
    "hitherto",
    "thereof",
    "henceforth",
    "endeavour",
    "ascertain",
)
TEXTS = sorted(
    [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "templates").rglob("*.txt"),
        *(ROOT / "articles" / "starter").glob("*.md"),
        ROOT / "articles" / "starter" / "topics.toml",
        *(ROOT / "journal" / "starter").glob("*.toml"),
        ROOT / "articles" / "starter" / "cautions.toml",
        *(
            path
            for app in ("accounts", "articles", "journal")
            for path in (ROOT / app).rglob("*.py")
            if path.parent.name != "migrations"
        ),
    ]
)


@pytest.mark.parametrize("words", NOT_TO_USE)
def test_no_text_uses_them(words):
    found = [
        str(path.relative_to(ROOT))
        for path in TEXTS
        if words in path.read_text(encoding="utf-8").lower()
    ]
    assert found == []


def test_starter_articles_have_curly_quotes_only():
    for path in sorted((ROOT / "articles" / "starter").glob("*.md")):
        text = path.read_text(encoding="utf-8").split("+++\n", 2)[2]
        assert '"' not in text, path.name
