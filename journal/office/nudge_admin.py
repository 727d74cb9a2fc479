"""The page of a nudge: its words, its number and its review. Each changed save is a new version."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.office.history import ReadOnlyHistoryAdmin
from journal.models import Nudge
from journal.nudges.events import THRESHOLD_WORDS, Event


@admin.register(Nudge)
class NudgeAdmin(ReadOnlyHistoryAdmin):
    list_display = ("event", "level", "threshold", "is_active", "reviewed_on", "version")
    list_filter = ("level", "is_active", ("reviewed_on", admin.EmptyFieldListFilter))
    search_fields = ("words", "signs")
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

    def save_model(self, request: HttpRequest, obj: Nudge, form: Any, change: bool) -> None:
        """What walkers were shown keeps the old version, which stays in the history."""
        if change and form.has_changed():
            obj.version += 1
        super().save_model(request, obj, form, change)
