"""How old a reader has to be for the starter articles, about: printed by `make check`, no gate.

Flesch and Kincaid's grade of American schools, and five years: 0.39 words a sentence + 11.8
syllables a word - 15.59 (Kincaid and others, Navy Research Branch report 8-75, 1975). It counts
and understands nothing: a word of the body has as many syllables as a name of a nerve.
"""

from pathlib import Path

from articles.files.article_format import ArticleText, parse_article
from articles.text.markdown import to_html
from articles.text.markup import read_markup
from articles.text.reading_ease import TextCounts, words_of
from articles.text.sentences import sentences

FOLDER = Path(__file__).parents[1] / "articles" / "starter"
SCHOOL_BEGINS = 5
AIMED_AT = (11, 14)


def reading_age(parts: list[str]) -> float:
    """Years, of sentences with at least a word."""
    counts = TextCounts.of(parts)
    in_a_sentence = counts.words / counts.sentences
    in_a_word = counts.syllables / counts.words
    return 0.39 * in_a_sentence + 11.8 * in_a_word - 15.59 + SCHOOL_BEGINS


def sentences_of(article: ArticleText) -> list[str]:
    """What a reader sees of it, in sentences."""
    texts = [article.meta["title"], article.meta["summary"]]
    bodies = [article.introduction]
    for question in article.questions:
        texts += [question.wording, question.short_answer, question.how_long]
        bodies.append(question.body)
    texts += [text for body in bodies for text in read_markup(to_html(body)).blocks]
    return [part for text in texts for part in sentences(text) if words_of(part)]


def main() -> None:
    every = {
        path.stem: sentences_of(parse_article(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*.md"))
    }
    ages = {slug: reading_age(parts) for slug, parts in every.items()}
    for slug, age in sorted(ages.items(), key=lambda each: -each[1]):
        if age > AIMED_AT[1]:
            print(f"{slug}: reading age about {age:.1f}")
    together = reading_age([part for parts in every.values() for part in parts])
    print(
        f"Reading age of the {len(every)} starter articles together: about {together:.1f}; "
        f"{sum(age > AIMED_AT[1] for age in ages.values())} above {AIMED_AT[1]} "
        f"(aimed at: {AIMED_AT[0]} to {AIMED_AT[1]})."
    )


if __name__ == "__main__":
    main()
