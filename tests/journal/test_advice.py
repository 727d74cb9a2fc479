"""Which published answers a walker is shown, never one of a pair alone, and what is kept of it."""

import random
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Answer, Caution, Edition
from articles.office.reports import REPORTS
from journal import patterns
from journal.advice.active_rules import ActiveRules
from journal.advice.fitting import SHOWN_FIRST, advise
from journal.advice.matching import Strength, match
from journal.advice.suggestions import keep_suggestions
from journal.models import AdviceRule, Suggestion, Walk
from journal.patterns import State
from tests.cast import (
    NOW,
    make_answer,
    make_draft,
    make_published,
    make_rule,
    make_walk,
    make_walker,
    publish,
)
from tests.queries import count_queries, read_only_database

pytestmark = pytest.mark.django_db

PATTERNS, SUGGESTIONS = reverse("journal:patterns"), reverse("journal:suggestions")
SHOWN = reverse("journal:keep_shown")
DAY = timedelta(days=1)
FATIGUE = "longer-walks-fatigue"
SOON = {"pattern": "typical_rise", "state": "so_far"}  # twenty walks with one rise are enough


@pytest.fixture
def alice(cast, clock) -> Client:
    return cast.client(cast.alice)


def log(walker, count: int = 20, **fields) -> list[Walk]:
    return [make_walk(walker, started_at=NOW - (n + 1) * DAY, **fields) for n in range(count)]


def answer_of(edition: Edition) -> Answer:
    return edition.answers.get()


def look(client: Client) -> HttpResponse:
    """Open the page about the patterns, and send what it sends by itself."""
    page = client.get(PATTERNS)
    if b'id="keep-shown"' in page.content:
        assert client.post(SHOWN).headers["Location"] == PATTERNS
    return page


def usable(now: datetime = NOW) -> list[str]:
    return [rule.slug for rule in ActiveRules.at(now).rules]


def records(rows: Iterable[tuple[int, int]], **fields) -> list[patterns.Walk]:
    """Walks of (minutes, rise), one every other day, all that end before NOW."""
    rows = list(rows)
    start = NOW - 2 * DAY * len(rows)
    return [
        patterns.Walk(f"{n}", start + 2 * n * DAY, minutes, 3, 3 + rise, **fields)
        for n, (minutes, rise) in enumerate(rows)
    ]


# --- Which rules take part --------------------------------------------------------------------


def test_a_rule_takes_part_while_its_answer_is_public(clock):
    make_rule(answer_of(make_draft()).question)
    assert usable() == []
    rule = make_rule(answer_of(make_published()).question)
    assert usable() == [rule.slug]
    rule.is_active = False
    rule.save()
    assert usable() == []


def test_a_scheduled_answer_takes_part_from_its_time_on(clock):
    edition = publish(make_draft(), at=NOW + DAY)
    rule = make_rule(answer_of(edition).question)
    assert usable(NOW + DAY - timedelta(seconds=1)) == []
    assert usable(NOW + DAY) == [rule.slug]


def test_an_expired_answer_drops_out(clock):
    edition = make_published(expires_at=NOW + DAY)
    rule = make_rule(answer_of(edition).question)
    assert usable() == [rule.slug]
    assert usable(NOW + DAY) == []


def test_a_withdrawn_answer_drops_out(clock):
    edition = make_published()
    make_rule(answer_of(edition).question)
    edition.withdraw(now=NOW, reason="It was wrong.")
    edition.save()
    assert usable() == []


def test_an_answer_whose_review_has_run_out_drops_out_but_one_never_reviewed_stays(cast, clock):
    due = NOW.date() + DAY
    reviewed = publish(make_draft(review_due_on=due), by=cast.rhea)
    assert reviewed.is_reviewed
    first = make_rule(answer_of(reviewed).question)
    second = make_rule(answer_of(make_published()).question)
    assert usable(NOW + DAY) == [first.slug, second.slug]
    assert usable(NOW + 2 * DAY) == [second.slug]


