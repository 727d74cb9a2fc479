"""Advice rules in the editors' office: in plain words, with an example, and versioned."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Edition, ProposedChange
from articles.office.reports import REPORTS
from journal.advice.matching import Condition
from journal.models import AdviceRule, RuleCondition
from journal.office.rule_admin import example_sentence
from journal.patterns import KINDS
from journal.presentation.wording import condition_in_words
from tests.cast import NOW, make_published, make_rule
from tests.forms import admin_form
from tests.office import publish_change, url
from tests.queries import count_queries

STATES = [value for value, _ in RuleCondition.State.choices]
DIRECTIONS = [value for value, _ in RuleCondition.Direction.choices]


# --- The example --------------------------------------------------------------------------------


def sizes_of(kind: str) -> tuple[float | None, ...]:
    return (None, 0, 0.1, 0.5, 1) if KINDS[kind].unit == "share" else (None, 0, 0.5, 10, 120)


@pytest.mark.parametrize("kind", KINDS)
def test_every_condition_has_an_example_in_one_plain_sentence(kind):
    for state, direction, size in product(STATES, DIRECTIONS, sizes_of(kind)):
        text = example_sentence(Condition(kind, state, direction, size))
        assert re.match(r"[A-Z]", text)
        assert text.endswith((".", "?", "!"))
        assert not re.search(r"nan|inf\b|None|State|Kind|_|\{|\}", text), text
        shares = [int(share) for share in re.findall(r"(\d+) ?%", text)]
        assert all(0 <= share <= 100 for share in shares), text


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_says_which_way(kind):
    state = "so_far" if KINDS[kind].describes else "linked"
    up = example_sentence(Condition(kind, state, "up"))
    down = example_sentence(Condition(kind, state, "down"))
    if kind != "comfortable_minutes":
        assert up != down


# --- In words -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_condition_is_said_in_words(kind):
    for state, direction in product(STATES, DIRECTIONS):
        text = condition_in_words(Condition(kind, state, direction, 0.5))
        assert KINDS[kind].name in text
        assert "_" not in text
        assert "or more" in text


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (
            Condition("rise_with_minutes", "linked", "up", 0.5),
            "“Whether longer walks raise it more”: linked, upwards, "
            "0.5 points per 10 minutes or more",
        ),
        (
            Condition("leg_symptoms", "so_far", "any", 0.1),
            "“How often the legs hurt or tingle”: seen so far or linked, 10% of walks or more",
        ),
        (
            Condition("trend", "cannot_tell"),
            "“Whether it changes over the weeks”: cannot tell yet",
        ),
    ],
)
def test_conditions_read_like_this(condition, words):
    assert condition_in_words(condition) == words


# --- The pages ----------------------------------------------------------------------------------


@pytest.fixture
def rule(db) -> AdviceRule:
    return make_rule(make_published(questions=2).answers.first().question)


@pytest.fixture
def publisher(cast) -> Client:
    return cast.client(cast.pia)


def page_of(rule: AdviceRule) -> str:
    return reverse("admin:journal_advicerule_change", args=[rule.pk])


def save(client: Client, rule: AdviceRule, **fields):
    data = admin_form(client.get(page_of(rule))) | fields
    return client.post(page_of(rule), data)


def version_of(rule: AdviceRule) -> int:
    return AdviceRule.objects.get(pk=rule.pk).version


def test_the_list_says_the_rule_in_words(publisher, rule):
    page = publisher.get(reverse("admin:journal_advicerule_changelist")).content.decode()
    assert "“Whether longer walks raise it more”: linked" in page


def test_the_page_shows_what_a_walker_will_read(publisher, rule):
    page = publisher.get(page_of(rule)).content.decode()
    assert example_sentence(rule.conditions.get().as_condition()) in page


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_rule_on_any_pattern_opens(publisher, rule, kind):
    rule.conditions.update(pattern=kind)
    assert publisher.get(page_of(rule)).status_code == 200


def published(cast, publisher: Client, rule: AdviceRule, **fields) -> AdviceRule:
    """Saved, approved by a reviewer, published: the rule as it is then."""
    assert save(publisher, rule, **fields).status_code == 302
    publish_change(cast, ProposedChange.objects.open().about(rule).get())
    return AdviceRule.objects.get(pk=rule.pk)


@pytest.mark.parametrize(
    "fields",
    [
        {"because": "Otherwise."},
        {"conditions-0-state": "so_far"},
        {"because": "Otherwise.", "conditions-0-state": "so_far"},
    ],
)
def test_a_published_change_is_one_new_version(cast, publisher, rule, fields):
    changed = published(cast, publisher, rule, **fields)
    assert changed.version == 2
    assert changed.was_edited
    if "because" in fields:
        assert changed.because == "Otherwise."


def test_saving_without_a_change_keeps_the_version(publisher, rule):
    assert save(publisher, rule).status_code == 302
    assert version_of(rule) == 1


def test_a_refused_change_keeps_the_version(publisher, rule):
    assert save(publisher, rule, because="").status_code == 200
    assert version_of(rule) == 1


ADD = reverse("admin:journal_advicerule_add")


def add(client: Client, **fields):
    data = admin_form(client.get(ADD)) | {
        "slug": "new",
        "because": "Because.",
        "conditions-0-pattern": "trend",
        "conditions-0-direction": "up",
    }
    return client.post(ADD, data | fields)


def test_a_question_is_chosen_by_its_words_and_the_page_has_only_the_chosen(publisher, rule):
    page = publisher.get(page_of(rule)).content.decode()
    other = rule.question.article.questions.exclude(pk=rule.question.pk).get()
    asked = f'data-choices="{url("articles_article_question_choices")}"'
    assert page.count(asked) == 2  # and another beside it
    assert f"({rule.question})</option>" in page
    assert str(other) not in page
    assert "vForeignKeyRawIdAdminField" not in page


def test_without_scripts_a_question_is_typed_by_its_address(publisher, rule):
    other = rule.question.article.questions.exclude(pk=rule.question.pk).get()
    assert add(publisher, question_add=str(rule.question)).status_code == 302
    assert ProposedChange.objects.get().values["fields"]["question_id"] == rule.question.pk
    # What is typed takes the place of what was chosen.
    assert save(publisher, rule, question_add=str(other)).status_code == 302
    change = ProposedChange.objects.about(rule).get()
    assert change.values["fields"]["question_id"] == other.pk


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"question_add": "no-such#question"}, "There is no question “no-such#question”"),
        ({"question": "9" * 30}, "Select a valid choice"),
        ({"question": "x"}, "Select a valid choice"),
        ({}, "This field is required."),
    ],
)
def test_a_question_that_there_is_not_is_refused_and_nothing_typed_is_lost(
    publisher, rule, sent, said
):
    response = add(publisher, **sent)
    assert response.status_code == 200
    page = response.content.decode()
    assert said in page
    assert 'value="new"' in page
    if "question_add" in sent:
        assert f'value="{sent["question_add"]}"' in page


def test_conditions_stand_before_the_example_made_from_them(publisher, rule):
    for address in (ADD, page_of(rule)):
        page = publisher.get(address).content.decode()
        places = [page.index(f'name="{name}"') for name in ("question", "conditions-0-pattern")]
        assert places == sorted(places)
        assert places[-1] < page.index("data-example")
        assert page.count("data-example") == 1


def test_choosing_costs_the_same_on_a_larger_site(publisher, rule):
    publisher.get(ADD)
    few = count_queries(lambda: publisher.get(ADD))
    make_published(questions=9)
    assert count_queries(lambda: publisher.get(ADD)) <= few


def test_a_rule_without_a_condition_is_refused(publisher, rule):
    """It would never match, and nobody would be told."""
    response = save(publisher, rule, **{"conditions-0-DELETE": "on"})
    assert response.status_code == 200
    assert rule.conditions.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"conditions-0-size": "-1"}, "greater than or equal to 0"),
        ({"conditions-0-pattern": "moon_phase"}, "Select a valid choice"),
        ({"beside": "same"}, "Choose another answer"),
        ({"beside": "other"}, "Say what tells the two answers apart."),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_words(publisher, rule, fields, said):
    other = rule.question.article.questions.exclude(pk=rule.question.pk).get()
    pks = {"same": str(rule.question.pk), "other": str(other.pk)}
    response = save(publisher, rule, **{n: pks.get(v, v) for n, v in fields.items()})
    assert response.status_code == 200
    assert said in response.content.decode()
    assert version_of(rule) == 1


def test_what_an_editor_writes_is_escaped_in_the_example(publisher, rule):
    rule.because = "<script>x</script>"
    rule.save()
    page = publisher.get(page_of(rule)).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


# --- The example as one types -------------------------------------------------------------------

EXAMPLE = reverse("admin:journal_advicerule_example")


def typed(**fields) -> dict[str, str]:
    return {
        "because": "Your longer walks hurt more.",
        "conditions-TOTAL_FORMS": "1",
        "conditions-0-pattern": "rise_with_minutes",
        "conditions-0-state": "linked",
        "conditions-0-direction": "up",
        "conditions-0-size": "",
    } | fields


def test_the_example_follows_what_is_typed_and_stores_nothing(publisher, rule):
    page = publisher.post(EXAMPLE, typed()).content.decode()
    assert "Your longer walks hurt more." in page
    assert example_sentence(Condition("rise_with_minutes", "linked", "up")) in page
    assert "never hold" not in page
    assert AdviceRule.objects.count() == 1


def test_the_example_says_at_once_when_a_rule_can_never_hold(publisher, rule):
    page = publisher.post(EXAMPLE, typed(**{"conditions-0-direction": "down"})).content.decode()
    assert "This can never hold" in page
    assert "never says that" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"conditions-0-pattern": ""},
        {"conditions-0-pattern": "moon_phase"},
        {"conditions-0-DELETE": "on"},
        {"conditions-TOTAL_FORMS": "x"},
        {"conditions-TOTAL_FORMS": "99999999999"} | {"conditions-0-state": "?"},
        {"conditions-TOTAL_FORMS": ""},
        {"conditions-TOTAL_FORMS": "9" * 5000},
    ],
)
def test_what_is_not_yet_complete_is_left_out_of_the_example(publisher, rule, fields):
    answer = publisher.post(EXAMPLE, typed(**fields))
    assert answer.status_code == 200
    assert "Choose a pattern above" in answer.content.decode()


def test_what_is_typed_is_escaped(publisher, rule):
    page = publisher.post(EXAMPLE, typed(because="<script>x</script>")).content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_example_is_for_those_who_may_see_rules(cast, rule):
    assert cast.nobody.post(EXAMPLE, typed()).status_code == 302
    assert cast.client(cast.alice).post(EXAMPLE, typed()).status_code == 302
    assert cast.client(cast.ed).post(EXAMPLE, typed()).status_code == 200
    cast.ed.groups.clear()
    assert cast.client(cast.ed).post(EXAMPLE, typed()).status_code == 403
    assert cast.client(cast.pia).get(EXAMPLE).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.pia)
    assert strict.post(EXAMPLE, typed()).status_code == 403


# --- Rules that never hold, and names used again ------------------------------------------------


def test_saving_a_rule_that_can_never_hold_warns(publisher, rule):
    answer = save(publisher, rule, **{"conditions-0-direction": "down"})
    assert answer.status_code == 302
    page = publisher.get(page_of(rule)).content.decode()
    assert "This rule can never hold" in page


def test_a_question_is_shown_by_its_wording(publisher, rule):
    wording = rule.question.answers.get().wording
    assert f"{wording} ({rule.question})" in publisher.get(page_of(rule)).content.decode()


def test_a_name_used_again_goes_on_counting(rule):
    """Else two rules with one name and one version would have been shown."""
    AdviceRule.objects.filter(pk=rule.pk).update(version=4)
    AdviceRule.objects.get(pk=rule.pk).save()
    slug, question = rule.slug, rule.question
    AdviceRule.objects.get(pk=rule.pk).delete()
    again = AdviceRule.objects.create(slug=slug, question=question, because="Because.")
    assert again.version == 5


def never(now=NOW) -> list[tuple[str, str]]:
    rows = REPORTS["rules-that-never-hold"]().rows(now)
    return [(str(row[0]), str(row[1])) for row in rows]


def test_a_rule_that_holds_now_is_not_reported(rule):
    assert never() == []


def test_the_report_says_why_a_rule_cannot_hold_now(rule):
    impossible = make_rule(rule.question, direction="down")
    edition = rule.question.answers.get().edition
    assert [slug for slug, _ in never()] == [impossible.slug]
    edition.withdraw(NOW, reason="Outdated.")
    edition.save()
    assert (rule.slug, "its answer is not public") in never()


def test_the_report_names_a_review_that_has_run_out(rule):
    Edition.objects.update(review_due_on=NOW.date() - timedelta(days=1))
    assert never() == [(rule.slug, "its answer stands on a page whose review has run out")]


def test_the_report_of_overlaps_says_what_they_mean(rule):
    other = rule.question.article.questions.exclude(pk=rule.question.pk).get()
    wider = make_rule(other, state="so_far")
    (row,) = REPORTS["rules-that-overlap"]().rows(NOW)
    assert [str(cell) for cell in row[:2]] == [rule.slug, wider.slug]
    assert "nothing that tells them apart" in row[2]
