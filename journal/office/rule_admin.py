"""The office page of an advice rule, with a preview in the words that a walker will read."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.models import AuthenticatedRequest
from articles.office.question_admin import ChoosesQuestions
from articles.office.records.record_previews import previews
from articles.workflow.record_kinds import register_record_kind
from journal.advice.coverage import never_holds
from journal.advice.matching import SIGNS, Condition
from journal.models import AdviceRule, RuleCondition
from journal.models.reach import reach_in_words
from journal.patterns import KINDS, State

register_record_kind(AdviceRule, rows="conditions")
EXAMPLE = "admin/journal/advicerule/includes/example.html"
MAX_CONDITIONS, MAX_DIGITS = 50, 15  # of the form, and of their number


class ConditionRows(admin.StackedInline):
    model = RuleCondition
    extra = 0
    min_num = 1
    verbose_name = "condition"
    verbose_name_plural = "fits when (all of these)"

    def get_formset(
        self, request: HttpRequest, obj: AdviceRule | None = None, **kwargs: Any
    ) -> Any:
        """Require one condition: a rule without any would never match, and nobody would notice."""
        return super().get_formset(request, obj, validate_min=True, **kwargs)


ConditionForm = forms.modelform_factory(
    RuleCondition, fields=("pattern", "state", "direction", "size", "legs")
)


def example_sentence(condition: Condition) -> str:
    """The sentence that a walker would read about the pattern if `condition` just held."""
    kind, state = KINDS[condition.pattern], State(condition.state)
    made_up = kind.example(state, SIGNS.get(condition.direction, 1), condition.size)
    return kind.sentence(made_up, needs=())


def example(because: str, conditions: list[RuleCondition], tell_apart: str) -> dict:
    """The template context of the example: a sentence for each condition of a made-up log.

    `impossible` has pairs of a condition that can never hold, and the reason.
    """
    pairs = [(each, each.as_condition()) for each in conditions]
    return {
        "because": because,
        "sentences": [example_sentence(condition) for _, condition in pairs],
        "impossible": [(row, why) for row, condition in pairs if (why := never_holds(condition))],
        "tell_apart": tell_apart,
    }


def complete_conditions(data: QueryDict) -> list[RuleCondition]:
    """Unsaved conditions from the data of the form; invalid and deleted ones are left out."""
    count = data.get("conditions-TOTAL_FORMS", "")
    is_number = count.isdecimal() and len(count) <= MAX_DIGITS
    rows = range(min(int(count), MAX_CONDITIONS) if is_number else 0)
    sent = (
        ConditionForm(data, prefix=f"conditions-{row}")
        for row in rows
        if f"conditions-{row}-DELETE" not in data
    )
    return [form.save(commit=False) for form in sent if form.is_valid()]


@previews(AdviceRule)
def _rule(rule: AdviceRule, rows: list[Any]) -> SafeString:
    tell_apart = rule.tell_apart if rule.beside_id else ""
    return render_to_string(EXAMPLE, example(rule.because, rows, tell_apart))


@require_POST
def example_page(request: AuthenticatedRequest, office: "ModelAdmin[AdviceRule]") -> HttpResponse:
    """The example for the unsaved form that was sent. Nothing is stored."""
    if not office.has_view_permission(request):
        raise PermissionDenied
    data = request.POST
    has_beside = data.get("beside") or data.get("beside_add")
    tell_apart = data.get("tell_apart", "") if has_beside else ""
    conditions = complete_conditions(data)
    return render(request, EXAMPLE, example(data.get("because", ""), conditions, tell_apart))


@admin.register(AdviceRule)
class AdviceRuleAdmin(ChoosesQuestions):
    change_form_template = "admin/journal/advicerule/change_form.html"
    own_pages = (("example/", "example", example_page),)
    list_display = ("slug", "question", "fits_when", "fits_now", "is_active", "version")
    list_filter = ("is_active", "conditions__pattern")
    list_select_related = ("question__article", "reach")
    search_fields = ("slug", "because", "tell_apart", "question__anchor", "question__article__slug")
    question_fields = ("question", "beside")
    readonly_fields = ("reads_like", "fits_now", "version")
    inlines = (ConditionRows,)
    fieldsets = (
        (
            None,
            {"fields": ("slug", "question", "because", "position", "is_good_news", "is_active")},
        ),
        ("Beside it", {"fields": ("beside", "tell_apart")}),
        ("What a walker will read", {"fields": ("reads_like", "fits_now", "version")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AdviceRule]:
        return super().get_queryset(request).prefetch_related("conditions")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new rule is not in use by default, so that its first save shows it to nobody."""
        return {"is_active": False, **super().get_changeform_initial_data(request)}

    @admin.display(description="fits when")
    def fits_when(self, rule: AdviceRule) -> str:
        return rule.fits_when

    @admin.display(description="For example")
    def reads_like(self, rule: AdviceRule) -> SafeString:
        """The example of a made-up log for which the rule holds; rule-preview.js refreshes it."""
        conditions = list(rule.conditions.all()) if rule.pk else []
        return render_to_string(
            "admin/journal/advicerule/includes/example_place.html",
            example(rule.because, conditions, rule.tell_apart if rule.beside_id else "")
            | {"address": reverse("admin:journal_advicerule_example")},
        )

    @admin.display(description="journals that it fits")
    def fits_now(self, rule: AdviceRule) -> str:
        journals, counted_on = reach_in_words(rule)
        return f"{journals}, counted on {counted_on}" if counted_on else journals

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, and warn at once about conditions that can never hold."""
        super().save_related(request, form, formsets, change)
        for condition in RuleCondition.objects.filter(rule=form.instance):
            if why := never_holds(condition.as_condition()):
                text = f"This rule can never hold: {condition}, but {why}."
                self.message_user(request, text, messages.WARNING)
