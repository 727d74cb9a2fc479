"""Every sentence, for every kind and state: what each must and must not say."""

import re
from dataclasses import replace

import numpy as np
import pytest

from journal.patterns import KINDS, State, parameters
from journal.patterns.engine.summary import Summary
from journal.patterns.number_words import between, count, listed, plain

from .cast import CAST, LATER, diary, pattern, read, walk

SHARES = tuple(KINDS)[6:]
NEVER = (
    r"\bcauses?\b|\bcaused\b|\bbecause\b|\bshould\b|\bmust\b|\btry\b|\bavoid\b|\bstop\b|\bkeep\b"
    r"|\brisk\b|\bstenosis\b|\bstrain\b|\bsciatica\b|\bdoctor\b|\bmay\b|\bmight\b|\bpossibly\b"
    r"|\bpainkiller|\bmedicine|\btablet|\bsignificant|\bnan\b|\bNone\b"
)

PLAIN = Summary(
    state=State.SO_FAR,
    direction=1,
    estimate=1.5,
    low=1.1,
    high=1.9,
    used=30,
    at_ceiling=0,
    cut_short=0,
    days=60,
    distinct_days=30,
    yes=12,
    usable=30,
    early=14,
    late=16,
    baseline_days=30,
    following_days=30,
    programme="knee rolls",
    shortest=8,
    comfortable=34,
    minutes_sd=8.0,
    reach=1.0,
)
VALUES = {
    State.TOO_EARLY: (None, None, None, 0),
    State.SO_FAR: (1.5, 0.4, 2.6, 1),
    State.LINKED: (1.5, 1.1, 1.9, 1),
    State.NO_CLEAR_LINK: (0.1, -0.4, 0.6, 0),
    State.CANNOT_TELL: (0.4, -0.9, 1.7, 0),
}


def summary(kind: str, state: State, **changes: object) -> Summary:
    estimate, low, high, direction = VALUES[state]
    found = replace(
        PLAIN,
        state=state,
        direction=direction,
        estimate=estimate,
        low=low,
        high=high,
        used=3 if state is State.TOO_EARLY else 30,
    )
    if kind in SHARES and state is not State.TOO_EARLY:
        found = replace(found, estimate=0.4, low=0.27, high=0.55)
    if kind == "comfortable_minutes" and state is not State.TOO_EARLY:
        found = replace(found, estimate=17.4, low=14.2, high=23.1)
    if kind == "pain_level":
        found = replace(found, early_pain=3.2, early_minutes=15, late_pain=4.7, late_minutes=22)
    return replace(found, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "state"),
    [(kind, state) for kind in KINDS for state in State if KINDS[kind].reachable[state]],
)
def test_every_sentence_keeps_the_rules(kind, state):
    here = summary(kind, state)
    lacking = KINDS[kind].needs(here)
    text = KINDS[kind].sentence(here, lacking)
    assert text[0].isupper()
    assert text.endswith(".")
    assert not re.search(NEVER, f"{text} {' '.join(lacking)}", re.IGNORECASE), text
    assert ("so far" in text.lower()) == (state is State.SO_FAR)
    assert ("usually" in text or "go with" in text or "goes with" in text) == (
        state is State.LINKED
    )
    assert re.search(r"\d", text)
    if state is State.TOO_EARLY:
        assert text.startswith("Too early to say")
        assert all(need in text for need in lacking)
        assert not re.search(r"higher|lower|rising|falling", text) or "whether" in text


def test_what_comes_before_the_figures_says_no_less_than_they_do():
    for kind in KINDS.values():
        for state, sides in kind.reachable.items():
            for side in sides:
                said = kind.short_sentence(state, side)
                if state is State.TOO_EARLY or not kind.short_sentences:
                    assert said == ""
                else:
                    assert said.startswith("It cannot be told yet") == (state is State.CANNOT_TELL)
                    assert ("So far" in said) == (state is State.SO_FAR)


def test_a_claim_without_a_sentence_of_its_own_leaves_the_word_to_the_figures(monkeypatch):
    trend = KINDS["trend"]
    monkeypatch.setattr(type(trend), "short_sentences", {(State.LINKED, 1): "More than before."})
    assert trend.short_sentence(State.LINKED, 1) == "More than before."
    assert trend.short_sentence(State.LINKED, -1) == ""
    assert trend.short_sentence(State.CANNOT_TELL, 0).startswith("It cannot")


@pytest.mark.parametrize("kind", list(KINDS)[:6])
def test_linked_sentences_carry_the_size_and_the_interval(kind):
    text = KINDS[kind].sentence(summary(kind, State.LINKED), ())
    figures = ["17", "14", "23"] if kind == "comfortable_minutes" else ["1.5", "1.1", "1.9"]
    assert all(figure in text for figure in figures)


def test_linked_sentences_say_which_way():
    up, down = (
        {
            kind: KINDS[kind].sentence(
                summary(kind, State.LINKED, direction=side, estimate=side * 1.5), ()
            )
            for kind in ("typical_rise", "trend", "time_of_day")
        }
        for side in (1, -1)
    )
    assert "a rise in pain" in up["typical_rise"]
    assert "a fall in pain" in down["typical_rise"]
    assert "rising pain" in up["trend"]
    assert "falling pain" in down["trend"]
    assert "more pain" in up["time_of_day"]
    assert "less pain" in down["time_of_day"]


