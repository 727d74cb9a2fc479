"""Advice rules in plain words. Walks are not registered: no page of the admin shows them."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from articles.admin.history import ReadOnlyHistoryAdmin
from journal.examples import example_sentence
from journal.models import AdviceRule, RuleCondition


class ConditionRows(admin.StackedInline):
    model = RuleCondition
    extra = 0
    min_num = 1
    verbose_name = "condition"
    verbose_name_plural = "fits when (all of these)"

    def get_formset(self, request: HttpRequest, obj=None, **kwargs):
        """A rule without a condition would never match, and nobody would be told."""
        return super().get_formset(request, obj, validate_min=True, **kwargs)


@admin.register(AdviceRule)
class AdviceRuleAdmin(ReadOnlyHistoryAdmin):
    list_display = ("slug", "question", "fits_when", "is_active", "version")
    list_filter = ("is_active", "conditions__pattern")
    list_select_related = ("question__article",)
    search_fields = ("slug", "because", "question__anchor")
    readonly_fields = ("reads_like", "version")
    inlines = (ConditionRows,)
    fieldsets = (
        (None, {"fields": ("slug", "question", "because", "is_active")}),
        ("Beside it", {"fields": ("beside", "tell_apart")}),
        ("What a walker will read", {"fields": ("reads_like", "version")}),
    )

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).prefetch_related("conditions")

    @admin.display(description="fits when")
    def fits_when(self, rule: AdviceRule) -> str:
        return " and ".join(str(condition) for condition in rule.conditions.all())

    @admin.display(description="For example")
    def reads_like(self, rule: AdviceRule) -> str:
        """The sentences of a made-up log for which the rule holds."""
        if rule.pk is None:
            return "Save the rule to see it."
        examples = [
            example_sentence(condition.as_condition()) for condition in rule.conditions.all()
        ]
        return format_html(
            '<div class="rule-example"><p>{}</p><ul>{}</ul><p>{}</p></div>',
            rule.because,
            format_html_join("", "<li>{}</li>", ((sentence,) for sentence in examples)),
            f"{rule.tell_apart}" if rule.beside_id else "",
        )

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        """A changed rule is a new version: what was shown before keeps the old one."""
        super().save_related(request, form, formsets, change)
        if change and (form.has_changed() or any(each.has_changed() for each in formsets)):
            form.instance.version += 1
            form.instance.save()
