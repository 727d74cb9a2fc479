"""The office's help: docs/editing.md as one page, and which part of it explains a given page."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify

from accounts.models import AuthenticatedRequest
from articles.office.frame import site_page
from articles.text.markdown import to_html

GUIDE = settings.BASE_DIR / "docs/editing.md"
LEFT_OUT = "Beside Wagtail"  # written for people who choose a system, not for those who use it
LINK_TO_FILE = re.compile(r"\[([^]]+)\]\(\w+\.md\)")
# (beginning of a URL name, title of the part about such pages). The first that fits is taken, so a
# longer beginning stands before a shorter one.
SUBJECTS = (
    ("articles_edition_compare", "What changed"),
    ("articles_edition_share", "Showing a draft to somebody outside"),
    ("articles_edition_checks", "The check list"),
    ("articles_edition_import_findings", "Raw documents"),
    ("articles_edition_split", "Raw documents"),
    ("articles_edition_merge", "Raw documents"),
    ("articles_edition_act", "From an idea to a page"),
    ("articles_edition_changelist", "From an idea to a page"),
    ("articles_edition", "The page of a draft"),
    ("articles_article_import", "Import and export"),
    ("articles_article_links", "Addresses, anchors, who links here"),
    ("articles_article_address", "Addresses, anchors, who links here"),
    ("articles_shortaddress", "Addresses, anchors, who links here"),
    ("articles_figure", "Figures"),
    ("articles_synonym", "What people find by searching"),
    ("articles_promotedanswer", "What people find by searching"),
    ("articles_failedsearch", "What people find by searching"),
    ("articles_proposedchange", "Records that need two people"),
    ("articles_warningsign", "Records that need two people"),
    ("articles_caution", "Records that need two people"),
    ("articles_question", "Records that need two people"),
    ("journal_nudge", "Nudges"),
    ("journal_advicerule", "Advice rules"),
    ("find", "Finding anything"),
    ("queue", "What is waiting, and reports"),
    ("report", "What is waiting, and reports"),
    ("history", "What is waiting, and reports"),
    ("at", "What is waiting, and reports"),
)


@dataclass(frozen=True)
class GuidePart:
    """One part of the guide: its heading, and its text as HTML."""

    title: str
    html: str

    @property
    def anchor(self) -> str:
        return slugify(self.title)


@cache
def parts() -> tuple[GuidePart, ...]:
    """The parts of the guide, in order; an empty tuple if the site was installed without it."""
    if not GUIDE.exists():
        return ()
    text = LINK_TO_FILE.sub(r"\1", GUIDE.read_text("utf-8"))
    found = (part.partition("\n") for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:])
    return tuple(
        GuidePart(title, to_html(body))
        for title, _, body in found
        if not title.startswith(LEFT_OUT)
    )


def help_anchor(request: HttpRequest) -> str:
    """The fragment (`#anchor`) of the part about the requested page; empty if there is none."""
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    title = next((title for begins, title in SUBJECTS if name.startswith(begins)), "")
    return f"#{slugify(title)}" if title else ""


def help_page(request: AuthenticatedRequest, site: AdminSite) -> HttpResponse:
    """The whole guide, with a list of its parts. Raises Http404 if the guide is not installed."""
    if not parts():
        raise Http404("The guide did not come with this site.")
    return site_page(request, site, "admin/help.html", "Help", parts=parts())