def test_a_few_sentences_word_for_word():
    assert KINDS["rise_with_minutes"].sentence(summary("rise_with_minutes", State.LINKED), ()) == (
        "Each further 10 minutes of walking goes with about 1.5 points more pain "
        "(between 1.1 and 1.9 points more, over 30 walks)."
    )
    assert KINDS["eased_by_sitting"].sentence(summary("eased_by_sitting", State.LINKED), ()) == (
        "Sitting usually brought the pain down: on 12 of 30 walks where it was tried "
        "(a range of 27 to 55%)."
    )
    early = summary("typical_rise", State.TOO_EARLY)
    typical = KINDS["typical_rise"]
    assert typical.sentence(early, typical.needs(early)) == (
        "Too early to say whether a walk raises your pain: 3 walks can be used. "
        "Missing: 2 more walks."
    )


LINEAR = ("typical_rise", "rise_with_minutes", "trend", "since_programme", "time_of_day")


@pytest.mark.parametrize("kind", LINEAR)
def test_a_range_that_leaves_out_zero_is_not_called_too_wide(kind):
    """It is held back by other evidence, which more walks like these need not bring."""
    one_sided = {"estimate": -2.3, "low": -2.9, "high": -1.7, "since_known": True}
    here = summary(kind, State.CANNOT_TELL, **one_sided)
    text = KINDS[kind].sentence(here, ())
    assert "such a range also turns up" in text
    assert "too wide" not in text
    assert "or to nothing" not in text
    assert KINDS[kind].needs(here) == ()
    for low in (-0.9, 0.02):
        holding_zero = replace(here, estimate=0.4, low=low, high=0.8)
        assert "too wide" in KINDS[kind].sentence(holding_zero, ())


def test_falling_pain_is_not_promised_to_be_told_soon():
    """The pain before walks falls; what a walk adds does not, so the trend stays untold."""
    fading = diary(
        70,
        minutes=lambda n: 15 + n * 7 % 4 * 5,
        pain_before=lambda n: round(7 - n * 0.08 + n * 5 % 3 - 1),
        pain_after=lambda n: round(8 - n * 0.08 + n * 7 % 3 - 1),
    )
    found = pattern("trend", fading)
    assert found.state is State.CANNOT_TELL
    assert found.high < 0
    assert found.needs == ()
    assert "too wide" not in found.sentence


def test_without_a_programme_there_is_nothing_to_compare():
    found = pattern("since_programme", CAST["Bob"])
    assert found.sentence.startswith("No exercises with a start date are on record")
    assert found.needs == ("the date on which exercises began",)


@pytest.mark.parametrize("kind", KINDS)
def test_taking_a_claim_back_names_both_days(kind):
    text = KINDS[kind].withdrawn("3 March 2026", "9 April 2026")
    assert "3 March 2026" in text
    assert "9 April 2026" in text
    assert not re.search(NEVER, text, re.IGNORECASE)


@pytest.mark.parametrize("name", CAST)
def test_what_the_cast_is_told_keeps_the_rules(name):
    for each in read(CAST[name], LATER).patterns:
        assert not re.search(NEVER, each.sentence, re.IGNORECASE), each.sentence
        assert each.unit
        assert each.version
        assert (each.level, each.kind == "comfortable_minutes") in ((0.9, False), (0.8, True))


