"""A draft as somebody is typing it, in the shape that pages show. Nothing is stored."""

from collections.abc import Mapping

from articles.models import Answer, AnswerFigure, Edition, Question
from articles.office.autocomplete import Known
from articles.office.edition.answer_forms import AnswerFormSet
from articles.office.edition.concurrent_edits import Fields, FormContent, Value
from articles.text.rich_text import clean_rich_text

PLAIN = ("title", "summary", "author_name", "interests", "change_note")


def unsaved_answers(edition: Edition, content: FormContent, rows: AnswerFormSet) -> list[Answer]:
    """Puts the typed words into `edition`, unsaved, and gives its answers in their order.

    What is not valid yet is shown all the same: whoever writes is never done at every moment.
    """
    for name in PLAIN:
        setattr(edition, name, str(content.fields.get(name, "")))
    introduction = clean_rich_text(str(content.fields.get("introduction", "")))
    edition.introduction = introduction  # type: ignore[assignment]
    stored = {str(row.instance.pk): row.instance for row in rows.forms if row.instance.pk}
    return [
        _answer(edition, number, fields, stored.get(key), rows)
        for number, (key, fields) in enumerate(content.questions.items(), start=1)
    ]


def _answer(
    edition: Edition,
    number: int,
    fields: Fields,
    stored: Answer | None,
    rows: AnswerFormSet,
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
    cited = _known(rows.known_sources, fields["sources"])
    shown = _known(rows.known_figures, fields["figures"])
    # As if prefetched: the page asks for them as it does for a stored answer.
    answer._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "sources": sorted(cited, key=lambda source: source.key),
        "figure_links": [AnswerFigure(answer=answer, figure=figure) for figure in shown],
    }
    return answer


def _known(known: Mapping[str, Known], typed: Value) -> list[Known]:
    return [known[one] for one in dict.fromkeys(typed) if one in known]
