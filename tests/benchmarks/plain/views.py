"""Three plain views: an article, a journal with its form, and saving a walk."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from articles.models import Edition
from tests.benchmarks.plain.models import PlainWalk

SHOWN, RELATED = 5, 3


def article(request: HttpRequest, slug: str) -> HttpResponse:
    """The same text as our article: answers, sources, what comes before and after, what to read."""
    public = Edition.objects.filter(state="published", publish_at__lte=timezone.now())
    edition = get_object_or_404(public.select_related("article__topic"), article__slug=slug)
    answers = edition.answers.select_related("question").prefetch_related("sources")
    here = edition.article
    siblings = public.filter(article__topic=here.topic_id).select_related("article")
    in_order = siblings.order_by("article__position", "article__slug")
    context: dict[str, Any] = {
        "edition": edition,
        "answers": list(answers),
        "previous": in_order.filter(article__position__lt=here.position).last(),
        "next": in_order.filter(article__position__gt=here.position).first(),
        "related": siblings.exclude(pk=edition.pk).order_by("-publish_at", "pk")[:RELATED],
    }
    return render(request, "plain/article.html", context)


class PlainWalkForm(forms.ModelForm):
    class Meta:
        model = PlainWalk
        fields = ("minutes", "pain_before", "pain_after", "note")


@login_required
def journal(request: HttpRequest) -> HttpResponse:
    """The form and the last walks; a POST saves one."""
    form = PlainWalkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        walk = form.save(commit=False)
        walk.walker, walk.started_at = request.user, timezone.now()
        walk.save()
        messages.success(request, f"Saved: {walk}.")
        return redirect("journal")
    walks = PlainWalk.objects.filter(walker=request.user).order_by("-started_at")
    context = {"form": form, "walks": walks[:SHOWN]}
    return render(request, "plain/journal.html", context)
