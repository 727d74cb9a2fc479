"""Who searches for a warning sign is shown its card before anything else, and nobody else is."""

import re
import tomllib
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from articles.models import FailedSearch, WarningSign
from articles.search.warning_signs import signs_named_in, touched_signs
from articles.text.sign_words import SignVocabulary, read_wordings
from tests.articles.test_search_wordings import WORDINGS as EVERYDAY
from tests.cast import make_answer, make_article, make_draft, make_source, publish
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "search_index")]

DATA = Path(__file__).resolve().parent.parent / "data"
DANGER = tomllib.loads((DATA / "danger_wordings.toml").read_text(encoding="utf-8"))
_ordinary = tomllib.loads((DATA / "ordinary_wordings.toml").read_text(encoding="utf-8"))
ORDINARY = [text for group in _ordinary.values() for text in group]
STARTER = Path("articles/starter/warning_signs.toml")
MIN_UNSEEN = 26  # of thirty, when they were written


def levels_before_results(client, text: str) -> list[str]:
    page = client.get("/search/", {"q": text}).content.decode()
    main = page.partition("<main")[2]
    return re.findall(r'data-warning-sign="(\w+)"', main.partition('<ol class="results')[0])


def sign(level: str = "emergency", text: str = "Chest pain", words: str = "chest + pain, tight"):
    made = WarningSign(level=level, text=text, search_words=words, source=make_source(key=level))
    made.full_clean()
    made.save()
    return made


def is_said(line: str, text: str) -> bool:
    (wording,) = read_wordings(line)
    return wording.is_said_in(SignVocabulary([line]).read(text))


# --- Wordings as people type them ---------------------------------------------------------------


@pytest.mark.usefixtures("starter_content")
def test_each_wording_of_danger_shows_the_card_of_its_level_before_the_results(client):
    assert len(DANGER["wording"]) == 60
    missed, exercises = [], []
    for row in DANGER["wording"]:
        page = client.get("/search/", {"q": row["text"]}).content.decode().partition("<main")[2]
        above, _, results = page.partition('<ol class="results')
        if f'data-warning-sign="{row["level"]}"' not in above:
            missed.append(row["text"])
        if row["level"] == "emergency" and "-movements/#" in results:
            exercises.append(row["text"])
    assert missed == []
    assert exercises == []


@pytest.mark.usefixtures("starter_content")
def test_so_do_most_wordings_that_nobody_chose_words_for():
    assert len(DANGER["unseen"]) == 30
    missed = [
        row["text"]
        for row in DANGER["unseen"]
        if row["level"] not in {found.level for found in touched_signs(row["text"])}
    ]
    print(*missed, sep="\n")
    assert len(missed) <= 30 - MIN_UNSEEN


@pytest.mark.usefixtures("starter_content")
@pytest.mark.parametrize(
    ("group", "at_least"),
    [
        ("further", 250),
        ("later", 480),
        ("last", 55),
        ("outside", 450),
        ("hasty", 540),
        ("phone", 500),
        ("various", 500),
    ],
)
def test_and_many_more_short_ones(group, at_least):
    written = [(text, level) for level, texts in DANGER[group].items() for text in texts]
    assert len(written) > at_least
    missed = [
        text for text, level in written if level not in {one.level for one in touched_signs(text)}
    ]
    print(*missed, sep="\n")
    assert len(missed) <= max(2, 0.03 * len(written))


@pytest.mark.usefixtures("starter_content")
def test_a_sign_is_heard_beside_what_makes_its_words_another_matter():
    written = [(text, level) for level, texts in DANGER["beside"].items() for text in texts]
    assert len(written) > 40
    muted = [
        text for text, level in written if level not in {one.level for one in touched_signs(text)}
    ]
    assert muted == []


@pytest.mark.usefixtures("starter_content")
@pytest.mark.parametrize(
    ("text", "sign_text"),
    [
        ("not numb but I cant pee", "difficulty peeing"),
        ("no fever but lost two stone", "losing weight"),
        ("I can pee fine but both legs are numb", "both legs"),
        ("no chest pain but i feel faint with back pain", "feeling faint"),
        ("my legs are not weak but my bottom is numb", "buttocks"),
        ("dont have a fever just a lump on my spine", "lump"),
        ("no trouble with bladder, can't feel my legs though", "both legs"),
        ("no cancer but pain wakes me at night", "worse at night"),
        ("havent lost weight but have a high temperature", "high temperature"),
        ("never had steroids, had breast cancer", "cancer"),
    ],
)
def test_a_sign_is_heard_beside_one_that_is_denied(text, sign_text):
    assert any(sign_text in found.text for found in touched_signs(text))


