"""A draft as somebody is typing it, in the shape that pages show. Nothing is stored."""

from collections.abc import Mapping

from articles.admin.answer_forms import AnswerFormSet
from articles.admin.sent_content import number_in
from articles.admin.three_way import Content, Fields
from articles.models import Answer, AnswerFigure, Edition, Figure, Question
from articles.richtext import clean_rich_text

PLAIN = ("title", "summary", "author_name", "interests", "change_note")


def answers_as_typed(edition: Edition, content: Content, rows: AnswerFormSet) -> list[Answer]:
    """Puts the typed words into `edition`, unsaved, and gives its answers in their order.

    What is not valid yet is shown all the same: whoever writes is never done at every moment.
    """
    for name in PLAIN:
        setattr(edition, name, str(content.fields.get(name, "")))
    introduction = clean_rich_text(str(content.fields.get("introduction", "")))
    edition.introduction = introduction  # type: ignore[assignment]
    stored = {str(row.instance.pk): row.instance for row in rows.forms if row.instance.pk}
    chosen = {pk for fields in content.questions.values() for pk in _listed(fields, "figures")}
    figures = {str(figure.pk): figure for figure in Figure.objects.filter(pk__in=_keys(chosen))}
    return [
        _answer(edition, number, fields, stored.get(key), rows, figures)
        for number, (key, fields) in enumerate(content.questions.items(), start=1)
    ]


def _answer(
    edition: Edition,
    number: int,
    fields: Fields,
    stored: Answer | None,
    rows: AnswerFormSet,
    figures: Mapping[str, Figure],
) -> Answer:
    anchor = stored.question.anchor if stored else f"new-question-{number}"
    answer = Answer(
        pk=-number,  # of no row: without a key an answer refuses to say what it cites
        edition=edition,
        question=Question(article=edition.article, anchor=str(fields["anchor"]) or anchor),
        wording=str(fields["wording"]),
        short_answer=str(fields["short_answer"]),
        how_long=str(fields["how_long"]),
        kind=str(fields["kind"]),
        body=clean_rich_text(str(fields["body"])),
    )
    known = rows.known_sources
    cited = [known[one] for one in _listed(fields, "sources") if one in known]
    shown = [figures[one] for one in _listed(fields, "figures") if one in figures]
    # As if prefetched: the page asks for them as it does for a stored answer.
    answer._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "sources": sorted(cited, key=lambda source: source.key),
        "figure_links": [AnswerFigure(answer=answer, figure=figure) for figure in shown],
    }
    return answer


def _listed(fields: Fields, name: str) -> list[str]:
    value = fields.get(name, [])
    return value if isinstance(value, list) else []


def _keys(typed: set[str]) -> list[int]:
    return [key for one in typed if (key := number_in(one)) is not None]
