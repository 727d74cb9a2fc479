"""The form of a record whose changes wait for a second person.

The admin's own form does all of its work, inlines and validation included, in a transaction. What
it has stored is read back as plain values, the transaction is rolled back, and the values are kept
as a proposed change. No path of the admin stores such a record for good.
"""

from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.html import format_html

from accounts.models import AuthenticatedRequest
from articles.models import ProposedChange
from articles.office.frame import Frame, page_or_refusal
from articles.office.history import ReadOnlyHistoryAdmin
from articles.workflow.proposals import (
    Content,
    content_of_record,
    propose,
    propose_as_if,
    propose_removal,
)
from articles.workflow.record_kinds import RECORD_KINDS, REVIEW_FIELDS

MAX_AT_ONCE = 200
KEPT = "Kept as a draft. Readers see nothing of it until somebody else has approved it."


class Proposed(Exception):
    """Raised once a record is stored: rolls that back, and carries what it would have said.

    `record` is None for a new one.
    """

    def __init__(self, content: Content, record: Model | None) -> None:
        super().__init__(content.title)
        self.content, self.record = content, record


class ProposesChanges(ModelAdmin):
    """An admin where a save proposes a change, and deleting proposes to take the record out."""

    def waits_for_another(self, record: Any) -> bool:
        """Whether a change needs a second person: of a new record (None), or one readers see."""
        return record is None or RECORD_KINDS[self.model].is_live(record)

    actions = ("propose_out_of_use",)

    # --- Nothing is stored here -----------------------------------------------------------------

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Proposed as proposed:
            if getattr(request, "proposed_change", None) is not None:
                raise  # `edit_page` stores it in that change
            keep = partial(self._keep, request, proposed.record, proposed.content)
            return page_or_refusal(request, keep, partial(HttpResponseRedirect, request.path))

    def _keep(
        self, request: AuthenticatedRequest, record: Model | None, content: Content
    ) -> HttpResponse:
        """Store the draft of a change and redirect to it; if nothing would change, say so."""
        has_review = RECORD_KINDS[self.model].has_field("reviewed_on")
        live = content_of_record(record) if record is not None else None
        if live and live.values == content.values and not has_review:
            messages.info(request, "Nothing in it has changed.")
            return self.response_post_save_change(request, record)
        change = propose(record, self.model, content, request.user, live)
        is_same = record is not None and change.base == change.values
        messages.info(request, ONLY_A_REVIEW if is_same else KEPT)
        return redirect(change.office_address)

    # The admin logs last, in its transaction, once everything is stored: raising here undoes that.

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        raise Proposed(content_of_record(obj), None)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        if self.waits_for_another(obj):
            raise Proposed(content_of_record(obj), obj)
        return super().log_change(request, obj, message)

    def delete_view(self, request: Any, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return super().delete_view(request, object_id, *args, **kwargs)
        if not self.has_delete_permission(request, record):
            raise PermissionDenied
        frame = Frame(request, self, record)
        if request.method == "POST":
            propose = partial(self._propose_removal, request, record)
            return page_or_refusal(request, propose, frame.to_form)
        return frame.render(
            "admin/articles/proposedchange/removal.html", f"Take out: {record}", here="Take out"
        )

    def _propose_removal(self, request: AuthenticatedRequest, record: Model) -> HttpResponse:
        change = propose_removal(record, request.user)
        messages.info(request, KEPT)
        return redirect(change.office_address)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        raise PermissionDenied

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        raise PermissionDenied

    @admin.action(description="Propose to take out of use", permissions=["change"])
    def propose_out_of_use(self, request: Any, queryset: QuerySet[Any]) -> None:
        """Propose it for the first `MAX_AT_ONCE` records: those in use that have no open change."""
        done = 0
        for record in queryset[:MAX_AT_ONCE]:
            if record.is_active and self._open_change(request, record) is None:
                with suppress(ValidationError):  # somebody else has just proposed a change of it
                    propose_as_if(record, _take_out_of_use, request.user)
                    done += 1
        messages.info(request, f"Proposed for {done}. Each waits for a second person.")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        if not RECORD_KINDS[self.model].has_field("is_active"):
            actions.pop("propose_out_of_use", None)
        return actions

    # --- Who may, and what they are told ----------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not while a change of the record is open: the editor continues in that one."""
        return super().has_change_permission(request, obj) and not self._is_taken(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not self._is_taken(request, obj)

    def _is_taken(self, request: HttpRequest, obj: Any) -> bool:
        return _is_stored(obj) and self._open_change(request, obj) is not None

    def _open_change(self, request: HttpRequest, record: Model) -> ProposedChange | None:
        """The open change of `record`, or None; None as well on the page that edits a change."""
        if getattr(request, "proposed_change", None) is not None:
            return None
        found = request.__dict__.setdefault("open_changes", {})  # asked many times for one page
        if record.pk not in found:
            found[record.pk] = ProposedChange.objects.open().about(record).first()
        return found[record.pk]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The review's fields are read-only: a review comes with an approval, nobody types one."""
        kind = RECORD_KINDS[self.model]
        review = [name for name in REVIEW_FIELDS if kind.has_field(name)]
        return [*super().get_readonly_fields(request, obj), *review]

    def render_change_form(
        self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        record: Any = context.get("original")
        change = getattr(request, "proposed_change", None)
        context["show_save_and_add_another"] = context["show_save_and_continue"] = False
        if change is not None:
            context |= {"title": f"Change the draft: {change.title}", "show_delete": False}
        elif _is_stored(record) and (other := self._open_change(request, record)) is not None:
            self.message_user(request, _points_to(other), messages.WARNING)
        response: Any = super().render_change_form(request, context, *args, **kwargs)
        if change is not None and change.is_new:
            response.context_data["change"] = False  # no history, no page on the site
        return response


class ReviewedRecordAdmin(ProposesChanges, ReadOnlyHistoryAdmin):
    """`ProposesChanges` for records that keep their history."""


ONLY_A_REVIEW = (
    "Nothing in it changes. Whoever approves this draft reviews the record as it stands, if their "
    "account has clinical credentials."
)


def _take_out_of_use(record: Any) -> None:
    record.is_active = False
    record.save()


def _is_stored(record: Any) -> bool:
    return record is not None and record.pk is not None and record.pk > 0


def _points_to(change: ProposedChange) -> str:
    state = change.get_state_display().lower()
    return format_html(
        'A change of this record is open ({}): <a href="{}">go on there</a>. Below stands what '
        "readers see now.",
        state,
        change.office_address,
    )