# What also has a harmless sense, where somebody is in danger all the same.
IN_DANGER = {
    "have had a fall": [
        "since this fall my back hurts",
        "after every fall my back hurts",
        "fell side on to the ground",
    ],
    "high temperature": [
        "fever episodes and back pain",
        "a chill in my bones",
        "bad chill with back pain",
    ],
    "Chest pain": [
        "fell short of breath",
        "had a heart attack episode",
        "heart attack dog walking",
    ],
    "immune system is weak": ["please help my immune system is shot", "immune system weak, help"],
    "difficulty peeing": [
        "bladder tube blocked",
        "toilet break cannot go",
        "pee breaks every minute",
        "back pain makes me pee more",
        "I am dying to go, nothing comes out",
    ],
    "Loss of control of your bladder": [
        "wet the bed in hot nights",
        "peed by accident",
        "how should I sleep I pee without noticing",
        "how can I stop peeing without control",
    ],
    "serious accident": [
        "injured by a car accident",
        "my wife witnessed my accident",
        "reported my accident to the police",
        "fell top of the stairs",
        "he kicked me in the spine",
        "he pushed me to the floor",
    ],
    "around your genitals": [
        "how to sit without feeling between my legs",
        "my bum falls asleep",
        "groin fell asleep and stays so",
    ],
    "both legs": ["how can i walk without feeling in my legs", "my  legs\u00a0are \u200b week"],
    "ending your life": [
        "thinking of kms",
        "thinking about kms every day",
        "going to kms today",
        "suic1de",
        "they'd all be  happier without me",
    ],
}


@pytest.mark.usefixtures("starter_content")
@pytest.mark.parametrize("sign_text", IN_DANGER)
def test_a_sign_is_heard_where_its_words_have_a_harmless_sense_too(sign_text):
    for text in IN_DANGER[sign_text]:
        assert any(sign_text in found.text for found in touched_signs(text)), text


@pytest.mark.usefixtures("starter_content")
def test_the_harmless_sense_alone_shows_no_card():
    for text in [
        "does walking help my immune system",
        "pee break on a hike",
        "how many kms a day",
        "hundreds of kms",
        "how to walk without feeling pain",
        "he beat me in the race",
        "report an accident",
        "attack dog on walk",
    ]:
        assert touched_signs(text) == [], text


@pytest.mark.usefixtures("starter_content")
def test_who_cannot_do_a_thing_is_not_asked_about_despair():
    """Small words tell: *can't go on* is not *can't go for a walk*."""
    for text in ["cant go for a walk", "not going out today", "ending my walk slowly"]:
        assert touched_signs(text) == [], text
    for text in ["cant go on", "cant carry on any more", "should i end it", "ending it all"]:
        assert "ending your life" in touched_signs(text)[0].text, text


@pytest.mark.usefixtures("starter_content")
def test_who_thinks_of_suicide_is_told_who_listens(client, settings):
    """Of them alone: the card asks for no back pain, and the emergency number stays the first."""
    page = client.get("/search/?q=i+want+to+die").content.decode()
    assert "back pain and:" not in page
    first, second = (f'href="tel:{each}"' for each in (settings.EMERGENCY_NUMBER, "116123"))
    assert 0 < page.index(first) < page.index(second)
    assert settings.HELP_LISTENING in page
    assert second in client.get("/get-help/").content.decode()
    other = client.get("/search/?q=chest+pain").content.decode()
    assert first in other
    assert second not in other
    settings.HELP_LISTENING = ""  # in a country whose numbers nobody has set
    assert second not in client.get("/search/?q=i+want+to+die").content.decode()


def test_a_sign_is_of_despair_by_its_own_field_and_by_no_search_word(client, settings):
    made = sign(text="Dark thoughts", words="suicide")

    def card() -> str:
        return client.get("/search/", {"q": "suicide"}).content.decode().partition("<main")[2]

    assert "You have back pain and:" in card()
    assert settings.HELP_LISTENING not in card()
    made.is_despair = True
    made.save()
    assert "You have:" in card()
    assert settings.HELP_LISTENING in card()


