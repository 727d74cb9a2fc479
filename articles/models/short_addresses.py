"""Short and old addresses that a publisher enters by hand; each leads to a page of the site."""

import re
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import Resolver404, ResolverMatch, get_resolver, resolve
from simple_history.models import HistoricalRecords

from accounts.fields import PrintableCharField
from articles.models.topics import Article
from articles.text.web_address import split_address

MAX_ADDRESS = 200
_WRITTEN = re.compile(r"[a-z0-9](?:[a-z0-9._~-]|/(?!/))*")
_FILES = re.compile(r"(?:robots|humans|security|ads)\.txt|sitemap.*|favicon.*|\.well-known.*")


def as_kept(address: str) -> str:
    """`address` as it is stored and looked up: in lower case, without slashes at either end."""
    return address.strip().strip("/").lower()


class ShortAddressQuerySet(models.QuerySet["ShortAddress"]):
    def leading_from(self, path: str) -> "ShortAddress | None":
        """The short address at the path of a request; None if there is none."""
        kept = as_kept(path)
        if not kept or len(kept) > MAX_ADDRESS:
            return None
        return self.filter(address=kept).select_related("article").first()


class ShortAddress(models.Model):
    """An address that no page of the site has, and the address of the page that it leads to.

    If that page is an article's, the article itself is stored: the short address goes on leading
    to it after its slug changed.
    """

    address = PrintableCharField(
        max_length=MAX_ADDRESS,
        unique=True,
        help_text="After the site’s name, such as “back” or “old-site/page.html”. Letters, digits, "
        "hyphens, dots and slashes; capitals do not count.",
    )
    leads_to = PrintableCharField(
        max_length=MAX_ADDRESS,
        help_text="The address of a page of this site, such as /articles/too-much-walking/#rest.",
    )
    article = models.ForeignKey(
        Article, null=True, editable=False, on_delete=models.CASCADE, related_name="short_addresses"
    )
    history = HistoricalRecords()
    objects: ClassVar[ShortAddressQuerySet] = ShortAddressQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("address",)
        verbose_name = "short address"
        verbose_name_plural = "short addresses"
        default_permissions = ()  # whoever may publish may change them

    def __str__(self) -> str:
        return f"/{self.address}"

    def get_absolute_url(self) -> str:
        """The address that it leads to; that of an article is made from its present slug."""
        if self.article is None:
            return self.leads_to
        _, _, anchor = self.leads_to.partition("#")
        return self.article.get_absolute_url() + (f"#{anchor}" if anchor else "")

    def clean(self) -> None:
        """Normalise both addresses, and set `article` if the second one is an article's.

        Raises ValidationError if the first one cannot be used, or the second is no public page.
        """
        self.address = as_kept(self.address)
        # The field itself reports an empty address, in a form that has the field.
        if self.address and not _WRITTEN.fullmatch(self.address):
            says = "Write letters, digits, hyphens, dots and slashes, such as “back-pain”."
            raise ValidationError({"address": says})
        if self.address and _is_reserved(self.address):
            raise ValidationError({"address": "The site needs this address for pages of its own."})
        self.leads_to, match = _own_page(self.leads_to)
        self.article = None
        if match.view_name == "articles:article":
            slug = match.kwargs["slug"].lower()
            self.article = _article_seen_at(slug)
            if self.article is None:
                says = "Readers have never seen an article at this address."
                raise ValidationError({"leads_to": says})


def _article_seen_at(slug: str) -> Article | None:
    """The article that readers may have seen at this address, its present or a former one."""
    found = Article.objects.filter(Q(slug=slug) | Q(former_slugs__slug=slug)).distinct()
    seen = (each for each in found if each.was_ever_public)
    return min(seen, key=lambda each: each.slug != slug, default=None)


def _is_reserved(address: str) -> bool:
    """Whether pages or files of the site itself may use the first part of `address`."""
    first = address.partition("/")[0]
    own = {str(each.pattern).lstrip("^").split("/")[0] for each in get_resolver().url_patterns}
    inside = {
        str(each.pattern).lstrip("^").split("/")[0]
        for pattern in get_resolver().url_patterns
        for each in getattr(pattern, "url_patterns", ())
        if not str(pattern.pattern)
    }
    return first in own | inside | {"static", "media"} or bool(_FILES.fullmatch(first))


def _own_page(address: str) -> tuple[str, ResolverMatch]:
    """The path, query and anchor of `address`, and the view that its path resolves to.

    Raises:
        ValidationError: it is no page of the site, or one of the office. So no short address
            leads to another, and no two lead to each other.
    """
    parts = split_address(address.strip())
    path = f"/{parts.path.lstrip('/')}" if parts else ""
    try:
        match = resolve(path if path.endswith("/") or "." in path else f"{path}/")
    except Resolver404:
        match = None
    if (
        not parts
        or parts.scheme
        or parts.netloc
        or match is None
        or match.view_name.startswith("admin:")
    ):
        says = "This is no page of this site. Copy the part of its address after the site’s name."
        raise ValidationError({"leads_to": says})
    if not (path.endswith("/") or "." in path):
        path = f"{path}/"
    anchor = f"#{parts.fragment}" if parts.fragment else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{path}{query}{anchor}", match
