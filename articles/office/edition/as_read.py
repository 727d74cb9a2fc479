"""An answer as HTML for its reviewer: every word and picture that readers get of it."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.models import Answer, Figure
from articles.text.rich_text import clean_rich_text

FIGURE_WIDTH = 240


def answer_as_read(answer: Answer) -> SafeString:
    """HTML of an answer: kind, short answer, how long and how often, text, figures with words."""
    return format_html(
        '<div class="as-read">{}<p><strong>{}</strong></p>{}{}{}</div>',
        _kind(answer),
        answer.short_answer,
        format_html("<p><strong>How long:</strong> {}</p>", answer.how_long)
        if answer.how_long
        else "",
        SafeString(clean_rich_text(answer.body)),
        figures_as_read(answer.figures),
    )


def _kind(answer: Answer) -> SafeString:
    if answer.kind == Answer.Kind.ANSWER:
        return SafeString("")
    return format_html('<p class="question-kind">{}</p>', answer.get_kind_display())


def figures_as_read(figures: Iterable[Figure]) -> SafeString:
    """HTML of each picture, with what is read to people who do not see it."""
    return format_html_join("", "{}", ((_figure(figure),) for figure in figures))


def _figure(figure: Figure) -> SafeString:
    said = "decorative: read to nobody" if figure.is_decorative else figure.said_instead
    return format_html(
        "<figure>{}<figcaption>{} <small>(said to who does not see it: {})</small></figcaption>"
        "</figure>",
        small_picture(figure, min(FIGURE_WIDTH, figure.width)),
        figure.caption,
        said,
    )


def small_picture(figure: Figure, width: int) -> SafeString:
    """An image element of the figure's smallest file, shown `width` pixels wide."""
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        figure.address(figure.sizes[-1][0]),
        width,
        round(figure.height * width / figure.width),
        figure.alternative_text,
    )
