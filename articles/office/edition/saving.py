"""Saving a draft that others may be saving, submitting or approving at the same moment.

The edition's row is locked first; only then its state and words are read. So a draft that was
submitted meanwhile is refused, and one that was saved meanwhile is brought together with what this
person sends: nobody's words are overwritten unseen.
"""

from dataclasses import replace
from http import HTTPStatus

from django.contrib.admin.utils import unquote
from django.db import transaction
from django.http import QueryDict

from accounts.models import AuthenticatedRequest
from articles.models import Answer, Edition
from articles.office.edition.concurrent_edits import (
    Conflict,
    FormContent,
    MergeResult,
    merge,
    same_content,
    take_theirs,
)
from articles.office.edition.conflict_display import conflicts_in_words, places_in_words
from articles.office.edition.edition_form import BaseSnapshot
from articles.office.edition.frame import EditionPages
from articles.office.edition.posted_rows import PostedRows, new_key, shown_content


class SavedTogether(EditionPages):
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with transaction.atomic():
            if request.method == "POST" and object_id is not None:
                self.merge_concurrent_edits(request, unquote(object_id))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def merge_concurrent_edits(self, request: AuthenticatedRequest, object_id: str) -> None:
        """Put into the request what the form would have sent, had it shown what is stored now."""
        found = self.get_object(request, object_id)
        edition = Edition.objects.select_for_update().filter(pk=found and found.pk).first()
        if edition is None or not self.has_change_permission(request, edition):
            return
        form, rows = self.as_stored(request, edition)
        theirs = shown_content(form, rows)
        sent = PostedRows(request.POST, rows)
        opened = BaseSnapshot.read(request.POST.get("base", ""))
        if not opened.conflicts and same_content(opened.content, theirs):
            return
        mine, waiting = choose(opened, sent.content(form), request.POST)
        base = opened.content
        if not base.fields:  # not signed by us: what is taken out has to be asked for, too
            base = FormContent({}, {key: {} for key in sent.taken_out() if key in theirs.questions})
        merged = merge(base, theirs, mine)
        conflicts = {conflict.place: conflict for conflict in (*waiting, *merged.conflicts)}
        moved = [
            replace(conflict, question=new_key(merged.content, theirs, conflict.question))
            for conflict in conflicts.values()
        ]
        data = sent.with_content(merged.content, theirs, form)
        data["base"] = str(BaseSnapshot(theirs, moved))
        request.POST = data  # type: ignore[assignment]
        if merged.taken:
            self._say_what_was_taken(request, edition, merged, form, rows)

    def _say_what_was_taken(
        self, request: AuthenticatedRequest, edition: Edition, merged: MergeResult, form, rows
    ) -> None:
        last = edition.history.select_related("history_user").first()
        who = last.history_user if last and last.history_user else "Somebody"
        saved = f"{who} saved this draft while you had it open. What only they changed is kept"
        if who == request.user:
            saved = "You saved this draft in another window. What you changed only there is kept"
        places = places_in_words(merged.taken, merged.content, form, rows)
        self.message_user(request, f"{saved}: {'; '.join(places)}.", level="warning")

    def response_change(self, request, obj):
        """With the name of the copy that the browser kept: it is stored now and can be removed."""
        response = super().response_change(request, obj)
        kept_as = request.POST.get("kept_as", "")
        if response.status_code == HTTPStatus.FOUND and kept_as.isalnum() and kept_as.isascii():
            response["Location"] += f"#saved-{kept_as}"
        return response

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        edition = context["original"]
        if edition is not None and self.has_change_permission(request, edition):
            inlines = (inline.formset for inline in context["inline_admin_formsets"])
            rows = next(formset for formset in inlines if formset.model is Answer)
            if not form.is_bound:
                form.initial["base"] = str(BaseSnapshot(shown_content(form, rows)))
            context["conflicts"] = conflicts_in_words(form, rows)
        return super().render_change_form(request, context, *args, **kwargs)


def choose(
    opened: BaseSnapshot, mine: FormContent, data: QueryDict
) -> tuple[FormContent, list[Conflict]]:
    """`mine` with theirs where this person chose it, and the conflicts still without a choice."""
    waiting = []
    for number, conflict in enumerate(opened.conflicts):
        choice = data.get(f"choose-{number}")
        if choice == "theirs":
            mine = take_theirs(mine, opened.content, conflict)
        elif choice != "mine":
            waiting.append(conflict)
    return mine, waiting