def test_signs_from_before_the_field_are_of_despair_by_the_word_that_decided():
    made, other = sign(words="kill myself\nsuicide, suicidal"), sign("urgent", words="fever")
    migration = import_module("articles.migrations.0016_signs_of_despair")
    migration.mark(apps, SimpleNamespace(connection=connection))
    for each, is_despair in ((made, True), (other, False)):
        each.refresh_from_db()
        assert each.is_despair is is_despair
        assert each.history.get().is_despair is is_despair


@pytest.mark.usefixtures("starter_content")
def test_a_sign_that_is_denied_is_shown_all_the_same():
    """Who can tell *no chest pain* from *no, chest pain*? One card too many harms nobody."""
    for text in ["no chest pain", "no fever", "i can pee fine", "no bladder problems"]:
        assert touched_signs(text), text


@pytest.mark.usefixtures("starter_content")
def test_hardly_any_everyday_search_shows_a_card():
    assert len(EVERYDAY) == 150
    assert len(ORDINARY) > 2000
    everyday = [row["text"] for row in EVERYDAY if touched_signs(row["text"])]
    ordinary = [text for text in ORDINARY if touched_signs(text)]
    print(*everyday, *ordinary, sep="\n")
    assert len(everyday) <= 3
    assert len(ordinary) <= 0.025 * len(ORDINARY)


@pytest.mark.usefixtures("starter_content")
def test_every_sign_is_found_by_each_of_its_words_alone():
    """What is said by one term of each part says the line, whichever term."""
    for row in tomllib.loads(STARTER.read_text(encoding="utf-8"))["sign"]:
        for line in row["search_words"]:
            said = line.partition(" but not ")[0].split("+")
            first, *others = [part.split(",") for part in said]
            for term in first:
                text = " ".join([term, *(part[0] for part in others)])
                assert row["text"] in {found.text for found in touched_signs(text)}, text


@pytest.mark.usefixtures("starter_content")
@pytest.mark.parametrize(
    "text",
    [
        "when to get help",
        "when to see a doctor",
        "warning signs",
        "emergency",
        "red flags",
        "999",
    ],
)
def test_the_page_of_help_is_found_by_its_names(client, text):
    assert levels_before_results(client, text)[0] == "emergency"
    page = client.get("/search/", {"q": text}).content.decode().partition("<main")[2]
    assert reverse("articles:get_help") in page.partition('<ol class="results')[0]


# --- What is shown ------------------------------------------------------------------------------


def test_the_card_has_the_sign_the_number_and_the_way_to_all_signs(client, settings):
    sign()
    page = client.get("/search/", {"q": "tight chest"}).content.decode().partition("<main")[2]
    card = page.partition('data-warning-sign="emergency"')[2].partition("</section>")[0]
    assert "Chest pain" in card
    assert f'href="tel:{settings.EMERGENCY_NUMBER}"' in card
    assert f"({settings.HELP_COUNTRY})" in card
    assert reverse("articles:get_help") in card


def test_only_signs_that_are_touched_are_shown_the_most_urgent_first(client):
    sign(level="soon", text="Weak leg", words="leg + weak")
    sign(level="urgent", text="Fever", words="fever")
    sign()
    page = client.get("/search/", {"q": "weak leg and tight chest"}).content.decode()
    assert re.findall(r'data-warning-sign="(\w+)"', page) == ["emergency", "soon"]
    assert page.index("Chest pain") < page.index("Weak leg")
    assert "Fever" not in page


def test_who_asks_for_help_itself_sees_every_sign_of_the_level(client, settings):
    sign()
    sign(level="urgent", text="Fever", words="fever")
    assert [one.text for one in touched_signs(settings.EMERGENCY_NUMBER)] == ["Chest pain"]
    assert [one.text for one in touched_signs(settings.URGENT_NUMBER)] == ["Fever"]


def test_a_card_stands_above_results_and_above_none(client):
    edition = make_draft(make_article(), questions=0)
    make_answer(edition, wording="Knee to chest?")
    publish(edition)
    sign()
    assert levels_before_results(client, "chest pain") == ["emergency"]
    assert levels_before_results(client, "chest tightness xylophone tight") == ["emergency"]
    assert not FailedSearch.objects.exists()  # it was answered


