"""The admin of search: synonyms and what each one changes, promoted answers, failed searches."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.models import Answer, Edition, FailedSearch, PromotedAnswer, Synonym
from articles.models.office_addresses import change_address
from articles.models.search_records import words_in_order
from articles.office.frame import WrittenElsewhere
from articles.office.history import ReadOnlyHistoryAdmin
from articles.office.question_admin import ChoosesQuestions
from articles.search.full_text import matching

MAX_QUESTIONS = 200


@dataclass(frozen=True)
class FoundQuestion:
    """A live answer in which at least one term of a synonym occurs."""

    answer: Answer
    has: list[str]  # the terms that occur in it or in its question
    found_for: list[str]  # the other terms: it is found for them only because of the synonym


def found_questions(synonym: Synonym, now: datetime) -> list[FoundQuestion]:
    """The live answers with a term of `synonym`, at most `MAX_QUESTIONS`.

    Those that are found for the most terms by the synonym alone come first.
    """
    terms = synonym.terms_by_key
    either = tuple(tuple(key.split()) for key in terms)
    stems = dict(matching([either], now, MAX_QUESTIONS)) if either else {}
    live = Edition.objects.public(now)
    answers = Answer.objects.filter(pk__in=stems, edition__in=live).select_related("edition")
    found = []
    for answer in answers.order_by("edition__title", "position"):
        present = set(stems[answer.pk].split())
        has = {key: present.issuperset(key.split()) for key in terms}
        by_synonym = [terms[key] for key in terms if not has[key]]
        found.append(FoundQuestion(answer, [terms[key] for key in terms if has[key]], by_synonym))
    return sorted(found, key=lambda each: -len(each.found_for))


def questions_html(synonym: Synonym, now: datetime) -> SafeString:
    """The `found_questions` as an HTML list, each with a link to its edition."""
    rows = [
        (
            change_address(each.answer.edition),
            each.answer.wording,
            each.answer.edition.title,
            _in_quotes(each.has),
            format_html("; found for {} by this synonym alone", _in_quotes(each.found_for))
            if each.found_for
            else "",
        )
        for each in found_questions(synonym, now)
    ]
    if not rows:
        return SafeString("No question that readers see has any of these words.")
    items = format_html_join("", '<li><a href="{}">{}</a> ({}): has {}{}</li>', rows)
    more = f"The first {MAX_QUESTIONS} are shown." if len(rows) == MAX_QUESTIONS else ""
    return format_html("<ul>{}</ul>{}", items, more)


def searches_html(synonym: Synonym) -> SafeString:
    """An HTML list of the failed searches with one of the terms; only those that staff may read."""
    rows = [
        (reverse("admin:report", args=["failed-searches"]), each["words"], each["total"])
        for each in _searches(set(synonym.terms_by_key))
    ]
    if not rows:
        return SafeString("No search that found nothing, and was typed often enough to be shown.")
    return format_html(
        "<ul>{}</ul>", format_html_join("", '<li><a href="{0}?q={1}">{1}</a>: {2} times</li>', rows)
    )


def _searches(keys: set[str]) -> "Iterator[dict]":
    for each in FailedSearch.objects.telling():
        typed = f" {words_in_order(each['words'])} "
        if any(f" {key} " in typed for key in keys):
            yield each


def _in_quotes(terms: list[str]) -> str:
    return ", ".join(f"“{term}”" for term in terms)


@admin.register(Synonym)
class SynonymAdmin(ReadOnlyHistoryAdmin):
    search_fields = ("words",)
    readonly_fields = ("leads_to", "searched_for")

    def get_fields(self, request: HttpRequest, obj: Synonym | None = None) -> list[str]:
        return ["words", *(self.readonly_fields if obj else ())]

    @admin.display(description="questions with these words")
    def leads_to(self, synonym: Synonym) -> str:
        return questions_html(synonym, timezone.now())

    @admin.display(description="searches that found nothing")
    def searched_for(self, synonym: Synonym) -> str:
        return searches_html(synonym)


@admin.register(PromotedAnswer)
class PromotedAnswerAdmin(ChoosesQuestions):
    list_display = ("searches", "question")
    list_select_related = ("question__article",)
    search_fields = ("searches", "question__anchor", "question__article__slug")


@admin.register(FailedSearch)
class FailedSearchAdmin(WrittenElsewhere, admin.ModelAdmin):
    """Failed searches, read-only. One typed once or twice may identify its writer: not shown."""

    list_display = ("words", "day", "times")
    date_hierarchy = "day"
    search_fields = ("words",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FailedSearch]:
        return FailedSearch.objects.shown_to_staff()
