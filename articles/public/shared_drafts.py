"""A shared draft: read and commented on by somebody outside, at the address that was sent to them.

Nothing but the address is needed: no session is read and no cookie set. An address that is not open
(unknown, revoked, expired, its draft deleted) gets one and the same page.
"""

import re
import uuid
from datetime import datetime
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fields import printable
from articles.comparison.edition_content import content_of
from articles.models import FigureFile, SharedComment, SharedLink
from articles.models.shared_links import COMMENT_LENGTH, can_be_shared
from articles.page_cache.public_page import View
from articles.public.figure_views import FOR_ONE_PERSON, figure_response
from articles.public.views import article_context

# Programs that open every address they meet: search engines, previews in mails and messengers.
ROBOTS = re.compile(
    r"bot\b|bots\b|crawl|spider|slurp|preview|scan|facebookexternalhit|whatsapp|telegram|embedly"
    r"|curl|wget|python|java/|go-http|okhttp|headless",
    re.IGNORECASE,
)


def unlisted(view: View) -> View:
    """Decorator: no cache keeps the page, no search engine lists it, and no page that is opened
    from it is told its address."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)  # no-store and private among them
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return wrapped


class SharedCommentForm(forms.Form):
    kind = forms.ChoiceField(
        label="What would you like to leave?",
        choices=SharedComment.Kind.choices,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="Your name", max_length=120)
    credentials = forms.CharField(
        label="Your credentials",
        required=False,
        max_length=200,
        help_text="For example your profession, and where you work.",
    )
    text = forms.CharField(
        label="Your comment",
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"At most {COMMENT_LENGTH} characters. An approval may go without.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    entry = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, link: SharedLink, fingerprint: str) -> None:
        super().__init__(data, initial={"seen": fingerprint, "entry": uuid.uuid4()})
        self.link, self.fingerprint = link, fingerprint

    def clean_name(self) -> str:
        """The name as it is stored: without what no page can show."""
        if not (name := printable(self.cleaned_data["name"])):
            raise ValidationError("Write your name.")
        return name

    def clean_seen(self) -> str:
        """Refuse a comment on a draft that has changed since its writer had the page."""
        if self.cleaned_data["seen"] != self.fingerprint:
            # The page now shows the changed draft, so the next try is accepted.
            self.data = dict(self.data.items(), seen=self.fingerprint)
            raise ValidationError(
                "The draft was changed while you had it open, and stands above as it is now. What "
                "you wrote is still here: look again, then send it."
            )
        return self.fingerprint

    def clean(self) -> None:
        comment = self.cleaned_data.get("kind") == SharedComment.Kind.COMMENT
        if comment and not printable(self.cleaned_data.get("text", "")):
            self.add_error("text", "Write what you would like to say.")

    def send(self, now: datetime) -> bool:
        """Store the comment. False if the link takes no more for now, with a form error."""
        fields = {name: self.cleaned_data[name] for name in ("kind", "name", "credentials", "text")}
        stored = SharedComment.send(
            self.link,
            entry=self.cleaned_data["entry"],
            now=now,
            seen_digest=self.fingerprint,
            seen_saved_at=self.link.edition.updated_at,
            **fields,
        )
        if not stored:
            self.add_error(
                None,
                "This link takes no more comments for now. Try again in an hour, or write to "
                "whoever sent it to you.",
            )
        return stored


@csrf_exempt  # no session is involved: whoever knows the address may send the form
@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def shared(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    link = SharedLink.objects.find(token, now)
    if link is None:
        return _gone(request)
    if not can_be_shared(link.edition, now):
        live = link.edition.article.live_edition(now)
        given = {"edition": link.edition, "live": live, "unsent": _unsent(request)}
        return render(request, "articles/shared_published.html", given)
    context = article_context(link.edition, now)
    fingerprint = content_of(link.edition, context["answers"]).fingerprint
    form = SharedCommentForm(request.POST or None, link, fingerprint)
    if request.method == "POST" and form.is_valid() and form.send(now):
        return redirect(f"{request.path}?sent=1#comment")
    is_sent = "sent" in request.GET
    if is_visit(request) and not is_sent:
        SharedLink.objects.count_visit(link, timezone.localdate(now))
    context |= {
        "shared": link,
        "figures_at": "figures/",  # relative, so that the page does not contain its own address
        "status": link.edition.status_in_words(now),
        "form": form,
        "is_sent": is_sent,
    }
    return render(request, "articles/shared.html", context)


@require_safe
@unlisted
def shared_figure(request: HttpRequest, token: str, digest: str, width: str) -> HttpResponse:
    """One size of a figure that the shared draft shows; no other figure."""
    now = timezone.now()
    link = SharedLink.objects.find(token, now)
    if link is None or not can_be_shared(link.edition, now):
        return _gone(request)
    in_draft = FigureFile.objects.filter(figure__answer_links__answer__edition=link.edition)
    if not in_draft.filter(figure__digest=digest, width=width).exists():
        return _gone(request)
    return figure_response(request, digest, width, FOR_ONE_PERSON)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/shared_gone.html", {"unsent": _unsent(request)}, status=404)


def _unsent(request: HttpRequest) -> str:
    """The text of a comment sent after the link ended: shown to its writer, as it is not stored."""
    return request.POST.get("text", "").strip()[:COMMENT_LENGTH]


def is_visit(request: HttpRequest) -> bool:
    """Whether a person opened the page, as far as headers tell: no program and no prefetch."""
    agent = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    is_robot = not agent or ROBOTS.search(agent) is not None
    return request.method == "GET" and not is_robot and "prefetch" not in ahead