def test_no_movement_is_offered_under_an_emergency(client):
    edition = make_draft(make_article(slug="movements"), questions=0)
    make_answer(edition, wording="Knee to chest", kind="movement", how_long="Ten breaths.")
    make_answer(edition, wording="Which movement hurts the chest?")
    publish(edition)
    other = make_draft(make_article(slug="walking"), questions=0)
    make_answer(other, wording="Does walking hurt the chest?")
    publish(other)

    def found() -> list[str]:
        page = client.get("/search/", {"q": "chest hurts"}).content.decode()
        return re.findall(r'href="/articles/(\w+)/#', page.partition('<ol class="results')[2])

    def offered() -> list[str]:
        questions = client.get("/search/suggest/", {"q": "chest"}).json()["questions"]
        return [question["address"].split("/")[2] for question in questions]

    assert set(found()) == set(offered()) == {"movements", "walking"}
    made = sign(words="chest")
    assert set(found()) == set(offered()) == {"walking"}
    made.level = "soon"
    made.save()
    assert set(found()) == set(offered()) == {"movements", "walking"}


def test_a_text_with_one_movement_is_offered_under_an_emergency_without_it(client):
    edition = make_draft(make_article(slug="chests"), questions=0)
    make_answer(edition, anchor="curl", wording="Chest curl", kind="movement", how_long="Ten.")
    make_answer(edition, anchor="walk", wording="Does walking hurt the chest?")
    make_answer(edition, anchor="rest", wording="Does rest help the chest?")
    publish(edition)
    sign(words="chest")
    results = client.get("/search/", {"q": "chest"}).content.decode()
    found = re.findall(r'href="/articles/chests/#(\w+)', results.partition('<ol class="results')[2])
    questions = client.get("/search/suggest/", {"q": "chest"}).json()["questions"]
    offered = {question["address"].partition("#")[2] for question in questions}
    assert set(found) == offered == {"walk", "rest"}


def test_suggestions_name_the_sign_first(client):
    assert "warnings" not in client.get("/search/suggest/", {"q": "chest pain"}).json()
    sign()
    found = client.get("/search/suggest/", {"q": "chest pain"}).json()
    assert [warning["level"] for warning in found["warnings"]] == ["emergency"]
    assert found["warnings"][0]["signs"] == ["Chest pain"]
    assert found["warnings"][0]["number"]
    assert found["warnings"][0]["address"] == reverse("articles:get_help")
    assert next(iter(found)) == "questions"


def test_changed_words_count_at_once(client):
    made = sign()
    assert levels_before_results(client, "fever") == []
    made.search_words = "fever"
    made.save()
    assert levels_before_results(client, "fever") == ["emergency"]
    assert levels_before_results(client, "chest pain") == []


def test_signs_cost_no_query_once_they_are_read(client):
    sign()
    touched_signs("chest pain")
    with_sign = count_queries(lambda: touched_signs("tight chest"))
    assert with_sign <= 1  # the content's version


@pytest.mark.usefixtures("starter_content")
def test_an_article_on_such_signs_begins_with_the_card(client):
    page = client.get("/articles/leg-pain-when-walking/").content.decode().partition("<main")[2]
    assert page.index('data-warning-sign="emergency"') < page.index("<h2 id=")
    page = client.get("/articles/painkillers/").content.decode()
    assert "data-warning-sign" not in page


def test_a_sign_is_named_in_one_sentence_not_across_two():
    sign()
    assert signs_named_in("Press your chest. It is no pain.") == []
    assert len(signs_named_in("It is fine. But pain in the chest is not.")) == 1


# --- How words are compared ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "cant pee",
        "Can't pee!",
        "CAN’T PEE",
        "cannot pee",
        "can not pee",
        "unable to pee",
        "I am not able to pee",
        "peeing: I just can't",
        "cant peee",
        "havent been peeing",
    ],
)
def test_however_it_is_typed(text):
    assert is_said("can't + pee", text)


