"""Every address of the site, read from its URL patterns, each filled in in three ways.

Whoever adds a page adds it here without knowing: what a group of a pattern stands for is looked up
by its name or, in the office, by the model whose page it is.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver

from articles.models import Edition, Figure, SharedLink
from articles.office.reports import REPORTS
from journal.models import Walk
from tests.addresses import ANY

NOBODYS = "99999999"
TOO_LARGE = "9" * 40
NO_UUID = "00000000-0000-4000-8000-000000000000"
# By the converter of a group: a value that could be one, and one that no link of ours has.
MISSING = {"int": NOBODYS, "uuid": NO_UUID, "day": "1999-01-31", "month": "1999-01"}
HOSTILE = {"int": TOO_LARGE, "uuid": NO_UUID, "day": "2027-02-29", "month": "2027-13"}
NOTHING, NONSENSE = "nothing-here", "\u202e\0é/../" * 20

# <converter:name>, (?P<name>…) and ([^/]+), as patterns are written.
GROUP = re.compile(
    r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>"
    r"|\(\?P<(?P<regex>\w+)>(?:\[[^]]*\]|[^][()])*\)"
    r"|\((?P<unnamed>\[\^/\]\+)\)"
)


def every_address(
    walk: Walk, live: Edition, draft: Edition, figure: Figure, **values: str
) -> list[str]:
    """Each pattern filled in with what is there, with what is not, and with nonsense.

    What is there belongs to the person of `walk`; the public pages are those of `live`, whose
    office works on `draft` and has shared it. `values` says what other names stand for.
    """
    answer = live.answers.get()
    values |= {name: str(value(walk)) for name, value in ANY.items()}
    values |= {
        "anchor": answer.question.anchor,
        "digest": figure.digest,
        "width": "320",
        "number": "1",
        "link_pk": str(SharedLink.objects.latest("pk").pk),
        "content_type_id": str(ContentType.objects.get_for_model(Edition).pk),
        "object_id": str(draft.pk),
        "section": "articles",
        "app_label": "articles",
        "url": "articles/nothing/",
        "person": str(walk.walker_id),
        "address": f"articles/{live.article.slug}/",
        "rest": "nothing/",
        "name": "submit",
        "key": NOTHING,
        "uidb36": "1",
    }
    slugs = {"topics": live.article.topic.slug, "articles": live.article.slug}
    slugs["admin"] = next(iter(REPORTS))
    found: dict[str, None] = {}
    for pattern in patterns():
        first, *others = pattern.split("/")
        mine = values | {"slug": slugs.get(first, NOTHING)}
        if first == "admin" and len(others) > 2:
            mine |= _row_of(*others[:2], edition=draft, person=walk.walker_id)
        for fill in (mine, MISSING, HOSTILE):
            found[f"/{_filled(pattern, fill)}"] = None
    return list(found)


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every pattern as it is written, with those of all that it stands in."""
    for each in (resolver or get_resolver()).url_patterns:
        whole = before + str(each.pattern).removeprefix("^")
        if isinstance(each, URLPattern):
            yield whole.removesuffix("$")
        else:
            yield from patterns(each, whole)


def _row_of(app: str, model: str, *, edition: Edition, person: int) -> dict[str, str]:
    """The row that a page of the office is about, under each name that its patterns use."""
    if (app, model) == ("articles", "edition"):
        row = edition.pk
    elif (app, model) == ("accounts", "user"):
        row = person
    elif (app, model) in {(m._meta.app_label, m._meta.model_name) for m in apps.get_models()}:
        one = apps.get_model(app, model)._default_manager.first()
        row = one.pk if one else NOBODYS
    else:
        return {}
    return dict.fromkeys(("pk", "object_id", "unnamed"), str(row))


def _filled(pattern: str, fill: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name = match["name"] or match["regex"] or "unnamed"
        if fill is MISSING:
            return MISSING.get(match["converter"], NOTHING)
        if fill is HOSTILE:
            return quote(HOSTILE.get(match["converter"], NONSENSE), safe="")
        if name not in fill:
            raise AssertionError(f"Say in tests/every_address.py what {name} is in {pattern}.")
        return quote(fill[name])

    return re.sub(r"\\(.)", r"\1", GROUP.sub(value, pattern))