def test_a_question_that_the_new_edition_leaves_out_drops_out(clock):
    first = make_published(questions=2)
    kept, dropped = first.answers.all()
    kept_rule, _ = make_rule(kept.question), make_rule(dropped.question)
    draft = first.new_edition(author=None)
    draft.answers.get(question=dropped.question).delete()
    publish(draft)
    assert usable() == [kept_rule.slug]
    assert ActiveRules.at(NOW).answer(kept.question_id).edition == draft


@pytest.mark.parametrize("which", ["question", "beside"])
def test_neither_of_two_takes_part_once_one_is_gone(clock, which):
    one, other = make_published(), make_published()
    make_rule(
        answer_of(one).question, beside=answer_of(other).question, tell_apart="Which of the two?"
    )
    assert len(usable()) == 1
    gone = one if which == "question" else other
    gone.withdraw(now=NOW, reason="It was wrong.")
    gone.save()
    assert usable() == []


def test_the_book_costs_the_same_for_many_rules(clock):
    def read_book():
        active = ActiveRules.at(NOW)
        return [active.answer(rule.question).get_absolute_url() for rule in active.rules]

    make_rule(answer_of(make_published()).question)
    at_one = count_queries(read_book)
    for _ in range(5):
        make_rule(answer_of(make_published()).question)
    assert count_queries(read_book) == at_one


# --- What a walker sees -----------------------------------------------------------------------


def test_a_match_shows_the_answer_why_and_that_nobody_reviewed_it(alice, cast):
    answer = answer_of(make_published())
    make_rule(answer.question, **SOON)
    log(cast.alice)
    response = alice.get(PATTERNS)
    (card,) = response.context["advice"].cards
    assert card.passage.answer == answer
    assert card.why[0] == "Because."
    assert len(card.why) == 2
    page = response.content.decode()
    for said in (answer.wording, answer.short_answer, "Because.", "No clinician has reviewed"):
        assert said in page


def test_three_are_shown_first_and_the_others_behind_one_tap(alice, cast):
    for _ in range(5):
        make_rule(answer_of(make_published()).question, **SOON)
    log(cast.alice)
    advice = alice.get(PATTERNS).context["advice"]
    assert (len(advice.first_cards), len(advice.further_cards)) == (SHOWN_FIRST, 2)


def test_an_answer_that_names_a_medicine_carries_its_caution(alice, cast):
    Caution.objects.create(
        slug="nsaid", title="Before an anti-inflammatory", names="ibuprofen", body="<p>Ask.</p>"
    )
    draft = make_draft(questions=0)
    make_answer(draft, short_answer="Some take ibuprofen.")
    make_rule(answer_of(publish(draft)).question, **SOON)
    log(cast.alice)
    page = alice.get(PATTERNS).content.decode()
    folded = "".join(re.findall(r"<details>.*?</details>", page, re.DOTALL))
    assert "Some take ibuprofen." in folded
    assert "Before an anti-inflammatory" in page
    assert "Before an anti-inflammatory" not in folded


def test_a_near_miss_says_what_would_decide_it_and_stands_beside_its_other(alice, cast):
    one, other = answer_of(make_published()), answer_of(make_published())
    make_rule(
        one.question,
        pattern="typical_rise",
        beside=other.question,
        tell_apart="Which of the two?",
    )
    log(cast.alice, 3)
    # Of what it is too early to say anything, nothing is nearly so.
    assert alice.get(PATTERNS).context["advice"].near_misses == ()
    log(cast.alice, 5)
    response = alice.get(PATTERNS)
    (near,) = response.context["advice"].near_misses
    assert (near.answer, near.beside) == (one, other)
    assert near.miss.open[0].needs
    page = response.content.decode()
    assert one.wording in page
    assert other.wording in page


def test_warning_signs_stand_above_every_pattern(alice, cast):
    log(cast.alice)
    page = alice.get(PATTERNS).content.decode()
    assert page.index("callout-help") < page.index('id="patterns"')


def test_days_are_the_walkers_own(cast, clock):
    far = make_walker("far@example.org", time_zone="Pacific/Kiritimati")
    make_walk(far, started_at=datetime(2026, 5, 10, 9, tzinfo=ZoneInfo("UTC")))  # the 10th at 23:00
    make_walk(far, started_at=datetime(2026, 5, 10, 11, tzinfo=ZoneInfo("UTC")))  # the 11th at 1:00
    advice = advise(far, NOW)
    assert (advice.days_walked, advice.days) == (2, 2)


