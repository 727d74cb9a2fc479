"""The saves of a draft: listed, compared, restored."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from accounts.models import AuthenticatedRequest
from articles.comparison.edition_content import content_of_snapshot
from articles.comparison.edition_diff import compare
from articles.models import DraftRevision, Edition
from articles.models.draft_revisions import snapshot_of
from articles.office.frame import Frame, row_page
from articles.workflow.restoring import restore_revision

SAVES_PER_PAGE = 100


class CompareSaveForm(forms.Form):
    other = forms.TypedChoiceField(required=False, label="Compare with")

    def __init__(self, edition: Edition, revision: DraftRevision, other: DraftRevision | None):
        super().__init__(initial={"other": other.number if other else ""})
        saves = edition.revisions.exclude(pk=revision.pk).defer("content")[:SAVES_PER_PAGE]
        named = [(save.number, _name(save)) for save in saves]
        self.fields["other"].choices = [("", "what the draft says now"), *named]  # type: ignore[attr-defined]


def _name(save: DraftRevision) -> str:
    at = date_format(timezone.localtime(save.saved_at), "j F Y, H:i")
    return f"save {save.number}, {at}, {save.saved_by_name or 'the site itself'}"


def _asked_number(request: AuthenticatedRequest) -> int:
    """The number of the save that `?other=` names; 0 for what the draft says now."""
    asked = request.GET.get("other", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0


@row_page()
def saves_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """The list of the saves that are kept, the newest first, up to `SAVES_PER_PAGE`."""
    saves = edition.revisions.select_related("saved_by").defer("content")
    return frame.render(
        "admin/articles/edition/saves.html",
        here="Saves",
        saves=saves[:SAVES_PER_PAGE],
        further=max(0, saves.count() - SAVES_PER_PAGE),
        may_restore=frame.office.has_change_permission(request, edition),
    )


@row_page()
def save_page(
    request: AuthenticatedRequest, edition: Edition, frame: Frame, number: int
) -> HttpResponse:
    """The differences between one save and another one, or what the draft says now."""
    revision = get_object_or_404(edition.revisions, number=number)
    other = edition.revisions.filter(number=_asked_number(request)).first()
    now = other.content if other else snapshot_of(edition)
    older, newer = revision.content, now
    if other is not None and other.number < revision.number:
        older, newer = newer, older
    return frame.render(
        "admin/articles/edition/save.html",
        here=f"Save {number}",
        revision=revision,
        form=CompareSaveForm(edition, revision, other),
        other=other,
        diff=compare(content_of_snapshot(older), content_of_snapshot(newer)),
        may_restore=frame.office.has_change_permission(request, edition),
    )


@require_POST
@row_page("change", locked=True)
def restore_save_page(
    request: AuthenticatedRequest, edition: Edition, frame: Frame, number: int
) -> HttpResponse:
    """Restore the save with this number; what the draft said until now is kept as a save, too."""
    revision = get_object_or_404(edition.revisions, number=number)
    missing = restore_revision(revision, request.user)
    messages.info(request, f"The draft says again what it said at save {number}.")
    if missing:
        messages.warning(request, f"No longer on the site, so not put back: {'; '.join(missing)}.")
    return frame.to_form()
