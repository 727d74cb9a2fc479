"""Several pictures at once: taken one by one, refused by name, and described after that."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.checklist.load import check_list
from articles.images.reading import read_image
from articles.models import Edition, Figure, FigureFile
from articles.models.figures import free_key
from articles.office import several_figures
from articles.office.several_figures import MAX_PICTURES
from tests.cast import NOW, make_article, make_draft, make_figure, png, publish_in_steps, store
from tests.office import everything, messages_of, post_act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/articles/figure/"
SEVERAL, DESCRIBE = f"{LIST}several/", f"{LIST}describe/"


def picture(name: str, colour: str = "teal", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(colour=colour) if data is None else data)


def five() -> dict:
    """Five files, of which one is none that is taken."""
    good = [picture(f"Knee roll {at}.png", f"#0000{at}0") for at in range(1, 5)]
    bad = picture("moving.gif", data=b"GIF89a and so on")
    return {"pictures": [*good[:2], bad, *good[2:]], "credit": "Ed, CC BY 4.0"}


def words(figure: Figure, **fields) -> dict[str, str]:
    values = {"alternative_text": "", "caption": "", "credit": figure.credit} | fields
    return {f"{figure.pk}-{name}": value for name, value in values.items()}


def unfinished(name: str = "knee.png", credit: str = "") -> Figure:
    return Figure(key=name.partition(".")[0], credit=credit).store(
        read_image(png()), is_unfinished=True
    )


# --- Taken --------------------------------------------------------------------------------------


def test_one_bad_file_of_five_costs_none_of_the_others(cast):
    client = cast.client(cast.ed)
    response = client.post(SEVERAL, five())
    assert (response.status_code, response["Location"]) == (302, DESCRIBE)
    figures = Figure.objects.order_by("pk")
    assert [each.key for each in figures] == [f"knee-roll-{at}" for at in range(1, 5)]
    assert {each.credit for each in figures} == {"Ed, CC BY 4.0"}
    assert not any(each.alternative_text or each.is_decorative for each in figures)
    assert FigureFile.objects.count() == 4
    assert figures[0].history.get().history_user == cast.ed
    said = messages_of(response)
    assert any(
        each.startswith("moving.gif was not taken.") and "This is a GIF" in each for each in said
    )
    assert any("Knee roll 1.png" in each and "Knee roll 4.png" in each for each in said)


def test_a_script_is_told_of_each_file_by_its_name(cast):
    response = cast.client(cast.ed).post(SEVERAL, five(), headers={"accept": "application/json"})
    files = response.json()["files"]
    assert [each["name"] for each in files][2] == "moving.gif"
    assert [bool(each["id"]) for each in files] == [True, True, False, True, True]
    assert "This is a GIF" in files[2]["why"]
    assert files[0]["text"] == "not described yet (knee-roll-1)"
    assert not messages_of(response)


def test_nothing_sent_and_too_much_sent_are_said(cast):
    client = cast.client(cast.ed)
    response = client.post(SEVERAL)
    assert response["Location"] == LIST
    assert messages_of(response) == ["No file was chosen."]
    bad = [picture(f"{at}.png", data=b"no picture") for at in range(MAX_PICTURES + 1)]
    response = client.post(SEVERAL, {"pictures": bad})
    assert f"At most {MAX_PICTURES} at once" in messages_of(response)[-1]
    long = {"pictures": [picture("a.png")], "credit": "x" * 201}
    said = messages_of(client.post(SEVERAL, long))[-1]
    assert said.startswith("a.png was not taken. Ensure this value has at most 200 characters")
    assert not Figure.objects.exists()


def test_two_who_send_a_file_of_one_name_at_once_both_have_it_stored(cast, monkeypatch):
    """The other one takes the key between the look for a free one and the row."""

    def key_that_is_taken_meanwhile(stem: str) -> str:
        key = free_key(stem)
        if key == "knee-roll":
            unfinished("knee-roll.png")
        return key

    monkeypatch.setattr(several_figures, "free_key", key_that_is_taken_meanwhile)
    sent = {"pictures": [picture("Knee roll.png")], "credit": "Ed, CC BY 4.0"}
    answer = cast.client(cast.ed).post(SEVERAL, sent, headers={"accept": "application/json"})
    (told,) = answer.json()["files"]
    assert told["why"] == ""
    assert Figure.objects.get(pk=told["id"]).key == "knee-roll-2"
    assert Figure.objects.count() == 2


@pytest.mark.parametrize("who", ["nobody", "alice", "rhea"])
def test_others_add_and_describe_nothing(cast, who):
    figure = unfinished()
    client = cast.nobody if who == "nobody" else cast.client(getattr(cast, who))
    before = everything()
    for address, sent in ((SEVERAL, five()), (DESCRIBE, words(figure, alternative_text="A knee."))):
        assert client.post(address, sent).status_code in (302, 403)
    assert everything() == before
    assert cast.client(cast.ed).get(SEVERAL).status_code == 405


def test_the_list_of_figures_has_the_place_for_those_who_may_add(cast):
    assert "Add several pictures" in cast.client(cast.ed).get(LIST).content.decode()
    to_read = cast.client(cast.rhea).get(LIST).content.decode()
    assert "Add several pictures" not in to_read
    assert DESCRIBE not in to_read


# --- Described ----------------------------------------------------------------------------------


def test_each_has_its_own_words_and_what_is_incomplete_waits(cast):
    one, two, three = (unfinished(name, "Ed") for name in ("one", "two", "three"))
    described = make_figure()
    client = cast.client(cast.ed)
    page = client.get(DESCRIBE)
    assert [form.instance for form in page.context["forms"]] == [three, two, one]
    sent = words(one, alternative_text="A knee.") | words(two, caption="Only this.") | words(three)
    response = client.post(DESCRIBE, sent)
    one.refresh_from_db()
    assert one.alternative_text == "A knee."
    assert [form.instance for form in response.context["forms"]] == [three, two]
    untouched, begun = response.context["forms"]
    assert not untouched.errors
    assert "one of the two" in str(begun.errors)
    assert begun["caption"].value() == "Only this."
    decorative = (
        words(two) | words(three) | {f"{each.pk}-is_decorative": "on" for each in (two, three)}
    )
    response = client.post(DESCRIBE, decorative)
    assert response["Location"] == LIST
    assert not Figure.objects.lacking_words().exists()
    assert described not in Figure.objects.lacking_words()


def test_a_figure_that_came_in_between_is_left_as_it_is(cast):
    one = unfinished("one", "Ed")
    client = cast.client(cast.ed)
    sent = words(one, alternative_text="A knee.")
    two = unfinished("two", "Pia")
    response = client.post(DESCRIBE, sent)
    assert response["Location"] == DESCRIBE  # a page that is loaded again sends nothing twice
    (form,) = client.get(DESCRIBE).context["forms"]
    assert (form.instance, form.errors) == (two, {})
    assert form["credit"].value() == "Pia"


def test_the_library_finds_those_that_lack_words(cast):
    lacking, described = unfinished(), make_figure()
    page = cast.client(cast.ed).get(f"{LIST}?use=lacking")
    assert list(page.context["cl"].queryset) == [lacking]
    assert described.pk


# --- Until then ---------------------------------------------------------------------------------


def test_a_draft_shows_it_and_is_not_published_with_it():
    draft = make_draft(make_article())
    draft.answers.get().set_figures([unfinished()])
    codes = {finding.code for finding in check_list(draft, NOW).required}
    assert {"no-alternative", "no-credit"} <= codes
    with pytest.raises(ValidationError, match="nothing for people who do not see it"):
        publish_in_steps(draft, now=NOW)


def test_words_stand_still_from_submission_on(cast):
    figure = unfinished(credit="Ed")
    draft = make_draft(make_article())
    draft.answers.get().set_figures([figure])
    store(draft, state="in_review")
    assert not Figure.objects.lacking_words().exists()
    response = cast.client(cast.ed).post(DESCRIBE, words(figure, alternative_text="A knee."))
    assert response.status_code == 302
    figure.refresh_from_db()
    assert figure.alternative_text == ""


def test_a_draft_with_it_is_not_submitted(cast):
    figure = unfinished()
    draft = make_draft(make_article(), author=cast.ed)
    draft.answers.get().set_figures([make_figure(), figure])
    said = "Write the words of knee first, under Figures"
    assert said in post_act(cast.client(cast.ed), draft, "submit").text
    for credit in ("", "Ed"):
        assert Edition.objects.get().state == Edition.State.DRAFT
        said = words(figure, alternative_text="A knee.", credit=credit)
        cast.client(cast.ed).post(DESCRIBE, said)
        post_act(cast.client(cast.ed), draft, "submit")
    assert Edition.objects.get().state == Edition.State.IN_REVIEW


def test_everything_else_still_asks_for_words():
    with pytest.raises(ValidationError, match="one of the two"):
        make_figure(alternative_text="")
    figure = unfinished(credit="Ed")
    with pytest.raises(ValidationError, match="one of the two"):
        figure.full_clean()
