"""A site as large as one likes, made quickly, and the same at every run.

    python -m tests.benchmarks.many_articles 1000 [--editions 1] [--answers 12]

fills the (migrated) database that the settings name. The words are drawn as often as words are in
print: few very often, most hardly ever (Zipf). COMMON stands in nearly every answer; RARE stands in
one answer of RARE_EVERY. Rows go in by the thousand, without the history that people's saves leave,
and without the checks of each save: the makers of `tests.cast` test those.
"""

import argparse
import os
import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import accumulate, islice, product

COMMON, RARE, RARE_EVERY = "back", "quillwort", 4000
TOPICS, SOURCES, ARTICLES_AT_ONCE = 8, 40, 250
# The words that a site about backs has most, most frequent first; then made-up ones.
TELLING = """
    pain walk hurt leg lower walking muscle sit stand bend stretch hour week doctor nerve hip knee
    spine foot step slow rest strong stiff ache sore exercise run squat morning night scan canal
    """.split()  # noqa: SIM905 (one word a line would fill a page)
SMALL = "the a of to and in it is that your you for with on when can this or may if not".split()  # noqa: SIM905
OPENINGS = (
    "Why does",
    "How long does",
    "Is it normal that",
    "Should I worry when",
    "What helps if",
)


class Print:
    """Words in the frequencies of print, from one seed."""

    def __init__(self, seed: int, size: int = 30_000) -> None:
        self.random = random.Random(seed)
        parts = [
            [first + vowel for first in "bdfglmnprstvz" for vowel in "aeiou"],
            [first + vowel for first in "klmnrst" for vowel in "aeio"],
            ["", "n", "ler", "st", "dic", "ton", "mage", "rity"],
        ]
        made = ["".join(pieces) for pieces in product(*parts)]
        self.random.shuffle(made)
        self.words = [*SMALL, *TELLING, *made][:size]
        self.up_to = list(accumulate(1 / rank for rank in range(2, len(self.words) + 2)))

    def some(self, count: int) -> list[str]:
        return self.random.choices(self.words, cum_weights=self.up_to, k=count)

    def sentence(self, count: int) -> str:
        return " ".join(self.some(count)).capitalize() + "."

    def question(self, words: int) -> str:
        """With COMMON in about nine of ten."""
        middle = f"my {COMMON}" if self.random.random() < 0.9 else "it"
        return f"{self.random.choice(OPENINGS)} {middle} {' '.join(self.some(words))}?"

    def body(self, number: int) -> str:
        """About a hundred words; the answer's number decides whether RARE is among them."""
        rare = f" {RARE.capitalize()} was seen." if number % RARE_EVERY == RARE_EVERY // 2 else ""
        first = f"Your {COMMON} {self.sentence(28).lower()}{rare}"
        items = "".join(f"<li>{self.sentence(7)}</li>" for _ in range(3))
        return f"<p>{first}</p><ul>{items}</ul><p>{self.sentence(40)}</p>"


def fill(articles: int, editions: int = 1, answers: int = 12, now: datetime | None = None) -> None:
    """Add `articles` articles of `editions` published editions, the last one live."""
    from django.db import transaction  # noqa: PLC0415 (needs the settings)
    from django.utils import timezone  # noqa: PLC0415

    from articles.models import SearchEntry, SearchWord  # noqa: PLC0415

    now = now or timezone.now()
    words = Print(seed=articles)
    with transaction.atomic():
        topics = list(_topics_and_sources(articles))
        numbers = iter(range(articles))
        while block := list(islice(numbers, ARTICLES_AT_ONCE)):
            _add(block, topics, words, editions, answers, now)
        SearchWord.objects.recount(SearchEntry.objects.values_list("words", flat=True))


def _topics_and_sources(articles: int) -> Iterator[tuple]:
    """(topic, source) pairs to be used in turn."""
    from articles.models import Source, Topic  # noqa: PLC0415

    topics = [
        Topic.objects.get_or_create(
            slug=f"topic-{number}", defaults={"title": f"Topic {number}", "summary": "A topic."}
        )[0]
        for number in range(min(TOPICS, articles))
    ]
    for number in range(SOURCES):
        source, _ = Source.objects.get_or_create(
            key=f"paper-{number}",
            defaults={
                "title": f"Paper {number}",
                "publisher": "A publisher",
                "year": 2020,
                "kind": Source.Kind.GUIDELINE,
            },
        )
        yield topics[number % len(topics)], source


def _add(
    block: list[int],
    topics: list[tuple],
    words: Print,
    editions: int,
    answers: int,
    now: datetime,
) -> None:
    from articles.models import Answer, Article, Edition, Question  # noqa: PLC0415

    made = Article.objects.bulk_create(
        Article(slug=f"many-{number}", topic=topics[number % SOURCES][0], position=number % 1000)
        for number in block
    )
    questions = Question.objects.bulk_create(
        Question(article=article, anchor=f"q-{place}", also_asked_as=words.question(4))
        for article in made
        for place in range(answers)
    )
    for number in range(1, editions + 1):
        published = Edition.objects.bulk_create(
            Edition(
                article=article,
                number=number,
                state=Edition.State.PUBLISHED,
                title=f"{COMMON.capitalize()} {words.sentence(4).lower()}"[:-1],
                summary=words.sentence(16),
                introduction=f"<p>{words.sentence(25)}</p>",
                author_name="Made up for measuring",
                publish_at=now - timedelta(days=1 + editions - number),
            )
            for article in made
        )
        of_article = {edition.article_id: edition for edition in published}
        stored = Answer.objects.bulk_create(
            Answer(
                edition=of_article[question.article_id],
                question=question,
                position=place % answers + 1,
                wording=words.question(4),
                short_answer=f"Your {COMMON} {words.sentence(18).lower()}",
                body=words.body(block[0] * answers + place),
            )
            for place, question in enumerate(questions)
        )
        _cite(stored, topics)
        if number == editions:
            _index(stored)


def _cite(stored: list, topics: list[tuple]) -> None:
    from articles.models import Answer  # noqa: PLC0415

    citation = Answer.sources.through
    citation.objects.bulk_create(
        citation(answer=answer, source=topics[answer.pk % SOURCES][1]) for answer in stored
    )


def _index(stored: Iterable) -> None:
    from articles.models import SearchEntry  # noqa: PLC0415

    SearchEntry.objects.bulk_create(
        SearchEntry.of(answer, answer.edition.publish_at) for answer in stored
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Fill the database with made-up articles.")
    parser.add_argument("articles", type=int)
    parser.add_argument("--editions", type=int, default=1)
    parser.add_argument("--answers", type=int, default=12)
    options = parser.parse_args()
    fill(options.articles, options.editions, options.answers)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backsite.settings")
    import django

    django.setup()
    main()
