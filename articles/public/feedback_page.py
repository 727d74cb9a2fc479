"""“Was this answer helpful?”: a page of its own, so that the articles stay the same for everybody.

Nothing here knows who the reader is: no session, no cookie. The votes from each network in an hour
are counted under a keyed hash, so that no script can cast all of them. A CSRF token would need a
cookie; in its place the form carries a signed random number, good for one vote on one answer.
"""

from datetime import datetime
from secrets import token_hex
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fields import printable
from accounts.limits import count_within
from articles.models import Answer, Edition, Vote
from articles.models.feedback import REMARK_LENGTH, VOTE_TOKEN_MAX_AGE
from articles.public.care_cards import cards_of_remark

HOUR = 3600  # seconds
MAX_PER_HOUR = 60  # votes on one answer, from all readers together
MAX_PER_NETWORK = 10  # of these from one address: a household, a clinic
YES, NO = "yes", "no"


def new_vote_token(answer: Answer) -> str:
    return signing.dumps(token_hex(16), salt=_salt(answer))


def _salt(answer: Answer) -> str:
    return f"vote on {answer.question_id}"


class VoteForm(forms.Form):
    helpful = forms.ChoiceField(
        label="Was this answer helpful?",
        choices=[(YES, "Yes"), (NO, "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    remark = forms.CharField(
        label="What was good, or what was missing?",
        required=False,
        max_length=REMARK_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"One or two sentences, at most {REMARK_LENGTH} characters. Please do not write "
        "your name, your contact details or anything else that tells who you are.",
    )
    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, answer: Answer, network: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answer = answer
        self.network = network

    def clean_remark(self) -> str:
        """The remark on one line, as it is stored: without what no page can show."""
        return " ".join(printable(self.cleaned_data["remark"]).split())

    def clean_token(self) -> str:
        """The random number in the token. If it is too old or of another page, the form gets a
        new token, so that the next try works."""
        try:
            return signing.loads(
                self.cleaned_data["token"], salt=_salt(self.answer), max_age=VOTE_TOKEN_MAX_AGE
            )
        except signing.BadSignature:
            self.data = dict(self.data.items(), token=new_vote_token(self.answer))
            raise forms.ValidationError(
                "This page was open for too long. What you wrote is still here: please send it "
                "once more."
            ) from None

    def clean(self) -> None:
        if not self.errors and not _count_try(self.answer, self.network, timezone.now()):
            raise forms.ValidationError(
                "Too many votes came in just now: yours has not been counted. Please try again in "
                "an hour."
            )

    def cast_vote(self, now: datetime) -> None:
        Vote.objects.cast(
            self.answer,
            helpful=self.cleaned_data["helpful"] == YES,
            remark=self.cleaned_data["remark"],
            token=self.cleaned_data["token"],
            now=now,
        )


def _count_try(answer: Answer, network: str, now: datetime) -> bool:
    """Count one more try to vote on `answer`; whether it is within this hour's limits.

    One limit is for `network`, an IP address, and one for all readers together.
    """
    key = f"votes:{answer.question_id}:{now:%Y-%m-%dT%H}"
    of_network = count_within(f"{key}:{network}", HOUR)
    return of_network <= MAX_PER_NETWORK and count_within(key, HOUR) <= MAX_PER_HOUR


def _public_answer(slug: str, anchor: str, now: datetime) -> Answer:
    answers = Answer.objects.select_related("edition", "question__article").filter(
        edition__in=Edition.objects.public(now)
    )
    return get_object_or_404(answers, question__article__slug=slug, question__anchor=anchor)


@csrf_exempt  # the form's own token replaces it: see the top of this module
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def vote(request: HttpRequest, slug: str, anchor: str) -> HttpResponse:
    now = timezone.now()
    answer = _public_answer(slug, anchor, now)
    initial = {"helpful": request.GET.get("said"), "token": new_vote_token(answer)}
    form = VoteForm(request.POST or None, answer=answer, network=get_ip(request), initial=initial)
    is_counted = request.method == "POST" and form.is_valid()
    # Shown in this response: the address of a page of their own would say what was written.
    cards = cards_of_remark((form["remark"].value() or "")[:REMARK_LENGTH])
    if is_counted:
        form.cast_vote(now)
        if not cards:
            return redirect("articles:voted", slug, anchor)
        return render(request, "articles/voted.html", {"answer": answer, "cards": cards})
    return render(request, "articles/vote.html", {"form": form, "answer": answer, "cards": cards})


@require_safe
@never_cache
def voted(request: HttpRequest, slug: str, anchor: str) -> HttpResponse:
    answer = _public_answer(slug, anchor, timezone.now())
    return render(request, "articles/voted.html", {"answer": answer})
