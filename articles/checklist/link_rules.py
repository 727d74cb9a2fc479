"""The check of links: their words, their addresses, and whether readers find something there.

No other site is asked here: `articles.links` does that, and this check reads its last results.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from articles.checklist.findings import Finding, Level, Place
from articles.checklist.inputs import EditionText, SiteContext, SitePages
from articles.text.markup import Link
from articles.text.web_address import split_address

SCHEMES = ("http", "https", "mailto", "tel")
# The sections that every article page has beside its questions (templates/articles/article.html).
FIXED_ANCHORS = frozenset({"about-this-page", "contents", "own-walks", "related"})
# Words that say nothing to somebody who hears the links of a page one after the other.
BARE_TEXTS = frozenset(
    {
        *("click", "click here", "click this", "click this link", "follow this link", "go here"),
        *("continue", "details", "find out more", "here", "info", "learn more", "link", "more"),
        *("more here", "more info", "more information", "page", "read", "read here", "read more"),
        *("read on", "see here", "see more", "site", "source", "tap here", "this", "this article"),
        *("this link", "this one", "this page", "this site", "this website", "web page", "website"),
    }
)
_SLASHES = re.compile("^/+")  # two begin the name of another site
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """The page of this site that a link leads to; `view` is empty if readers have no such page."""

    view: str
    slug: str
    anchor: str
    path: str


def placed_links(edition: EditionText) -> Iterator[tuple[Link, Place]]:
    """Every link of the edition with its place."""
    for place, markup in edition.placed_markup:
        for link in markup.links:
            yield link, place


def own_hosts() -> frozenset[str]:
    """The host names of this site."""
    return frozenset({urlsplit(settings.SITE_URL).netloc.lower(), *settings.ALLOWED_HOSTS})


def outside_address(href: str, hosts: frozenset[str]) -> str:
    """`href` without its fragment if it leads to another site; else empty. `hosts`: our own."""
    parts = split_address(href)
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return "" if parts.netloc.lower() in hosts else _without_anchor(href)


def _without_anchor(href: str) -> str:
    """`href` without the place within its page, as checked addresses are kept; "" if malformed."""
    return urldefrag(href).url if split_address(href) else ""


def target_of(href: str, slug: str, hosts: frozenset[str]) -> Target | None:
    """The page of this site to which `href` leads from the page of the article `slug`.

    None if it leads to another site, is empty or cannot be read. `hosts`: those of this site.
    """
    parts = split_address(href)
    if parts is None or not href:
        return None
    is_ours = parts.scheme in ("http", "https") and parts.netloc.lower() in hosts
    if (parts.scheme or parts.netloc) and not is_ours:
        return None
    base = reverse("articles:article", args=[slug])
    path = _SLASHES.sub("/", urljoin(base, _SLASHES.sub("/", parts.path)))
    for candidate in (path, f"{path}/"):  # the site itself adds a slash that was forgotten
        try:
            match = resolve(candidate)
        except Resolver404:
            continue
        view = match.view_name if match.app_name != "admin" else ""
        slug = str(match.kwargs.get("slug", ""))
        if view == "articles:article":  # in any case: the site leads on to the one in lower case
            slug = slug.lower()
        return Target(view, slug, parts.fragment, candidate)
    return Target("", "", parts.fragment, path)


def check_links(edition: EditionText, site: SiteContext) -> Iterator[Finding]:
    for link, place in placed_links(edition):
        yield from _words(link, place)
        target = target_of(link.href, edition.slug, site.pages.hosts)
        if target is not None and target.path in site.pages.short:
            target = target_of(site.pages.short[target.path], edition.slug, site.pages.hosts)
        if target is not None:
            yield from _inside(link, place, target, edition, site.pages)
        else:
            yield from _address(link, place)
    yield from _broken(edition, site)
    yield from _lost_anchors(edition)


# --- Words and addresses ------------------------------------------------------------------------


def _words(link: Link, place: Place) -> Iterator[Finding]:
    if not link.text:
        yield place.finding(
            "empty-link",
            f"In {place.name} a link to {link.href or 'nowhere'} has no words. Delete it.",
        )
    elif " ".join(re.findall(r"\w+", link.text.lower())) in BARE_TEXTS:
        yield place.finding(
            "bare-link",
            f"In {place.name} a link says only “{link.text}”. Name what it leads to: some people "
            "hear the links without the text around them.",
        )
    elif _ADDRESS.fullmatch(link.text):
        yield place.finding(
            "bare-link",
            f"In {place.name} a link shows its address, {link.text}. Say what it leads to.",
        )


def _address(link: Link, place: Place) -> Iterator[Finding]:
    parts = split_address(link.href)
    if not link.href or parts is None:
        yield place.finding(
            "dead-link", f"In {place.name} the link “{link.text}” leads nowhere. Give its address."
        )
    elif parts.scheme not in SCHEMES:
        yield place.finding(
            "link-scheme",
            f"In {place.name} the link “{link.text}” leads to {link.href}. Only addresses with "
            "https, http, mailto or tel work for everybody.",
        )
    elif not (parts.netloc if parts.scheme.startswith("http") else parts.path):
        yield place.finding(
            "dead-link",
            f"In {place.name} the address of the link “{link.text}”, {link.href}, is not complete.",
        )


# --- Pages of the site --------------------------------------------------------------------------


def _inside(
    link: Link, place: Place, target: Target, edition: EditionText, pages: SitePages
) -> Iterator[Finding]:
    says = f"In {place.name} the link “{link.text}” leads to"
    if target.view == "articles:article":
        yield from _to_article(says, place, target, edition, pages)
    elif not target.view:
        yield place.finding(
            "dead-link", f"{says} {target.path}, and the site has no such page for readers."
        )
    elif target.view == "articles:topic" and target.slug not in pages.topics:
        yield place.finding(
            "dead-link", f"{says} a topic, {target.path}, on which readers find nothing."
        )


def _to_article(
    says: str, place: Place, target: Target, edition: EditionText, pages: SitePages
) -> Iterator[Finding]:
    slug = target.slug
    known = {**pages.approved, **pages.anchors}
    if slug not in known and slug != edition.slug and slug in pages.moved:
        slug = pages.moved[slug]
        yield place.finding(
            "moved-link",
            f"{says} {target.path}, which has moved: write {_address_of(slug)}.",
            Level.ADVISORY,
        )
    if slug == edition.slug:
        anchors: Set[str] = {answer.anchor for answer in edition.answers}
    elif slug in known:
        anchors = known[slug]
    else:
        yield place.finding(
            "dead-link",
            f"{says} {_address_of(slug)}, which readers cannot see. Publish that article first, or "
            "take the link out.",
        )
        return
    if slug != edition.slug and slug not in pages.anchors:
        yield place.finding(
            "coming-link",
            f"{says} {_address_of(slug)}, which is approved but not public. Publish it together "
            "with this one.",
            Level.ADVISORY,
        )
    if target.anchor and target.anchor not in anchors | FIXED_ANCHORS:
        yield place.finding(
            "dead-link",
            f"{says} {_address_of(slug)}#{target.anchor}, and that page answers no such question.",
        )


def _address_of(slug: str) -> str:
    return reverse("articles:article", args=[slug])


# --- What was checked before, what readers have -------------------------------------------------


def _broken(edition: EditionText, site: SiteContext) -> Iterator[Finding]:
    for link, place in placed_links(edition):
        if since := site.broken.get(_without_anchor(link.href)):
            yield place.finding(
                "broken-link",
                f"In {place.name} the link “{link.text}”, {link.href}, has not worked since "
                f"{since:%Y-%m-%d}. Open it, and replace it if it is gone.",
                Level.ADVISORY,
            )
    for place, answer in edition.placed_answers:
        for source in answer.sources:
            if since := site.broken.get(_without_anchor(source.url)):
                yield place.finding(
                    "broken-link",
                    f"{place.name} cites {source.title}, whose address, {source.url}, has not "
                    f"worked since {since:%Y-%m-%d}. Find where it is now.",
                    Level.ADVISORY,
                )


def _lost_anchors(edition: EditionText) -> Iterator[Finding]:
    kept = {answer.anchor for answer in edition.answers}
    for anchor, wording in edition.replaces.items():
        if anchor not in kept:
            yield Finding(
                "lost-anchor",
                f"Readers may have links to “{wording}” (#{anchor}), which this edition no longer "
                "answers. Say in the introduction or the change note where it went.",
                Level.ADVISORY,
            )