class TestNeeds:
    def test_counts_exactly_what_is_missing(self):
        few = diary(3, minutes=lambda n: 10 + 10 * n)
        assert pattern("typical_rise", few).needs == ("2 more walks",)
        assert pattern("rise_with_minutes", few).needs == ("9 more walks",)
        assert pattern("trend", few).needs == (
            "17 more walks",
            "38 more days from the first walk to the last",
        )
        assert pattern("time_of_day", few).needs == (
            "5 more walks before noon",
            "8 more walks after noon",
        )

    def test_what_is_missing_is_enough(self):
        walks = diary(5)
        assert pattern("typical_rise", walks[:3]).state is State.TOO_EARLY
        assert pattern("typical_rise", walks).state is not State.TOO_EARLY
        trend = diary(22)
        assert pattern("trend", trend[:21]).needs == (
            "2 more days from the first walk to the last",
        )
        assert pattern("trend", trend).state is not State.TOO_EARLY

    def test_no_length_beyond_the_longest_comfortable_walk(self):
        """Walks over 20 minutes all hurt here; none of that length is ever named."""
        walks = diary(
            14,
            minutes=lambda n: 8 + 3 * n,
            pain_after=lambda n: 3 + (3 if 8 + 3 * n > 20 else n % 2),
        )
        for kind in ("rise_with_minutes", "comfortable_minutes"):
            for need in pattern(kind, walks).needs:
                assert all(int(m) <= 20 for m in re.findall(r"of about (\d+)", need))
        here = summary("comfortable_minutes", State.CANNOT_TELL, comfortable=31, shortest=12)
        assert KINDS["comfortable_minutes"].needs(here) == (
            "two walks of about 10 minutes and two of about 30 would tell more",
        )
        alike = diary(20, minutes=lambda n: 28 + 2 * (n % 2))
        assert pattern("rise_with_minutes", alike).needs == ("walks that differ more in length",)

    def test_lengths_that_are_named_can_bring_what_is_missing(self):
        """Walks of 10 and of 20 minutes differ too little, however many there are."""
        alike = diary(20, minutes=lambda n: 10 + 10 * (n % 2))
        assert pattern("rise_with_minutes", alike).needs == ("walks that differ more in length",)
        here = summary(
            "rise_with_minutes", State.TOO_EARLY, used=12, minutes_sd=5.0, comfortable=25
        )
        (need,) = KINDS["rise_with_minutes"].needs(here)
        short, long = map(int, re.findall(r"\d+", need))
        pairs = [short, long] * 10
        assert np.std(pairs) >= parameters.SLOPE_SD

    def test_a_few_walks_more_are_not_said_to_tell_a_limit_that_many_did_not(self):
        many = summary("comfortable_minutes", State.CANNOT_TELL, used=3000)
        assert KINDS["comfortable_minutes"].needs(many) == ()

    @pytest.mark.parametrize("sd", [6.0, 7.0])
    def test_two_lengths_apart_tell_a_slope_sooner(self, sd):
        """As many of them as are named narrow the interval as much as the many like these."""
        here = summary(
            "rise_with_minutes",
            State.CANNOT_TELL,
            estimate=0.2,
            low=-0.4,
            high=0.8,
            minutes_sd=sd,
            reach=parameters.SPREAD * sd / 10,
            comfortable=46,
            shortest=12,
        )
        (need,) = KINDS["rise_with_minutes"].needs(here)
        told = r"about (\d+) more walks .* more, or (\d+) of about 10 minutes and \2 of about 45"
        like_these, pairs = map(int, re.fullmatch(told, need).groups())
        assert 2 * pairs < like_these
        made = np.random.default_rng(1).normal(0, 1, here.used)
        made = 28 + sd * (made - made.mean()) / made.std(ddof=1)
        many = here.used + like_these
        few = np.concatenate([made, [10] * pairs, [45] * pairs])
        assert few.var() * len(few) >= 0.9 * sd**2 * many

    def test_wider_intervals_need_more_walks(self):
        def walks_needed(high):
            here = summary("typical_rise", State.CANNOT_TELL, low=-0.9, high=high)
            return int(re.search(r"\d+", KINDS["typical_rise"].needs(here)[0]).group())

        assert walks_needed(1.0) < walks_needed(1.2) < walks_needed(1.4)

    def test_a_claim_needs_nothing(self):
        assert KINDS["trend"].needs(summary("trend", State.LINKED)) == ()
        assert KINDS["trend"].needs(summary("trend", State.NO_CLEAR_LINK)) == ()

    def test_a_rise_is_never_asked_for(self):
        easy = [walk(n, pain_after=3 + 2 * (n < 2)) for n in range(12)]
        found = pattern("comfortable_minutes", easy)
        assert not any("with a rise of 2" in need for need in found.needs)


class TestWords:
    def test_plain_numbers(self):
        assert [plain(v) for v in (0, 0.04, -0.25, 1.0, 1.96)] == ["0", "0", "0.3", "1", "2"]

    def test_counts(self):
        assert (count(1, "walk"), count(2, "walk")) == ("1 walk", "2 walks")

    def test_intervals_around_zero(self):
        assert between(0.3, 1.2) == "between 0.3 and 1.2 points higher"
        assert between(-1.2, -0.3) == "between 0.3 and 1.2 points lower"
        assert between(-0.2, 1.0) == "between 0.2 points lower and 1 point higher"
        assert between(-0.02, 1.0) == "between 0 and 1 point higher"

    def test_lists(self):
        assert listed(()) == ""
        assert listed(("a",)) == "a"
        assert listed(("a", "b", "c")) == "a, b and c"


def legs_on(*yes: bool) -> str:
    walks = diary(len(yes), leg_symptoms=lambda number: "one" if yes[number] else "none")
    return pattern("leg_symptoms", walks).sentence


def test_symptoms_that_come_with_nearly_all_walks_only_lately_are_told_of_lately():
    often = legs_on(*[number % 3 == 0 for number in range(44)], *[True] * 10)
    assert "on 25 of 54 walks with an answer" in often
    assert often.endswith("Lately: of the last 10 it was so on 10, of the 44 before them on 15.")
    gone = legs_on(*[True] * 30, *[False] * 10)
    assert gone.endswith("Lately: of the last 10 it was so on 0, of the 30 before them on 30.")


def test_symptoms_as_often_as_ever_or_of_few_walks_are_told_of_the_whole_log_alone():
    assert "Lately" not in legs_on(*[number % 2 == 0 for number in range(60)])
    assert "Lately" not in legs_on(*[False] * 19, *[True] * 10)