# --- The starter rules ------------------------------------------------------------------------


@pytest.fixture
def starter(clock, starter_content) -> ActiveRules:
    return ActiveRules.at(NOW)


def slugs(active: ActiveRules, reading: patterns.Reading) -> dict[str, Strength]:
    matches, _ = match(active.rules, reading)
    return {found.rule.slug: found.strength for found in matches}


@pytest.mark.slow
def test_the_starter_rules_say_of_made_up_logs_what_they_should(starter):
    assert {rule.slug for rule in starter.rules} == set(
        AdviceRule.objects.values_list("slug", flat=True)
    )
    fatigue = AdviceRule.objects.filter(question__anchor="over-walking")
    for rule in fatigue:
        states = {(when.pattern, when.state) for when in rule.conditions.all()}
        assert states == {("rise_with_minutes", "linked")}
        assert rule.beside_id

    # Every length with every rise, equally often: nothing is going on, whatever the order.
    nothing = list(product((10, 20, 30, 40), (0, 1, 2, 1, 0))) * 3
    for seed in range(12):
        random.Random(seed).shuffle(nothing)
        reading = patterns.read(records(nothing), NOW)
        assert reading["rise_with_minutes"].state != State.LINKED
        assert FATIGUE not in slugs(starter, reading)

    # Ten minutes more, one point more.
    rising = [(minutes, minutes // 10 + noise) for minutes, noise in nothing]
    reading = patterns.read(records((minutes, min(rise, 7)) for minutes, rise in rising), NOW)
    found = reading["rise_with_minutes"]
    assert (found.state, found.direction) == (State.LINKED, 1)
    assert slugs(starter, reading)[FATIGUE] == Strength.LINKED

    # The same with the sign turned round is no reason to read of tiredness.
    falling = records((minutes, 6 - min(rise, 6)) for minutes, rise in rising)
    assert FATIGUE not in slugs(starter, patterns.read(falling, NOW))


def test_every_starter_rule_can_hold_and_two_answers_are_told_apart(starter):
    assert REPORTS["rules-that-never-hold"]().rows(NOW) == []
    together = REPORTS["rules-that-overlap"]().rows(NOW)
    assert {row[2] for row in together} == {"they stand side by side, as they should"}


CANAL = {
    "eased_by_sitting": True,
    "eased_by_leaning_forward": True,
    "eased_by_standing_still": False,
}
LONGER_HURTS = [(10 * (n % 4 + 1), n % 4 + 1) for n in range(48)]


def test_the_pattern_of_a_narrowed_canal_gets_its_signs_first(starter):
    signs = "leaning-forward-with-legs-canal"
    for legs in ("both", "one"):
        walks = records(LONGER_HURTS, leg_symptoms=legs, **CANAL)
        matches, _ = match(starter.rules, patterns.read(walks, NOW))
        found = [each.rule.slug for each in matches]
        assert FATIGUE in found[1:]
        assert (found[0] == signs) == (signs in found) == (legs == "both")
        assert ("both-legs-join-in" in found) == (legs == "both")
        assert ("legs-join-in" in found) == (legs == "one")


def test_answers_about_nerves_canal_or_arteries_are_brought_up_by_linked_patterns_alone(starter):
    of_the_legs = {"narrowed-canal", "leg-pain-when-walking"}
    rules = AdviceRule.objects.select_related("question__article", "beside__article")
    found = [
        rule
        for rule in rules
        if rule.question.article.slug in of_the_legs
        or (rule.beside and rule.beside.article.slug in of_the_legs)
    ]
    assert len(found) > 5
    for rule in found:
        assert {when.state for when in rule.conditions.all()} == {"linked"}, rule.slug


def test_good_news_is_told_to_nobody_whose_pain_rises(starter):
    """Walks that change nothing, at a level that doubles in twelve weeks."""
    steady = records([*product((10, 20, 30), (-1, 0, 1))] * 5)
    assert "walks-do-not-change-pain" in slugs(starter, patterns.read(steady, NOW))
    worse = [
        replace(walk, pain_before=2 + n // 11, pain_after=2 + n // 11 + walk.rise)
        for n, walk in enumerate(steady)
    ]
    found = slugs(starter, patterns.read(worse, NOW))
    assert "level-rising-over-the-weeks" in found
    assert not {rule.slug for rule in starter.rules if rule.is_good_news} & set(found)


def test_two_answers_are_not_said_to_be_anybodys(cast, alice, starter):
    log(cast.alice, 30, eased_by_sitting=True)
    page = alice.get(PATTERNS).content.decode()
    assert "<strong>Two answers</strong>" in page
    assert "perhaps neither is about you" in page
    assert "yours" not in page


def test_pain_that_eases_on_sitting_always_shows_both_answers(cast, alice, starter):
    one, other = "too-much-walking#eased-by-sitting", "narrowed-canal#spinal-stenosis"
    log(cast.alice, 30, eased_by_sitting=True)
    response = alice.get(PATTERNS)
    advice = response.context["advice"]
    assert advice.reading["eased_by_sitting"].state == State.LINKED
    pairs = [
        {str(card.passage.answer.question), str(card.beside.answer.question)}
        for card in advice.cards
        if card.beside
    ]
    assert pairs.count({one, other}) == 1
    alone = {str(card.passage.answer.question) for card in advice.cards if not card.beside}
    assert not alone & {one, other}
    page = response.content.decode()
    for question in (one, other):
        assert Answer.objects.get(question__anchor=question.partition("#")[2]).short_answer in page

    # With one of the two withdrawn, the other is not shown either.
    edition = Edition.objects.get(article__slug="narrowed-canal")
    edition.withdraw(now=NOW, reason="It was wrong.")
    edition.save()
    left = advise(cast.alice, NOW)
    shown = {str(card.passage.answer.question) for card in left.cards}
    near = {str(near.answer.question) for near in left.near_misses}
    assert not (shown | near) & {one, other}


# --- What was shown ---------------------------------------------------------------------------


def test_a_suggestion_is_kept_once_a_day_and_nothing_is_written_on_a_second_view(
    alice, cast, clock
):
    edition = make_published()
    rule = make_rule(answer_of(edition).question, **SOON)
    log(cast.alice)
    look(alice)
    kept = Suggestion.objects.get()
    assert (kept.walker, kept.shown_on, kept.edition) == (cast.alice, NOW.date(), edition)
    assert (kept.rule_slug, kept.rule_version) == (rule.slug, 1)
    assert kept.because.startswith("Because.\n")

    with CaptureQueriesContext(connection) as queries:
        page = look(alice)
    written = [each["sql"] for each in queries if not each["sql"].startswith("SELECT")]
    assert written == []
    assert (
        "keep-shown" not in page.content.decode()
    )  # neither the form nor the script that sends it
    alice.post(SHOWN)
    assert Suggestion.objects.count() == 1

    clock.shift(DAY)
    look(alice)
    assert Suggestion.objects.count() == 2


@pytest.mark.slow
def test_a_new_version_of_the_rule_or_a_new_edition_is_kept_anew_on_the_same_day(alice, cast):
    edition = make_published()
    rule = make_rule(answer_of(edition).question, **SOON)
    log(cast.alice)
    look(alice)
    AdviceRule.objects.filter(pk=rule.pk).update(version=2)
    look(alice)
    second = publish(edition.new_edition(author=None))
    look(alice)
    kept = Suggestion.objects.order_by("pk").values_list("rule_version", "edition__number")
    assert list(kept) == [(1, 1), (2, 1), (2, second.number)]


def test_two_pages_opened_at_once_keep_it_once(cast, clock):
    make_rule(answer_of(make_published()).question, **SOON)
    log(cast.alice)
    seen = [advise(cast.alice, NOW) for _ in range(2)]
    for advice in seen:
        keep_suggestions(advice)
    assert Suggestion.objects.count() == 1


def test_the_day_of_a_suggestion_is_the_walkers_own(cast, clock):
    far = make_walker("far@example.org", time_zone="Pacific/Kiritimati")
    make_rule(answer_of(make_published()).question, **SOON)
    log(far)
    look(cast.client(far))
    assert Suggestion.objects.get().shown_on == NOW.date() + DAY


def test_what_was_shown_reads_as_it_did_after_the_article_changed(alice, cast, clock):
    one, other = make_published(title="As it was"), make_published()
    first, second = answer_of(one), answer_of(other)
    make_rule(first.question, beside=second.question, tell_apart="Which of the two?", **SOON)
    log(cast.alice)
    look(alice)
    for edition in (one, other):
        draft = edition.new_edition(author=None)
        draft.title = "As it is now"
        draft.save()
        answer = answer_of(draft)
        answer.wording, answer.short_answer = "Worded again?", "Answered again."
        answer.save()
        publish(draft)
    clock.shift(DAY)
    page = alice.get(SUGGESTIONS).content.decode()
    for said in (
        first.wording,
        first.short_answer,
        second.wording,
        second.short_answer,
        "Which of the two?",
        "Because.",
        "Edition 1 of “As it was”",
        "14 May 2026",
    ):
        assert said in page
    assert "again" not in page
    assert "As it is now" not in page


def test_what_was_shown_is_ones_own(alice, cast):
    make_rule(answer_of(make_published()).question, **SOON)
    log(cast.alice)
    look(alice)
    assert list(cast.client(cast.bob).get(SUGGESTIONS).context["page"]) == []
    assert len(alice.get(SUGGESTIONS).context["page"]) == 1


def test_a_page_that_shows_no_match_keeps_nothing(alice, cast):
    make_rule(answer_of(make_published()).question, **SOON)
    log(cast.alice, 2)
    look(alice)
    assert not Suggestion.objects.exists()


def test_the_page_is_shown_by_a_database_that_cannot_be_written(alice, cast):
    make_rule(answer_of(make_published()).question, **SOON)
    log(cast.alice)
    with read_only_database():
        page = alice.get(PATTERNS)
    assert page.status_code == 200
    assert page.context["advice"].cards
    assert not Suggestion.objects.exists()


def test_what_is_kept_is_found_by_the_server_and_not_by_what_is_sent(alice, cast):
    first, second = answer_of(make_published()), answer_of(make_published())
    make_rule(first.question, **SOON)
    log(cast.alice)
    alice.post(
        SHOWN, {"question": second.question.pk, "rule_slug": "other", "shown_on": "2001-01-01"}
    )
    kept = Suggestion.objects.get()
    assert (kept.question, kept.shown_on) == (first.question, NOW.date())


def test_nothing_is_kept_without_the_pages_own_token_or_for_a_stranger(cast, clock):
    make_rule(answer_of(make_published()).question, **SOON)
    log(cast.alice)
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(cast.alice)
    assert forged.post(SHOWN).status_code == 403
    assert cast.nobody.post(SHOWN).headers["Location"].startswith(reverse("account_login"))
    cast.client(cast.bob).post(SHOWN)  # nothing fits Bob's empty journal
    assert not Suggestion.objects.exists()


def test_a_review_runs_out_at_the_sites_midnight(cast):
    """At half past eleven in universal time it is tomorrow in London, and the page says so."""
    edition = publish(make_draft(review_due_on=NOW.date()), by=cast.rhea)
    make_rule(edition.answers.get().question)
    late = NOW.replace(hour=23, minute=30)
    assert ActiveRules.at(NOW).rules
    assert not ActiveRules.at(late).rules


def test_what_was_shown_keeps_its_cautions(cast, clock):
    """No passage names a medicine without them, on whatever page it stands."""
    Caution.objects.create(slug="c", title="Not for all", names="aspirin", body="<p>Ask.</p>")
    edition = make_draft(questions=0)
    shown = make_answer(edition, short_answer="Some take aspirin.")
    beside = make_answer(edition, short_answer="Rest.", body="<p>Or aspirin.</p>")
    publish(edition)
    Suggestion.objects.create(
        walker=cast.alice,
        shown_on=NOW.date(),
        rule_slug="r",
        rule_version=1,
        edition=edition,
        question=shown.question,
        wording=shown.wording,
        beside=beside,
        tell_apart="Which?",
        strength="linked",
        because="Because.",
    )
    page = cast.client(cast.alice).get(SUGGESTIONS).content.decode()
    assert page.count("Not for all") == 2
