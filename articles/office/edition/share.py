"""Links to a draft for people without an account: made, listed, revoked; and their comments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from accounts.models import AuthenticatedRequest, User
from articles.comparison.edition_content import content_of
from articles.models import Edition, SharedComment, SharedLink
from articles.models.shared_links import can_be_shared, new_token, shared_address
from articles.office.edition.answer_rows import answers_of
from articles.office.frame import Frame, row_page

FORM_LASTS = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class ReviewerComment:
    """A comment from outside, and whether the draft still says what its writer had read."""

    comment: SharedComment
    is_of_these_words: bool


def comments_on(edition: Edition) -> list[ReviewerComment]:
    """All comments of people outside on `edition`, the newest first."""
    comments = list(SharedComment.objects.filter(link__edition=edition).select_related("link"))
    if not comments:
        return []
    now = content_of(edition, answers_of(edition)).fingerprint
    return [ReviewerComment(comment, comment.seen_digest == now) for comment in comments]


class ShareForm(forms.ModelForm):
    """The form for a new link.

    The link's random token is made with the form and comes back with it, signed: so a form that is
    sent twice makes one link.
    """

    token = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = SharedLink
        fields = ("for_whom", "days")
        labels = {"for_whom": "For whom"}

    def __init__(self, data: QueryDict | None, edition: Edition) -> None:
        self.edition = edition
        super().__init__(data, initial={"token": self._signed()})

    def _signed(self) -> str:
        return signing.dumps(new_token(), salt=self._salt)

    @property
    def _salt(self) -> str:
        return f"share edition {self.edition.pk}"

    def clean_token(self) -> str:
        try:
            return signing.loads(self.cleaned_data["token"], salt=self._salt, max_age=FORM_LASTS)
        except signing.BadSignature:
            self.data = dict(self.data.items(), token=self._signed())
            raise ValidationError("This page was open for too long. Send it once more.") from None

    def share(self, by: User, now: datetime) -> str:
        """Make the link, unless this form has made it already. Returns its address."""
        sent = self.cleaned_data
        link, is_new = SharedLink.make(
            self.edition,
            sent["token"],
            for_whom=sent["for_whom"],
            days=sent["days"],
            by=by,
            now=now,
        )
        if is_new:
            until = date_format(timezone.localtime(link.expires_at), "j F Y")
            _note(self.edition, f"Shared until {until}, for {link.for_whom}", by)
        return shared_address(sent["token"])


def _note(edition: Edition, what: str, by: User) -> None:
    """Write `what` into the edition's history, without saving the edition.

    A save would tell everybody who has it open that it has changed.
    """
    Edition.history.bulk_history_create(
        [edition], update=True, default_user=by, default_change_reason=what[:100]
    )


def sharing_context(request: AuthenticatedRequest, edition: Edition) -> dict[str, Any]:
    """Context for sharing, beside the form or on its own page: the links, and the comments."""
    now = timezone.now()
    links = list(edition.shared_links.select_related("shared_by", "revoked_by"))
    return {
        "may_share": request.user.has_perm("articles.share_edition"),
        "can_be_shared": can_be_shared(edition, now),
        "open_links": [link for link in links if link.is_open(now)],
        "ended_links": [link for link in links if not link.is_open(now)],
        "comments": comments_on(edition) if links else [],
    }


@row_page()
def share_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """The page of an edition's links, with a form for a new one."""
    now = timezone.now()
    form = ShareForm(request.POST or None, edition)
    address = ""
    if request.method == "POST":
        if not request.user.has_perm("articles.share_edition"):
            raise PermissionDenied
        if can_be_shared(edition, now) and form.is_valid():
            # The address is kept nowhere, so it is shown here and not after a redirect. If this
            # page is reloaded, it shows the same address and makes no second link.
            address = form.share(request.user, now)
    return frame.render(
        "admin/articles/edition/share.html",
        f"Share a draft: {edition.title}",
        here="Share",
        form=form,
        address=address,
        **sharing_context(request, edition),
    )


@require_POST
@row_page("articles.share_edition")
def revoke_page(
    request: AuthenticatedRequest, edition: Edition, frame: Frame, link_pk: int
) -> HttpResponse:
    """Revoke the link with this primary key, so that it no longer works."""
    link = get_object_or_404(edition.shared_links, pk=link_pk)
    if link.revoke(request.user, timezone.now()):
        _note(edition, f"Link revoked, for {link.for_whom}", request.user)
    messages.info(request, f"The link for {link.for_whom} no longer works.")
    return frame.to_page("share")
