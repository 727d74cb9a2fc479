"""The page of a workflow action on an edition: it asks for what the action needs, then does it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.links.incoming import mentions_of
from articles.models import Edition
from articles.office.edition.drawn_comments import signed_words
from articles.office.frame import Frame, row_page
from articles.office.row_actions import perform
from articles.workflow.action_form import CHANGED, action_named, refusal
from articles.workflow.actions import ACTIONS, available_actions
from articles.workflow.publishing import check_list_before
from articles.workflow.small_corrections import review_at_stake


def actions_context(request: AuthenticatedRequest, edition: Edition) -> dict[str, Any]:
    """Context beside the form: this person's actions now, and the article's open edition.

    `draft` is None if the article has no open edition, or this is it.
    """
    draft = None if edition.is_open else edition.article.open_draft
    return {"actions": available_actions(edition, request.user), "draft": draft}


@row_page(permission=None, locked=True, reads=("article",))
def action_page(
    request: AuthenticatedRequest, edition: Edition, frame: Frame, name: str
) -> HttpResponse:
    """Ask for what the action called `name` needs, then do it on the edition as stored now."""
    action = action_named(ACTIONS, name, request.user)
    now = timezone.now()
    if refused := refusal(action, edition, request.user, now):
        messages.warning(request, refused)
        return frame.to_form()
    form = action(request.POST if request.method == "POST" else None, edition)
    # The link from the edition's page says which version it showed: only that one is acted on.
    if request.GET.get("seen", form.as_now) != form.as_now and not form.is_bound:
        messages.warning(request, CHANGED)
        return frame.to_form()
    if form.is_valid() and (shown := perform(request, form, edition)):
        messages.info(request, form.done)
        return frame.to_form(shown)
    return frame.render(
        "admin/articles/edition/action.html",
        here=action.label,
        action=action,
        form=form,
        media=frame.office.media + form.media,
        at_stake=review_at_stake(name, edition, request.user, now),
        check_list=check_list_before(name, edition, now),
        signed=signed_words(edition) if name == "approve" else None,
        # What would still link to the page once it is withdrawn.
        mentions=mentions_of(edition.article, now) if name == "withdraw" else None,
    )
