"""The pages' structured data, in schema.org's vocabulary. Pure: values in, dictionaries out.

A page says that it was reviewed only when a person with clinical credentials approved it. It is a
`FAQPage` and never a `QAPage`: readers cannot answer here.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Answer, Caution, Edition, Figure, Source
from articles.text.plain_text import in_sentences

CONTEXT = "https://schema.org"
# Characters that could end the script element or begin a comment in it, by their JSON escapes.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def absolute(path: str) -> str:
    """The whole address of a path of the site, at SITE_URL."""
    return f"{settings.SITE_URL}{path}"


def as_script(data: dict) -> SafeString:
    """`data` as a JSON-LD script element, which browsers never run."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


def graph(*parts: dict) -> dict:
    return {"@context": CONTEXT, "@graph": list(parts)}


def organisation() -> dict:
    return {
        "@type": "Organization",
        "@id": absolute("/#publisher"),
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "logo": absolute(static("backsite/icons/icon-512.png")),
    }


def website() -> dict:
    """A `WebSite`: the site as a whole, and how to search it."""
    return {
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "url": absolute("/"),
        "name": settings.SITE_NAME,
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": organisation(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": absolute(reverse("articles:search")) + "?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumbs(*steps: tuple[str, str]) -> dict:
    """A `BreadcrumbList`. `steps` are (name, path), from the front page down to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }


def medical_web_page(
    edition: Edition, answers: Iterable[Answer], first_published: datetime
) -> dict:
    answers = list(answers)
    cited = {source.pk: source for answer in answers for source in answer.cited}
    shown = {figure.pk: figure for answer in answers for figure in answer.figures}
    page = {
        "@type": "MedicalWebPage",
        "@id": absolute(edition.get_absolute_url()),
        "url": absolute(edition.get_absolute_url()),
        "name": edition.title,
        "description": edition.summary,
        "inLanguage": settings.LANGUAGE_CODE,
        "datePublished": first_published.isoformat(),
        "dateModified": (edition.publish_at or first_published).isoformat(),
        "author": {
            "@type": "Person" if edition.author_id else "Organization",
            "name": edition.author_name,
        },
        "publisher": organisation(),
        "isPartOf": {"@type": "WebSite", "@id": absolute("/#site")},
        "citation": [_citation(source) for source in cited.values()],
    }
    if images := [_image(figure) for figure in shown.values() if not figure.is_decorative]:
        page["image"] = images
    if edition.is_reviewed and edition.reviewed_on:
        page["lastReviewed"] = edition.reviewed_on.isoformat()
        page["reviewedBy"] = {
            "@type": "Person",
            "name": edition.reviewer_name,
            "honorificSuffix": edition.reviewer_credentials,
        }
    return page


def faq_page(edition: Edition, answers: Iterable[Answer], cautions: Sequence[Caution]) -> dict:
    """A `FAQPage`: the short answers as on the page, each with the cautions that it needs."""
    return {
        "@type": "FAQPage",
        "@id": absolute(f"{edition.get_absolute_url()}#questions"),
        "mainEntity": [
            {
                "@type": "Question",
                "name": answer.wording,
                "url": absolute(answer.get_absolute_url()),
                "acceptedAnswer": {"@type": "Answer", "text": _with_cautions(answer, cautions)},
            }
            for answer in answers
        ],
    }


def _with_cautions(answer: Answer, cautions: Sequence[Caution]) -> str:
    shown = " ".join((answer.wording, answer.short_answer))
    needed = [in_sentences(caution.body) for caution in cautions if caution.is_needed_in(shown)]
    return " ".join((answer.short_answer, *needed))


def _image(figure: Figure) -> dict:
    return {
        "@type": "ImageObject",
        "contentUrl": absolute(figure.get_absolute_url()),
        "width": _pixels(figure.width),
        "height": _pixels(figure.height),
        "caption": figure.caption or figure.alternative_text,
        "creditText": figure.credit,
    }


def _pixels(number: int) -> dict:
    return {"@type": "QuantitativeValue", "value": number, "unitCode": "E37"}  # UN/CEFACT: pixel


def _citation(source: Source) -> dict:
    work = {"@type": "CreativeWork", "name": source.title, "publisher": source.publisher}
    if source.year:
        work["datePublished"] = str(source.year)
    if source.url:
        work["url"] = source.url
    return work
