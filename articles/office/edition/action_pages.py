"""The acts that take an edition to its readers: offered beside its form, done on a page each."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.links.incoming import Mention, mentions_of
from articles.models import Edition
from articles.office.edition import mails
from articles.office.edition.frame import EditionPages
from articles.workflow.actions import ACTIONS, CHANGED, Action, available_actions
from articles.workflow.publishing import check_list_before


class ActionPages(EditionPages):
    def get_urls(self):
        return [self.page("do/<str:name>/", "act"), *super().get_urls()]

    def beside(self, request: AuthenticatedRequest, edition: Edition) -> dict:
        acts = available_actions(edition, request.user)
        return super().beside(request, edition) | {"acts": acts}

    def act_view(self, request: AuthenticatedRequest, pk: int, name: str) -> HttpResponse:
        """Ask for what the act needs, then do it on the row as it is now."""
        act = ACTIONS.get(name)
        if act is None:
            raise Http404("There is no such act.")
        with transaction.atomic():
            edition = get_object_or_404(Edition.objects.select_for_update(), pk=pk)
            if not request.user.has_perm(act.permission):
                raise PermissionDenied
            if not act.is_permitted(edition, request.user):
                return self._not_now(request, edition, act)
            form = act(request.POST if request.method == "POST" else None, edition)
            # The edition's page sends along which words it showed: they are what is acted on.
            if request.GET.get("seen", form.as_now) != form.as_now and not form.is_bound:
                self.message_user(request, CHANGED, level="warning")
                return redirect("admin:articles_edition_change", edition.pk)
            if request.method == "POST" and form.is_valid():
                shown = self._do(request, form, edition)
                if shown is not None:
                    return redirect("admin:articles_edition_change", shown.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{act.label}: {edition.title}",
            "edition": edition,
            "act": act,
            "form": form,
            "media": self.media + form.media,
            "check_list": check_list_before(name, edition, timezone.now()),
            "mentions": _mentions(edition, name),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/edition/act.html", context)

    def _do(self, request: AuthenticatedRequest, form: Action, edition: Edition) -> Edition | None:
        try:
            with transaction.atomic():
                shown = form.perform(edition, request.user, timezone.now())
        except ValidationError as error:
            for message in error.messages:
                form.add_error(None, message)
            return None
        self.message_user(request, form.done)
        mails.send(form.name, form.reason(), edition, request.user)
        return shown

    def _not_now(
        self, request: AuthenticatedRequest, edition: Edition, act: type[Action]
    ) -> HttpResponse:
        status = edition.status(timezone.now()).label.lower()
        why = f"this edition is {status}."
        if act.is_available(edition, request.user):
            why = act.blocked_because(edition, request.user)
        self.message_user(request, f"“{act.label}” is not possible now: {why}", level="warning")
        return redirect("admin:articles_edition_change", edition.pk)


def _mentions(edition: Edition, name: str) -> list[Mention] | None:
    """Who will lead readers to a page that is gone."""
    return mentions_of(edition.article, timezone.now()) if name == "withdraw" else None
