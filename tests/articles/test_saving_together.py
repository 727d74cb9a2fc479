"""Two people on the same draft: each keeps what they wrote, and chooses where both changed it."""

from collections import Counter

import pytest
from django.contrib.auth.models import Permission

from articles.models import Edition
from articles.office.edition.answer_forms import AnswerForm
from articles.office.edition.edition_form import BaseSnapshot, EditionForm
from articles.text.plain_text import plain_text
from tests.cast import make_answer, make_draft, make_figure, make_source
from tests.forms import admin_form
from tests.office import (
    change_url,
    errors_of,
    everything,
    messages_of,
    post_act,
    save,
    with_answers,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


class Two:
    """Ed and Pia have the same draft open; Pia saves first."""

    def __init__(self, cast) -> None:
        self.draft = make_draft(author=cast.ed, questions=2)
        self.first, self.second = self.draft.answers.all()
        self.cast = cast
        self.ed, self.pia = cast.client(cast.ed), cast.client(cast.pia)
        self.opened = admin_form(self.ed.get(change_url(self.draft)))

    def pia_saves(self, *answers, **fields) -> None:
        response = save(self.pia, self.draft, *answers, **fields)
        assert response.status_code == 302, errors_of(response)

    def ed_saves(self, *answers, **fields):
        data = with_answers(self.opened | fields, *answers)
        return self.ed.post(change_url(self.draft), data)

    def ed_chooses(self, response, *choices: str, **fields):
        chosen = {f"choose-{number}": choice for number, choice in enumerate(choices)}
        return self.ed.post(change_url(self.draft), admin_form(response) | chosen | fields)

    @property
    def stored(self) -> Edition:
        return Edition.objects.get()


@pytest.fixture
def two(cast) -> Two:
    return Two(cast)


def asked(response) -> list[tuple[str, str, str, str]]:
    return [(c.label, c.was, c.theirs, c.mine) for c in response.context["conflicts"]]


def test_what_only_one_of_them_changed_is_kept_of_both(two):
    source = make_source()
    two.pia_saves(
        title="Pia’s title",
        **{"answers-0-short_answer": "Pia’s.", "answers-1-sources": [str(source.pk)]},
    )
    response = two.ed_saves(summary="Ed’s summary.", **{"answers-0-body": "<p>Ed’s.</p>"})
    assert response.status_code == 302, errors_of(response)
    assert (two.stored.title, two.stored.summary) == ("Pia’s title", "Ed’s summary.")
    answer = two.stored.answers.first()
    assert (answer.short_answer, answer.body) == ("Pia’s.", "<p>Ed’s.</p>")
    assert list(two.second.sources.all()) == [source]
    said = messages_of(response)[0]
    assert said.startswith("Pia Blisher saved this draft while you had it open.")
    for place in ("Title", f"“{two.first.wording}”: Short answer", "Sources"):
        assert place in said


def test_what_both_changed_is_asked_for_before_anything_is_stored(two):
    was = two.draft.title
    two.pia_saves(title="Pia’s title", **{"answers-1-body": "<p>Pia’s <b>text</b>.</p>"})
    before = everything()
    body = {"answers-1-body": "<p>Ed’s text.</p>"}
    response = two.ed_saves(title="Ed’s title", summary="Ed’s summary.", **body)
    assert response.status_code == 200
    assert everything() == before
    body_was = plain_text(two.second.body)
    assert asked(response) == [
        ("Title", was, "Pia’s title", "Ed’s title"),
        (f"“{two.second.wording}”: Body", body_was, "Pia’s text.", "Ed’s text."),
    ]
    page = response.content.decode()
    assert "You and somebody else changed the same words" in page
    assert page.index("conflicts-heading") > page.index('id="edition_form"')  # sent with the form
    response = two.ed_chooses(response, "theirs", "mine")
    assert response.status_code == 302, errors_of(response)
    stored = two.stored
    assert (stored.title, stored.summary) == ("Pia’s title", "Ed’s summary.")
    assert stored.answers.last().body == "<p>Ed’s text.</p>"


def test_two_orders_of_figures_are_asked_for_and_sources_have_none(cast):
    figures, sources = [make_figure() for _ in range(3)], [make_source(), make_source()]
    draft = make_draft(author=cast.ed, questions=1)
    answer = draft.answers.get()
    answer.set_figures(figures)
    answer.sources.set(sources)
    ed, pia = cast.client(cast.ed), cast.client(cast.pia)
    opened = admin_form(ed.get(change_url(draft)))

    def sent(*places: int) -> dict:
        chosen = [str(figures[place].pk) for place in places]
        turned = [str(source.pk) for source in (sources if places[0] else sources[::-1])]
        return {"answers-0-figures": chosen, "answers-0-sources": turned}

    assert save(pia, draft, **sent(1, 0, 2)).status_code == 302
    response = ed.post(change_url(draft), opened | sent(0, 2, 1))
    said = [
        "\n".join(str(figures[place]) for place in order)
        for order in ((0, 1, 2), (1, 0, 2), (0, 2, 1))
    ]
    assert asked(response) == [(f"“{answer.wording}”: Figures", *said)]
    chosen = admin_form(response) | {"choose-0": "theirs"}
    assert ed.post(change_url(draft), chosen).status_code == 302
    assert answer.edition.answers.get().figures == [figures[place] for place in (1, 0, 2)]


@pytest.mark.parametrize("granted", ["", "view_answer", "delete_answer"])
def test_who_may_change_a_draft_may_change_its_answers(two, granted):
    two.cast.ed.groups.clear()
    codenames = ("change_edition", granted)
    two.cast.ed.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    page = two.ed.get(change_url(two.draft))
    two.opened = admin_form(page)
    assert ("answers-0-DELETE" in page.content.decode()) == (granted == "delete_answer")
    two.pia_saves(title="Pia’s title")
    response = two.ed_saves(summary="Ed’s summary.", **{"answers-0-body": "<p>Ed’s.</p>"})
    assert response.status_code == 302, errors_of(response)
    assert (two.stored.title, two.stored.summary) == ("Pia’s title", "Ed’s summary.")
    assert two.stored.answers.first().body == "<p>Ed’s.</p>"


def test_a_choice_that_is_not_made_is_asked_for_again(two):
    two.pia_saves(title="Pia’s title", summary="Pia’s summary.")
    response = two.ed_saves(title="Ed’s title", summary="Ed’s summary.")
    response = two.ed_chooses(response, "mine")
    assert response.status_code == 200
    assert [label for label, *_ in asked(response)] == ["Summary"]
    assert two.stored.title == "Pia’s title"
    response = two.ed_chooses(response, "theirs")
    assert response.status_code == 302
    assert (two.stored.title, two.stored.summary) == ("Ed’s title", "Pia’s summary.")


def test_keeping_mine_takes_what_was_written_while_choosing(two):
    two.pia_saves(title="Pia’s title")
    response = two.ed_saves(title="Ed’s title")
    assert two.ed_chooses(response, "mine", title="The best of both").status_code == 302
    assert two.stored.title == "The best of both"


def test_who_saves_while_the_other_chooses_is_asked_about_too(two):
    two.pia_saves(title="Pia’s title")
    response = two.ed_saves(title="Ed’s title")
    two.pia_saves(title="Pia’s second title", summary="Pia’s summary.")
    response = two.ed_chooses(response, "mine")
    assert asked(response) == [("Title", "Pia’s title", "Pia’s second title", "Ed’s title")]
    assert two.ed_chooses(response, "mine").status_code == 302
    assert (two.stored.title, two.stored.summary) == ("Ed’s title", "Pia’s summary.")


def test_questions_that_both_add_are_all_there_in_order(two):
    row = {"short_answer": "S.", "body": "<p>B.</p>", "position": "9"}
    two.pia_saves(row | {"wording": "Pia’s?"})
    response = two.ed_saves(row | {"wording": "Ed’s?"})
    assert response.status_code == 302, errors_of(response)
    wordings = [answer.wording for answer in two.stored.answers.all()]
    assert wordings[:2] == [two.first.wording, two.second.wording]
    assert sorted(wordings[2:]) == ["Ed’s?", "Pia’s?"]


def test_a_form_that_is_sent_twice_adds_its_question_once(two):
    """A double click, or a save whose answer was lost and that is sent again."""
    row = {"wording": "New?", "short_answer": "S.", "body": "<p>B.</p>", "position": "9"}
    assert two.ed_saves(row, title="Ed’s").status_code == 302
    response = two.ed_saves(row, title="Ed’s")
    assert response.status_code == 302, errors_of(response)
    assert [answer.wording for answer in two.stored.answers.all()][2:] == ["New?"]


def test_an_anchor_that_is_made_is_none_that_was_typed_in_a_row_below(two):
    row = {"wording": "Does it help?", "short_answer": "S.", "body": "<p>B.</p>"}
    response = two.ed_saves(row, row | {"anchor": "does-it-help"})
    assert response.status_code == 302, errors_of(response)
    anchors = [answer.question.anchor for answer in two.stored.answers.all()][2:]
    assert anchors == ["does-it-help-2", "does-it-help"]


NEW = {"wording": "New?", "short_answer": "S.", "body": "<p>B.</p>", "position": "9"}


def test_a_save_that_was_never_answered_is_no_other_persons(two):
    """It was stored, its page was stopped and stayed, and more was written into it."""
    two.ed_saves(NEW, title="Ed’s", attempts="first")
    longer = NEW | {"body": "<p>B, and more.</p>"}
    response = two.ed_saves(longer, title="Ed’s, and more", attempts="first second")
    assert response.status_code == 302, errors_of(response)
    assert messages_of(response)[0].count("saved this draft") == 0
    assert two.stored.title == "Ed’s, and more"
    assert [answer.body for answer in two.stored.answers.all()][2:] == [longer["body"]]


def test_a_question_of_a_save_without_an_answer_can_be_taken_out_again(two):
    two.ed_saves(NEW, attempts="first")
    assert two.ed_saves(attempts="first second").status_code == 302
    assert list(two.stored.answers.all()) == [two.first, two.second]


def test_what_somebody_saved_after_a_save_without_an_answer_is_asked_about(two):
    two.ed_saves(title="Ed’s", attempts="first")
    two.pia_saves(title="Pia’s title")
    response = two.ed_saves(title="Ed’s, and more", attempts="first second")
    assert [theirs for _, _, theirs, _ in asked(response)] == ["Pia’s title"]
    assert two.stored.title == "Pia’s title"


def test_a_question_that_the_other_took_out_stays_out_unless_i_changed_it(two):
    two.pia_saves(**{"answers-0-DELETE": "on", "answers-1-DELETE": "on"})
    response = two.ed_saves(**{"answers-1-short_answer": "Mine."})
    assert [(label, theirs) for label, _, theirs, _ in asked(response)] == [
        (f"“{two.second.wording}”: The whole question", "Taken out.")
    ]
    assert not two.stored.answers.exists()
    anchor = two.second.question.anchor
    response = two.ed_chooses(response, "mine")
    assert response.status_code == 302, errors_of(response)
    answer = two.stored.answers.get()
    assert (answer.short_answer, answer.question.anchor) == ("Mine.", anchor)


def test_a_question_that_the_other_took_out_goes_if_i_agree(two):
    two.pia_saves(**{"answers-1-DELETE": "on"})
    response = two.ed_saves(**{"answers-1-short_answer": "Mine."})
    assert two.ed_chooses(response, "theirs").status_code == 302
    assert list(two.stored.answers.all()) == [two.first]


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_question_that_i_take_out_and_the_other_changed_is_asked_for(two, choice):
    two.pia_saves(**{"answers-1-short_answer": "Pia’s."})
    response = two.ed_saves(**{"answers-1-DELETE": "on"})
    assert asked(response)[0][3] == "Taken out."
    assert two.ed_chooses(response, choice).status_code == 302
    left = [answer.short_answer for answer in two.stored.answers.all()]
    assert left == [two.first.short_answer] + (["Pia’s."] if choice == "theirs" else [])


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_two_orders_are_asked_for(two, choice):
    third = make_answer(two.draft, position=3)
    two.opened = admin_form(two.ed.get(change_url(two.draft)))
    two.pia_saves(**{"answers-0-position": "5"})
    response = two.ed_saves(**{"answers-2-position": "0"})
    label, was, theirs, mine = asked(response)[0]
    assert label == "Order of the questions"
    assert (was.split("\n")[0], theirs.split("\n")[-1]) == (two.first.wording, two.first.wording)
    assert mine.split("\n")[0] == third.wording
    assert two.ed_chooses(response, choice).status_code == 302
    order = list(two.stored.answers.all())
    if choice == "mine":
        assert order == [third, two.first, two.second]
    else:
        assert order == [two.second, third, two.first]


def test_a_form_that_does_not_say_what_it_was_made_from_overwrites_nothing(two):
    for base in ("", "made up", two.opened["base"][:-1] + "-"):
        before = everything()
        data = {"base": base, "title": "Other", "answers-1-DELETE": "on"}
        response = two.ed_saves(**data)
        labels = [label for label, *_ in asked(response)]
        assert labels == ["Title", f"“{two.second.wording}”: The whole question"]
        assert everything() == before


def test_a_mistake_in_the_form_keeps_what_the_other_stored(two):
    two.pia_saves(summary="Pia’s summary.")
    response = two.ed_saves(title="")
    assert "This field is required." in errors_of(response)
    again = admin_form(response)
    assert again["summary"] == "Pia’s summary."
    assert two.ed.post(change_url(two.draft), again | {"title": "Ed’s"}).status_code == 302
    assert (two.stored.title, two.stored.summary) == ("Ed’s", "Pia’s summary.")


def test_ones_own_save_from_another_window_is_no_exception(two):
    assert save(two.ed, two.draft, title="From the other window").status_code == 302
    response = two.ed_saves(summary="From this one.")
    assert messages_of(response)[1].startswith("You saved this draft in another window")
    assert two.stored.title == "From the other window"


def test_a_draft_that_was_submitted_meanwhile_is_not_changed(two):
    post_act(two.pia, two.draft, "submit")
    before = everything()
    assert two.ed_saves(title="Late").status_code == 403
    assert everything() == before


def test_saving_what_nobody_else_touched_says_nothing_of_others(two):
    response = two.ed_saves(title="Ed’s")
    assert response.status_code == 302
    assert len(messages_of(response)) == 1
    assert two.stored.title == "Ed’s"


# --- Where nobody else saved since ----------------------------------------------------------------


@pytest.fixture
def made(monkeypatch) -> Counter:
    """How often each form of the edition's page is made."""
    counted: Counter = Counter()

    def counting(form_class) -> None:
        make = form_class.__init__

        def count(self, *args, **kwargs) -> None:
            counted[form_class] += 1
            make(self, *args, **kwargs)

        monkeypatch.setattr(form_class, "__init__", count)

    counting(EditionForm)
    counting(AnswerForm)
    return counted


def test_a_save_where_nobody_else_saved_makes_each_form_once(two, made):
    made.clear()
    response = two.ed_saves(title="Ed’s", **{"answers-1-body": "<p>Ed’s.</p>"})
    assert response.status_code == 302
    assert made == {EditionForm: 1, AnswerForm: 2}
    two.opened = admin_form(two.ed.get(change_url(two.draft)))
    two.pia_saves(summary="Pia’s summary.")
    made.clear()
    assert two.ed_saves(title="Ed’s second").status_code == 302
    assert made[EditionForm] == 2  # once more, for what Pia stored


def test_other_wordings_that_changed_without_the_draft_are_kept(two):
    """They belong to the question, so its own page can change them while a draft is open."""
    question = two.first.question
    question.also_asked_as = "Stored since?"
    question.save()
    assert two.ed_saves(title="Ed’s").status_code == 302
    question.refresh_from_db()
    assert question.also_asked_as == "Stored since?"


def test_a_form_from_before_versions_were_sent_along_is_still_merged(two):
    old = BaseSnapshot.read(two.opened["base"])
    two.opened["base"] = str(BaseSnapshot(old.content, old.conflicts))
    two.pia_saves(summary="Pia’s summary.")
    assert two.ed_saves(title="Ed’s").status_code == 302
    assert (two.stored.title, two.stored.summary) == ("Ed’s", "Pia’s summary.")
