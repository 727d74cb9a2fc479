"""Saving a draft that others may be saving, submitting or approving at the same moment.

The edition's row is locked first; only then its state and words are read. So a draft that was
submitted meanwhile is refused, and one that was saved meanwhile is merged with what this person
sends: nobody's words are overwritten unseen. If nobody has saved since this person opened the
draft, the form is left as it was sent.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpResponse, QueryDict

from accounts.models import AuthenticatedRequest
from accounts.prepared_queries import PreparedQuery
from articles.models import Answer, DraftRevision, Edition
from articles.office.edition.answer_forms import AnswerFormSet
from articles.office.edition.concurrent_edits import (
    Conflict,
    FormContent,
    MergeResult,
    merge,
    recognised,
    same_content,
    take_theirs,
)
from articles.office.edition.conflict_display import displayed_conflicts, displayed_places
from articles.office.edition.edition_form import (
    BaseSnapshot,
    EditionForm,
    stored_forms,
    stored_version,
)
from articles.office.edition.posted_rows import (
    PostedRows,
    last_name_in,
    names_in,
    new_key,
    number_in,
    shown_content,
)

_answers = PreparedQuery(
    lambda edition: Answer.objects.filter(edition=edition).select_related("question"), int
)


def merge_concurrent_edits(
    office: "ModelAdmin[Edition]", request: AuthenticatedRequest, object_id: str
) -> None:
    """Replace the request's data by what the form would send, had it shown what is stored now.

    Needs a transaction: it locks the edition's row until the form is saved.
    """
    locked = Edition.objects.select_for_update(of=("self",))
    edition = locked.filter(pk=number_in(object_id) or 0).first()
    if edition is None or not office.has_change_permission(request, edition):
        return
    opened = BaseSnapshot.read(request.POST.get("base", ""))
    version = stored_version(edition, _answers.all(edition.pk))
    if opened.version == version and not opened.conflicts:
        return
    form, rows = stored_forms(office, request, edition)
    theirs = shown_content(form, rows)
    if not opened.conflicts and same_content(opened.content, theirs):
        return
    sent = PostedRows(request.POST, rows)
    mine, waiting = choose(opened, sent.content(form), request.POST)
    base = opened.content
    attempts = names_in(request.POST, "attempts")  # those without a response, and this one
    if not opened.conflicts and DraftRevision.objects.is_stored_as(edition, attempts):
        mine = recognised(base, theirs, mine, by=("wording",))
        base = theirs  # what this form stored before; more may have been typed into it since
    if not base.fields:  # no valid signature: also ask about questions that are taken out
        base = FormContent({}, {key: {} for key in sent.taken_out() if key in theirs.questions})
    merged = merge(base, theirs, mine)
    conflicts = {conflict.place: conflict for conflict in (*waiting, *merged.conflicts)}
    moved = [
        replace(conflict, question=new_key(merged.content, theirs, conflict.question))
        for conflict in conflicts.values()
    ]
    data = sent.with_content(merged.content, theirs, form)
    data["base"] = str(BaseSnapshot(theirs, moved, version))
    request.POST = data  # type: ignore[assignment]
    if merged.taken:
        _say_what_was_taken(request, edition, merged, form, rows)


def _say_what_was_taken(
    request: AuthenticatedRequest,
    edition: Edition,
    merged: MergeResult,
    form: EditionForm,
    rows: AnswerFormSet,
) -> None:
    last = edition.history.select_related("history_user").first()
    who = last.history_user if last and last.history_user else "Somebody"
    saved = f"{who} saved this draft while you had it open. What only they changed is kept"
    if who == request.user:
        saved = "You saved this draft in another window. What you changed only there is kept"
    places = displayed_places(merged.taken, merged.content, form, rows)
    messages.warning(request, f"{saved}: {'; '.join(places)}.")


def conflicts_context(edition: Edition, form: EditionForm, rows: AnswerFormSet) -> dict[str, Any]:
    """Context with the conflicts to choose from. A form not sent yet gets its base snapshot."""
    if not form.is_bound:
        answers = [row.instance for row in rows.forms if row.instance.pk]
        version = stored_version(edition, answers)
        form.initial["base"] = str(BaseSnapshot(shown_content(form, rows), version=version))
    return {"conflicts": displayed_conflicts(form, rows)}


def name_draft_backup(request: AuthenticatedRequest, response: HttpResponse) -> HttpResponse:
    """Add to a redirect the name of the browser's copy of the form, which it can delete now."""
    name = last_name_in(request.POST, "kept_as")
    if response.status_code == HTTPStatus.FOUND and name:
        response["Location"] += f"#saved-{name}"
    return response


def choose(
    opened: BaseSnapshot, mine: FormContent, data: QueryDict
) -> tuple[FormContent, list[Conflict]]:
    """(`mine`, with theirs where this person chose that; the conflicts still without a choice)."""
    waiting = []
    for number, conflict in enumerate(opened.conflicts):
        choice = data.get(f"choose-{number}")
        if choice == "theirs":
            mine = take_theirs(mine, opened.content, conflict)
        elif choice != "mine":
            waiting.append(conflict)
    return mine, waiting
