"""Two editions of one article beside each other: what was added, removed, reworded, moved."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.comparison.edition_content import content_of
from articles.comparison.edition_diff import compare
from articles.models import Edition
from articles.models.edition_answers import answers_to_show
from articles.models.edition_queries import EditionQuerySet
from articles.office.frame import Frame, row_page
from articles.workflow.actions import NewEdition


def usual_other(edition: Edition, others: EditionQuerySet, now: datetime) -> Edition | None:
    """The default to compare `edition` with: if it is open the live one, else the one before it.

    A first edition has none before it, so it is compared with the one after. None if `others` is
    empty.
    """
    live = others.filter(pk__in=Edition.objects.public(now)).first() if edition.is_open else None
    before = others.filter(number__lt=edition.number).order_by("-number")
    return live or before.first() or others.order_by("number").first()


class EditionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Edition) -> str:
        status = obj.status_in_words(timezone.now())
        return f"Edition {obj.number}, {status}: {obj.title}"


class CompareForm(forms.Form):
    other = EditionChoice(
        queryset=Edition.objects.none(), required=False, empty_label=None, label="Compare with"
    )

    def __init__(
        self, data: QueryDict, edition: Edition, others: EditionQuerySet, now: datetime
    ) -> None:
        self._usual = usual_other(edition, others, now)
        super().__init__(data if "other" in data else None, initial={"other": self._usual})
        self.fields["other"].queryset = others.order_by("-number")  # type: ignore[attr-defined]

    def chosen(self) -> Edition | None:
        """The edition that was asked for; the usual one if none was, or an invalid one."""
        asked = self.cleaned_data["other"] if self.is_valid() else None
        return asked or self._usual


def other_editions_context(request: AuthenticatedRequest, edition: Edition) -> dict[str, Any]:
    """Context beside the form: whether there is another edition to compare with."""
    # What readers saw is never deleted: before a second edition there is always a first.
    has_others = edition.number > 1 or edition.article.editions.filter(number__gt=1).exists()
    return {"has_other_editions": has_others}


@row_page()
def compare_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """The changes from the older to the newer of two editions of one article."""
    now = timezone.now()
    editions = Edition.objects.with_newest(now).select_related("article")
    others = editions.filter(article=edition.article).exclude(pk=edition.pk)
    form = CompareForm(request.GET, edition, others, now)
    other = form.chosen()
    both = sorted(filter(None, (other, edition)), key=lambda each: each.number)
    contents = (content_of(each, answers_to_show(each)) for each in both)
    return frame.render(
        "admin/articles/edition/compare.html",
        f"Compare editions: {edition.title}",
        here="Compare",
        form=form,
        sides=[_side(request, each, now) for each in both] if other else [],
        diff=compare(*contents) if other else None,
    )


def _side(request: AuthenticatedRequest, edition: Edition, now: datetime) -> dict[str, Any]:
    """Context of one of the two: its status, and whether a new edition may begin from it."""
    can_restart = NewEdition.is_permitted(edition, request.user)
    return {
        "edition": edition,
        "status": edition.status_in_words(now),
        "can_restart": can_restart and not edition.article.open_draft,
    }
