"""The pages of proposed changes: compare and decide, rewrite a draft, and the list of them all."""

from typing import Any
from urllib.parse import quote

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import AuthenticatedRequest
from articles.comparison.edition_diff import Text, compare_text
from articles.models import ChangeOpening, ProposedChange
from articles.models.office_addresses import change_address
from articles.office.frame import Frame, WrittenElsewhere, row_page
from articles.office.records.record_previews import record_preview
from articles.office.records.reviewed_record import Proposed
from articles.office.row_actions import BulkAction, OffersBulkActions, perform
from articles.text.word_diff import TextDiff
from articles.workflow.action_form import CHANGED, action_named, refusal
from articles.workflow.proposal_actions import PROPOSAL_ACTIONS
from articles.workflow.proposals import (
    Content,
    live_record,
    outdated_because,
    rewrite,
    shown_as_proposed,
    takes_review_away,
)
from articles.workflow.record_kinds import Words, record_kind_of

MAY_APPROVE = "articles.review_edition"


def _differences(old_words: Words, new_words: Words) -> list[TextDiff]:
    """The changed fields, each with a comparison of its old and its new text."""
    before = {label: (text, is_rich) for label, text, is_rich in old_words}
    after = {label: (text, is_rich) for label, text, is_rich in new_words}
    found = []
    for label in dict.fromkeys([*before, *after]):
        old, is_rich = before.get(label, ("", False))
        new, is_also_rich = after.get(label, ("", False))
        rich = is_rich or is_also_rich
        found.append(compare_text(Text(label, old, rich), Text(label, new, rich)))
    return [diff for diff in found if diff.is_changed]


def change_page(
    request: AuthenticatedRequest, change: ProposedChange, frame: Frame, form: Any = None
) -> HttpResponse:
    """The page of a change: what it changes, who decided what, and this person's actions now.

    `form` is that of an action that was refused, with its errors. The page records that a reviewer
    has opened a change in review.
    """
    if change.state == ProposedChange.State.IN_REVIEW and request.user.has_perm(MAY_APPROVE):
        ChangeOpening.objects.record(change, request.user, timezone.now())
    record = live_record(change)
    actions = [
        (
            action,
            action.blocked_because(change, request.user),
            form if form and form.name == action.name else action(None, change),
        )
        for action in PROPOSAL_ACTIONS.values()
        if action.is_available(change, request.user)
    ]
    return frame.render(
        "admin/articles/proposedchange/change.html",
        str(change),
        change=change,
        differences=_differences(change.before, change.after),
        preview=record_preview(change),
        actions=actions,
        may_write=may_write(request, change),
        # None if the record is new, or has been deleted.
        record_address=record and change_address(record),
        outdated=outdated_because(change) if change.is_open else "",
        takes_review_away=change.is_open and takes_review_away(change),
        decisions=change.history.select_related("history_user"),
    )


def may_write(request: AuthenticatedRequest, change: ProposedChange) -> bool:
    """Whether this person may rewrite the change: a draft, of a record that they may change."""
    if change.state != ProposedChange.State.DRAFT or change.is_removal or not request.user.is_staff:
        return False
    opts = record_kind_of(change).model._meta
    return request.user.has_perm(f"{opts.app_label}.change_{opts.model_name}")


@row_page("view", locked=True)
def edit_page(request: AuthenticatedRequest, change: ProposedChange, frame: Frame) -> HttpResponse:
    """The record's own form, filled in as the draft says; saving it rewrites the draft."""
    if not may_write(request, change):
        raise PermissionDenied
    office = frame.office.admin_site.get_model_admin(record_kind_of(change).model)
    request.proposed_change = change  # type: ignore[attr-defined]
    now = change.updated_at.isoformat()
    seen = request.GET.get("seen", now)  # `updated_at` of the draft when the form was opened
    try:
        with shown_as_proposed(change) as record:
            form_url = f"?seen={quote(seen)}"
            response: Any = office.changeform_view(request, str(record.pk), form_url)
            return response.render()
    except Proposed as proposed:
        if seen != now and proposed.content.values != change.values:
            return _saved_by_two(request, change, frame, proposed.content)
        rewrite(change, proposed.content)
        messages.info(request, "Saved.")
    except ValidationError as error:
        messages.warning(request, f"What the draft says is refused now: {' '.join(error.messages)}")
    return redirect(change.office_address)


def _saved_by_two(
    request: AuthenticatedRequest, change: ProposedChange, frame: Frame, mine: Content
) -> HttpResponse:
    """Show what this save would overwrite of somebody else's; below it, the form as it was sent."""
    last = change.history.select_related("history_user").first()
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    return frame.render(
        "admin/articles/proposedchange/conflict.html",
        here="Saved by two",
        change=change,
        saved_by=(last and last.history_user) or "Somebody else",
        differences=_differences(change.after, mine.words),
        sent=sent,
    )


@require_POST
@row_page("view", locked=True)
def decide_page(
    request: AuthenticatedRequest, change: ProposedChange, frame: Frame, name: str
) -> HttpResponse:
    """Do the action called `name` on the change, if it is still as it was shown."""
    action = action_named(PROPOSAL_ACTIONS, name, request.user)
    if refused := refusal(action, change, request.user, timezone.now()):
        messages.warning(request, refused)
        return frame.to_form()
    form = action(request.POST, change)
    if form.is_valid() and perform(request, form, change):
        messages.info(request, form.done)
        return frame.to_form()
    for text in [*form.errors.get("seen", ()), *form.non_field_errors()]:
        messages.warning(request, str(text))
    if CHANGED in form.errors.get("seen", ()):
        return frame.to_form()
    stored = ProposedChange.objects.get(pk=change.pk)
    return change_page(request, stored, Frame(request, frame.office, stored), form)


# The pages around a change: (address, end of the URL name, view function).
CHANGE_PAGES = (
    ("<int:pk>/edit/", "edit", edit_page),
    ("<int:pk>/do/<str:name>/", "decide", decide_page),
)

APPROVE_MANY = BulkAction(
    PROPOSAL_ACTIONS["approve"],
    ChangeOpening,
    lambda changes, user: changes.select_related("kind"),
    takes_review_away,
)


@admin.register(ProposedChange)
class ProposedChangeAdmin(WrittenElsewhere, OffersBulkActions):
    """Changes to read and to decide about; a draft is written on the record's own form."""

    own_pages = CHANGE_PAGES
    bulk_actions = (APPROVE_MANY,)
    list_display = ("title", "what_it_is", "state", "author_name", "updated_at")
    list_filter = ("state", ("kind", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("kind",)
    search_fields = ("title", "note", "author_name", "after")
    date_hierarchy = "updated_at"
    fields = readonly_fields = ("title", "state", "note", "author_name", "review_note")

    @admin.display(description="what")
    def what_it_is(self, change: ProposedChange) -> str:
        return change.what

    def change_view(
        self, request: AuthenticatedRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404("Changes have numbers.")
        page = row_page("view")(change_page)
        return page(request, int(object_id), office=self)

    def has_view_permission(self, request: HttpRequest, obj: ProposedChange | None = None) -> bool:
        return request.user.has_perm("articles.view_edition")

    has_module_permission = has_view_permission