@pytest.mark.parametrize(
    ("line", "text", "said"),
    [
        ("numb + between legs", "numb between my legs", True),
        ("numb + between legs", "legs went numb on the road home between two towns", False),
        ("legs + numb", "my leg is numb", False),
        ("chest + pain but not knee to chest", "pain with knee to chest", False),
        ("chest + pain but not knee to chest", "knee pain, then chest pain", True),
        ("chest + pain but not knee to chest", "chest pain since I do knee to chest", True),
        ("chest + pain but not knee to chest", "knee to chest is a pain", False),
        ("worried but not scan", "worried, should I have a scan", False),
        ("breastbone + pain", "pain in my breast bone", True),
        ("chest pain", "chestpain", True),
        ("chest + pain", "chst pian", True),
        ("sweating + back", "squating is bad for my back", False),
        ("casualty", "A&E", True),
        ("casualty", "a and e", True),
        ("losing weight", "how to lose weight", False),
        ("losing weight", "I'm losing weight", True),
        ("losing weight", "losing wait", True),
        ("legs + weak", "my legs are week", True),
        ("legs + weak", "week legs", True),
        ("legs + weak", "my legs hurt this week", False),
        ("legs + weak", "legs week 3", False),
        ("legs + weak", "is week two for the legs", False),
        ("legs + weak", "week legs exercises", False),
        ("legs + weak", "week legs, exercises hurt", True),
        ("leg + weakness", "leg weekness", True),
        ("weeing", "weeing", True),
        ("weeing", "wee", False),
        ("can't + wee", "cant wee", True),
        ("can't + wee", "can't go for a wee walk", False),
        ("no + wee", "no pain, a wee bit stiff", True),
        ("no + wee", "no pain, it is a wee bit stiff", False),
        ("hurting myself", "i keep hurting my self", True),
        ("hurting myself", "i hurt myself lifting", False),
        ("months + had it", "I've had it for months", True),
        ("months + like this", "been like this months", True),
        ("months + had it", "walked for months", False),
        ("can't hold it", "cant hold it in", True),
        ("can't hold it", "cant hold a plank", False),
        ("want to end it", "I want to end it", True),
        ("want to end it", "I want to end the walk", False),
        ("want to end it", "i just want it to end", True),
        ("can't go on", "I cannot go on", True),
        ("can't go on", "can't go upstairs", False),
        ("can't cope any more", "cant cope anymore", True),
        ("wet + myself", "wet my self", True),
        ("getting worse", "worse and worse", True),
        ("pain for weeks", "I've had pain for weeks", True),
        ("pain for weeks", "pain this week", False),
        ("had a fall", "had a fall hiking", True),
        ("fall", "best fall hikes", False),
        ("fall", "fall colours and leaves", False),
        ("fell", "I love fell walking", False),
        ("fell", "fell walking the dog", True),
        ("fell", "feel off the ladder", True),
        ("A&E", "a and e", True),
        ("AAA", "triple a", True),
        ("AAA", "AAA batteries", False),
        ("erection, ED", "ED since my back went", True),
        ("erection, ED", "Ed the physio", False),
        ("kms", "10 kms a day", False),
        ("kms", "I just want to kms", True),
        ("suicide", "s*icide", True),
        ("crash", "a van ran into the back of us", True),
        ("crash", "ran into an old friend", False),
        ("assaulted", "my husband pushed me", True),
        ("assaulted", "he beat me to the top", False),
        ("better dead", "the kids are better off without me", True),
        ("overdose", "took 30 paracetamol", True),
        ("overdose", "took 2 paracetamol", False),
        ("fever", "38.5", True),
        ("fever", "size 38.5 boots", False),
        ("temperature", "temperature of 25 degrees", False),
        ("temperature", "temperature of 39 degrees", True),
        ("both legs", "left leg was numb and now the right leg", True),
        ("can't + pee", "I need to go but I can't", True),
        ("can't + pee", "I need to go but I can't find my boots", False),
        ("leak", "my boots are leaking", False),
        ("leak", "leaking in my boots", True),
        ("accident", "walked past an accident", False),
        ("accident", "my past accident", True),
        ("dying", "dying to try nordic walking", False),
        ("dying", "am I dying", True),
    ],
)
def test_what_says_a_line_and_what_does_not(line, text, said):
    assert is_said(line, text) is said


@pytest.mark.parametrize(
    "words",
    [
        "pain",
        "numb\nback",
        "can't do",
        "chest +",
        "worse, chest",
        "chest but not pain",
        "chest but not chest",
    ],
)
def test_words_that_every_second_search_has_are_refused(words):
    with pytest.raises(ValidationError):
        sign(words=words)


@pytest.mark.parametrize("text", ["", "?!", "😀", "\x00", "a" * 100_000, "chest " * 20_000])
def test_any_text_is_fine(text):
    sign()
    assert len(touched_signs(text)) <= 1
