"""The answers of an edition with all that a page shows of them, read by three prepared queries."""

from collections import defaultdict

from accounts.prepared_queries import PreparedQuery
from articles.models.answers import Answer
from articles.models.editions import Edition
from articles.models.figures import AnswerFigure, Figure
from articles.models.sources import Source

_answers = PreparedQuery(
    lambda edition: Answer.objects.filter(edition=edition).select_related("question__article"), int
)
_citations = PreparedQuery(
    lambda edition: (
        Answer.sources.through.objects.filter(answer__edition=edition)
        .select_related("source")
        .order_by("source__key")
    ),
    int,
)
_figures = PreparedQuery(lambda edition: AnswerFigure.objects.filter(answer__edition=edition), int)


def answers_to_show(edition: Edition) -> list[Answer]:
    """The edition's answers in order, with their questions, sources and figures; three queries."""
    answers = _answers.all(edition.pk)
    sources: defaultdict[int, list[Source]] = defaultdict(list)
    figures: defaultdict[int, list[Figure]] = defaultdict(list)
    for citation in _citations.all(edition.pk):
        sources[citation.answer_id].append(citation.source)
    for link in _figures.all(edition.pk):
        figures[link.answer_id].append(link.figure)
    for answer in answers:
        answer.edition = edition
        answer.cited, answer.figures = sources[answer.pk], figures[answer.pk]
    return answers
