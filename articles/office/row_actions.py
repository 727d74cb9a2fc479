"""Workflow actions on rows of the office: on one row, or on many that were ticked in a list.

Many rows are first shown for confirmation, at an address that names them: whoever opens one of them
can come back, and reloading the page does nothing. Each row then passes the same form as it would
alone, as it is stored at that moment and in its own transaction: if one is refused, the others are
still done.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from accounts.models import AuthenticatedRequest, User
from articles.models.openings import Opening
from articles.office.edition import mails
from articles.office.frame import Frame
from articles.office.history import ReadOnlyHistoryAdmin
from articles.workflow.action_form import Action

MAX_ROWS = 200
# Query parameters of a list: the action and the keys of its rows, such as “bulk_submit”, “3,5,8”.
ACTION_PARAM, ROWS_PARAM = "many", "rows"
MAX_DIGITS = 15  # of a primary key


def perform(request: AuthenticatedRequest, form: Action, row: Any) -> Any:
    """Do the action of `form`, a valid one, on `row`; then mail the people whom it concerns.

    Returns the row to show next; None if the action was refused, with the reason as a form error.
    """
    try:
        with transaction.atomic():
            shown = form.perform(row, request.user, timezone.now())
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return None
    mails.send(form.name, form.reason(), row, request.user)
    return shown


@dataclass(frozen=True)
class TickedRow:
    """A ticked row, why the action is refused for it (or empty), and whether it loses a review."""

    row: Any
    blocked_because: str
    takes_review_away: bool

    @property
    def seen(self) -> str:
        return f"{self.row.pk}:{self.row.updated_at.isoformat()}"


@dataclass(frozen=True)
class BulkAction:
    """A workflow action that a list offers for many of its rows; the admin calls the instance."""

    action: type[Action]
    openings: type[Opening]  # the model that records who looked at a row, and when
    prepare: Callable[[QuerySet[Any], User], QuerySet[Any]]  # adds what the action reads
    takes_review_away: Callable[[Any], bool] = lambda row: False

    @property
    def name(self) -> str:
        return f"bulk_{self.action.name}"

    def __call__(
        self, office: "ModelAdmin[Any]", request: AuthenticatedRequest, chosen: QuerySet[Any]
    ) -> HttpResponse | None:
        """Redirect to the page that asks for confirmation; once confirmed, what `page` returns.

        With None, the admin goes back to the list.
        """
        if "confirmed" not in request.POST:
            keys = chosen.values_list("pk", flat=True)[: MAX_ROWS + 1]
            return _page_of(request, self.name, keys)
        return self.page(office, request, chosen)

    def page(
        self, office: "ModelAdmin[Any]", request: AuthenticatedRequest, chosen: QuerySet[Any]
    ) -> HttpResponse | None:
        """The page that shows each of the `chosen` rows and asks for confirmation.

        None once the action was done, and if no row or more than `MAX_ROWS` are chosen.
        """
        rows = list(self.prepare(chosen, request.user)[: MAX_ROWS + 1])
        if not 0 < len(rows) <= MAX_ROWS:
            why = f"At most {MAX_ROWS} at once." if rows else "None of them is in this list now."
            messages.warning(request, f"{why} Nothing was done.")
            return None
        ticked = [self._ticked(row, request.user) for row in rows]
        form = self.action(request.POST if "confirmed" in request.POST else None, rows[0])
        del form.fields["seen"]  # each row has one of its own
        if form.is_valid():
            self._do(request, ticked)
            return None
        label, possible = self.action.label, sum(not each.blocked_because for each in ticked)
        return Frame(request, office).render(
            "admin/bulk.html",
            f"{label}: {len(ticked)} ticked",
            here=label,
            explains=self.action.explains,
            form=form,
            ticked=ticked,
            button=possible and f"{label}: {possible} of {len(ticked)}",
            action_name=self.name,
            sent_to=f"?{request.GET.urlencode()}",
            media=office.media + form.media,
        )

    def _ticked(self, row: Any, user: User) -> TickedRow:
        why = self._blocked(row, user)
        return TickedRow(row, why, not why and self.takes_review_away(row))

    def _blocked(self, row: Any, user: User) -> str:
        if not self.action.is_available(row, user):
            return f"It is {row.status_in_words(timezone.now())}."
        if why := self.action.blocked_because(row, user):
            return why
        is_approval = self.action.name == "approve"
        if is_approval and self.openings.objects.since_its_change(row, user) is None:
            return "Open it first: you have not looked at it since it last changed."
        return ""

    def _do(self, request: AuthenticatedRequest, ticked: list[TickedRow]) -> None:
        sent = (str(each).partition(":") for each in request.POST.getlist("seen"))
        seen = {key: moment for key, _, moment in sent}  # each row's `updated_at` when it was shown
        refused: dict[Any, str] = {}
        for each in ticked:
            why = each.blocked_because or self._one(request, each.row, seen)
            refused |= {each.row: why} if why else {}
        if done := len(ticked) - len(refused):
            messages.info(request, f"{self.action.label}: done for {done} of {len(ticked)}.")
        for row, why in refused.items():
            messages.warning(request, f"{row}: {why}")
        if gone := seen.keys() - {str(each.row.pk) for each in ticked}:
            messages.warning(request, f"Not in this list now, and left alone: {len(gone)}.")

    def _one(self, request: AuthenticatedRequest, shown: Any, seen: dict[str, str]) -> str:
        """Do the action on one row, locked and read again. Returns why not, if it was refused."""
        data = request.POST.copy()
        data["seen"] = seen.get(str(shown.pk), "")
        with transaction.atomic():
            rows = type(shown)._default_manager.select_for_update(of=("self",))
            row = rows.filter(pk=shown.pk).first()
            if row is None:
                return "It is gone."
            form = self.action(data, row)
            if form.is_valid():
                if why := self._blocked(row, request.user):
                    return why
                perform(request, form, row)
        return " ".join(str(text) for texts in form.errors.values() for text in texts)


def _page_of(request: HttpRequest, name: str, keys: Iterable[Any]) -> HttpResponseRedirect:
    asked = request.GET.copy()
    asked[ACTION_PARAM], asked[ROWS_PARAM] = name, ",".join(map(str, keys))
    return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}")


class OffersBulkActions(ReadOnlyHistoryAdmin):
    """An admin whose list offers each of `bulk_actions` to people with the permission for it."""

    bulk_actions: ClassVar[tuple[BulkAction, ...]]

    def changelist_view(
        self, request: AuthenticatedRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if ACTION_PARAM not in request.GET:
            return super().changelist_view(request, extra_context)
        filters = request.GET.copy()
        name, keys = filters.pop(ACTION_PARAM)[-1], filters.pop(ROWS_PARAM, [""])[-1]
        request.GET = filters  # type: ignore[assignment]  # links back to the list keep them
        theirs = (one for one in self.bulk_actions if request.user.has_perm(one.action.permission))
        action = next((one for one in theirs if one.name == name), None)
        if action is None or not self.has_view_permission(request):
            raise Http404("There is no such action.")
        numbers = [
            key
            for key in keys.split(",")
            if key.isascii() and key.isdecimal() and len(key) <= MAX_DIGITS
        ]
        rows = self.get_queryset(request).filter(pk__in=numbers[: MAX_ROWS + 1])
        shown = action.page(self, request, rows.order_by(*self.get_ordering(request)))
        return shown or HttpResponseRedirect(f"{request.path}?{filters.urlencode()}")

    def get_actions(self, request: Any) -> dict[str, Any]:
        theirs = (one for one in self.bulk_actions if request.user.has_perm(one.action.permission))
        own = {each.name: (each, each.name, f"{each.action.label} …") for each in theirs}
        return dict(super().get_actions(request)) | own
