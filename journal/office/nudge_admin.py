"""The office page of a nudge: its words, threshold and review. A published change is a version."""

from typing import Any

from django.contrib import admin
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.office.records.record_previews import previews
from articles.office.records.reviewed_record import ReviewedRecordAdmin
from articles.workflow.record_kinds import register_record_kind
from journal.models import Nudge
from journal.models.nudges import CareLevel
from journal.nudges.events import THRESHOLD_WORDS, Event

register_record_kind(Nudge)


@previews(Nudge)
def _nudge(nudge: Nudge, rows: list[Any]) -> SafeString:
    signs = format_html_join("", "<li>{}</li>", ((sign,) for sign in nudge.signs.splitlines()))
    level = CareLevel(nudge.level).label
    return format_html(
        "<p>{}</p>{}<ul>{}</ul>", level, linebreaks_filter(nudge.words_as_shown()), signs
    )


@admin.register(Nudge)
class NudgeAdmin(ReviewedRecordAdmin):
    list_display = ("event", "level", "threshold", "is_active", "reviewed_on", "version")
    list_filter = ("level", "is_active", ("reviewed_on", admin.EmptyFieldListFilter))
    search_fields = ("words", "signs", "event")
    filter_horizontal = ("sources",)
    readonly_fields = ("number_means", "version")
    fieldsets = (
        (None, {"fields": ("event", "level", "threshold", "number_means", "is_active")}),
        ("What a walker reads", {"fields": ("words", "signs")}),
        ("What it rests on", {"fields": ("sources", "reviewed_on", "reviewer", "credentials")}),
        ("Version", {"fields": ("version",)}),
    )

    @admin.display(description="the number means")
    def number_means(self, nudge: Nudge) -> str:
        known = nudge.event in set(Event)
        return THRESHOLD_WORDS[Event(nudge.event)] if known else "choose an event first"
