"""One act for many ticked editions: shown first, one by one, then done for each that it is for.

Every edition goes through the same form as alone, on the row as it is now, in a transaction of its
own: one that is refused keeps none of the others from it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, QueryDict
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.models import Answer, Edition, EditionOpening
from articles.office.edition import mails
from articles.office.frame import Frame
from articles.workflow.action_form import Action
from articles.workflow.actions import ACTIONS

MAX_EDITIONS = 200
BULK_ACTIONS = ("confirm_review", "submit", "approve", "hand_over", "set_review_date")


@dataclass(frozen=True)
class TickedEdition:
    """One edition that was ticked, and what keeps the act from it."""

    edition: Edition
    blocked_because: str

    @property
    def seen(self) -> str:
        return f"{self.edition.pk}:{self.edition.updated_at.isoformat()}"


def bulk_actions() -> list[Callable[..., HttpResponse | None]]:
    """For the list of editions: one function an act, as the admin asks for them."""
    return [_bulk_action(name) for name in BULK_ACTIONS]


def _bulk_action(name: str) -> Callable[..., HttpResponse | None]:
    def act(
        office: "ModelAdmin[Edition]", request: AuthenticatedRequest, chosen: QuerySet[Edition]
    ) -> HttpResponse | None:
        return bulk_page(office, request, chosen, ACTIONS[name])

    act.__name__ = f"bulk_{name}"
    return admin.action(
        act,
        permissions=[name],
        description=f"{ACTIONS[name].label} …",
    )


def bulk_page(
    office: "ModelAdmin[Edition]",
    request: AuthenticatedRequest,
    chosen: QuerySet[Edition],
    action: type[Action],
) -> HttpResponse | None:
    """Show what would be done with each; or do it and go back to the list (None)."""
    chosen = chosen.as_asked_by(request.user).select_related("article")  # type: ignore[attr-defined]
    answers = Prefetch("answers", Answer.objects.only("edition").order_by())
    editions = list(chosen.prefetch_related(answers)[: MAX_EDITIONS + 1])
    if len(editions) > MAX_EDITIONS:
        messages.warning(request, f"At most {MAX_EDITIONS} at once. Nothing was done.")
        return None
    ticked = [TickedEdition(each, _blocked(action, each, request)) for each in editions]
    form = action(request.POST if "confirmed" in request.POST else None, editions[0])
    del form.fields["seen"]  # each edition has its own
    if form.is_valid():
        _do(request, action, ticked)
        return None
    possible = sum(not each.blocked_because for each in ticked)
    return Frame(request, office).render(
        "admin/articles/edition/bulk.html",
        f"{action.label}: {len(ticked)} ticked",
        here=action.label,
        explains=action.explains,
        form=form,
        ticked=ticked,
        button=possible and f"{action.label}: {possible} of {len(ticked)}",
        action_name=f"bulk_{action.name}",
        media=office.media + form.media,
    )


def _blocked(action: type[Action], edition: Edition, request: AuthenticatedRequest) -> str:
    if not action.is_available(edition, request.user):
        return f"It is {edition.status(timezone.now()).label.lower()}."
    why = action.blocked_because(edition, request.user)
    if not why and action.name == "approve" and not _is_opened(edition, request):
        return "Open it first: you have not looked at it since it last changed."
    return why


def _is_opened(edition: Edition, request: AuthenticatedRequest) -> bool:
    return EditionOpening.objects.since_its_change(edition, request.user) is not None


def _do(request: AuthenticatedRequest, action: type[Action], ticked: list[TickedEdition]) -> None:
    seen = _seen(request)
    done, refused = 0, []
    for each in ticked:
        why = each.blocked_because or _one(request, action, each.edition, seen)
        done += not why
        refused += [f"{each.edition}: {why}"] if why else []
    if done:
        messages.info(request, f"{action.label}: done for {done} of {len(ticked)}.")
    for line in refused:
        messages.warning(request, line)


def _seen(request: AuthenticatedRequest) -> dict[str, str]:
    """By the edition's key: as which it was shown."""
    sent = (str(each).partition(":") for each in request.POST.getlist("seen"))
    return {key: moment for key, _, moment in sent}


def _one(
    request: AuthenticatedRequest, action: type[Action], shown: Edition, seen: dict[str, str]
) -> str:
    """Do it for one; why not, where it was refused."""
    data = QueryDict(mutable=True)
    data.update({key: str(value) for key, value in request.POST.items() if key != "seen"})
    data["seen"] = seen.get(str(shown.pk), "")
    try:
        with transaction.atomic():
            edition = Edition.objects.select_for_update().get(pk=shown.pk)
            form = action(data, edition)
            if not form.is_valid():
                return " ".join(str(text) for texts in form.errors.values() for text in texts)
            if not action.is_permitted(edition, request.user):
                return _blocked(action, edition, request)
            form.perform(edition, request.user, timezone.now())
            mails.send(form.name, form.reason(), edition, request.user)
    except ValidationError as error:
        return " ".join(error.messages)
    except Edition.DoesNotExist:
        return "It is gone."
    return ""
