"""Figures: their words, who may see their bytes and when, the library, and the page they are on."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.images.editing import PictureEdit
from articles.models import Caution, Edition, Figure, FigureFile, FigureOriginal
from articles.models.figure_originals import edit_picture
from tests.cast import (
    NOW,
    make_article,
    make_draft,
    make_figure,
    make_published,
    png,
    publish,
)
from tests.forms import admin_form
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST, ADD = "/admin/articles/figure/", "/admin/articles/figure/add/"
DAY = timedelta(days=1)


def change(figure: Figure) -> str:
    return f"{LIST}{figure.pk}/change/"


def draft_with(*figures: Figure, **fields) -> Edition:
    draft = make_draft(make_article(), **fields)
    draft.answers.get().set_figures(figures)
    return draft


def published_with(*figures: Figure, **fields) -> Edition:
    return publish(draft_with(*figures), **fields)


def upload(**fields) -> dict:
    values = {"alternative_text": "A knee.", "caption": "Knee roll", "credit": "Ed, CC BY 4.0"}
    file = SimpleUploadedFile("figure.png", png(900, 600))
    return {**values, "key": "", "image": file} | fields


# --- Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "is_decorative"), [("", False), ("A knee.", True)])
def test_a_figure_says_what_it_shows_or_is_decorative_and_never_both(text, is_decorative):
    fields = {"alternative_text": text, "is_decorative": is_decorative}
    with pytest.raises(ValidationError, match="one of the two"):
        make_figure(**fields)


def test_no_figure_is_decorative_and_has_an_alternative_text():
    figure = make_figure()
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.filter(pk=figure.pk).update(is_decorative=True)


def test_a_figure_names_who_made_it():
    with pytest.raises(ValidationError, match="credit"):
        make_figure(credit="")
    assert not Figure.objects.exists()
    assert not FigureFile.objects.exists()


def test_a_decorative_figure_needs_no_words_but_the_credit():
    assert str(make_figure(key="x", alternative_text="", caption="", is_decorative=True)) == (
        "decorative (x)"
    )


def test_keys_are_made_from_the_caption_and_differ():
    made = [make_figure(key="", caption=words).key for words in ("Knee roll", "Knee roll", "日本")]
    assert made == ["knee-roll", "knee-roll-2", "figure"]
    assert make_figure(key="", caption="", alternative_text="A very " * 9).key == (
        "a-very-a-very-a-very-a-very-a"
    )
    assert make_figure(key="", caption="x" * 99).key == "x" * 30


# --- In answers and editions --------------------------------------------------------------------


def test_figures_stand_in_the_order_in_which_they_were_set():
    one, two, three = (make_figure() for _ in range(3))
    answer = draft_with(three, one).answers.get()
    assert answer.figures == [three, one]
    answer.set_figures([two, three])
    assert answer.edition.answers.get().figures == [two, three]


def test_a_new_edition_shows_the_same_figures_and_leaves_those_of_the_old_one():
    one, two = make_figure(), make_figure()
    old = published_with(two, one)
    new = old.new_edition(author=None)
    assert new.answers.get().figures == [two, one]
    new.answers.get().set_figures([one])
    assert old.answers.get().figures == [two, one]
    assert Figure.objects.count() == 2


def test_what_readers_saw_keeps_its_figures():
    edition = published_with(make_figure())
    with pytest.raises(ValidationError, match="stays as readers saw it"):
        edition.answers.get().set_figures([])
    assert len(edition.answers.get().figures) == 1


@pytest.mark.parametrize("field", ["alternative_text", "caption", "digest", "width"])
def test_a_figure_stands_still_once_its_edition_was_submitted(field):
    figure = make_figure()
    draft = draft_with(figure)
    figure.caption = "Still a draft"
    figure.save()
    draft.submit()
    draft.save()
    setattr(figure, field, 5 if field == "width" else "Other")
    with pytest.raises(ValidationError, match="Make a copy"):
        figure.save()
    figure.refresh_from_db()
    assert figure.caption == "Still a draft"
    figure.credit = "Ed, CC BY-SA 4.0"
    figure.save()
    draft.send_back(note="Another picture.")
    draft.save()
    figure.caption = "Free again"
    figure.save()


def test_a_copy_has_the_same_image_and_words_of_its_own():
    figure = make_figure(key="knee")
    published_with(figure)
    copy = figure.copy()
    copy.caption = "Other words"
    copy.save()
    assert (copy.key, copy.digest) == ("knee-2", figure.digest)
    assert bytes(copy.files.get().data) == bytes(figure.files.get().data)
    figure.refresh_from_db()
    assert figure.caption != "Other words"


def test_a_figure_that_is_used_cannot_be_deleted():
    figure = make_figure()
    draft_with(figure)
    with pytest.raises(ProtectedError):
        figure.delete()
    assert FigureFile.objects.count() == 1


# --- Who may see the bytes ----------------------------------------------------------------------


def seen(figure: Figure, client: Client | None = None, **headers):
    return (client or Client()).get(figure.get_absolute_url(), headers=headers)


@pytest.mark.parametrize("who", ["nobody", "alice", "ed"])
def test_a_public_figure_is_for_everybody_and_for_every_cache(cast, who):
    figure = make_figure()
    published_with(figure)
    client = cast.nobody if who == "nobody" else cast.client(getattr(cast, who))
    response = seen(figure, client)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Vary" not in response
    assert not response.cookies
    assert response.content == bytes(figure.files.get().data)


def test_who_has_it_gets_no_bytes_again():
    figure = make_figure()
    published_with(figure)
    etag = seen(figure)["ETag"]
    response = seen(figure, **{"if-none-match": etag})
    assert (response.status_code, response.content) == (304, b"")
    assert response["Cache-Control"].startswith("public")
    # And nobody learns by that question whether a draft shows it.
    draft = make_figure()
    draft_with(draft)
    hidden = seen(draft, **{"if-none-match": f'"{draft.digest}-{draft.width}"'})
    assert hidden.status_code == 404


def stood_as(name: str, figure: Figure) -> None:
    if name == "unused":
        return
    edition = draft_with(figure)
    if name == "draft":
        return
    if name == "in review":
        edition.submit()
        edition.save()
        return
    publish(edition, at=NOW + DAY if name == "scheduled" else None)
    if name == "superseded":
        newer = edition.new_edition(author=None)
        newer.answers.get().set_figures([])
        publish(newer)
    if name == "withdrawn":
        edition.withdraw(now=NOW, reason="Wrong.")
        edition.save()


HIDDEN = ("unused", "draft", "in review", "scheduled")


@pytest.mark.parametrize("name", [*HIDDEN, "live", "superseded", "withdrawn"])
@pytest.mark.parametrize("who", ["nobody", "alice", "newcomer", "ed", "rhea", "pia"])
def test_who_may_see_a_figure_where_its_edition_stands(cast, who, name):
    figure = make_figure()
    stood_as(name, figure)
    if who == "newcomer":  # staff without a group
        cast.alice.is_staff = True
        cast.alice.save()
    client = {"nobody": cast.nobody, "newcomer": None}.get(who) or cast.client(
        getattr(cast, "alice" if who == "newcomer" else who)
    )
    response = seen(figure, client)
    if name not in HIDDEN:
        assert response.status_code == 200
        assert response["Cache-Control"].startswith("public")
    elif who in ("ed", "rhea", "pia"):
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
    else:
        assert response.status_code == 404
        assert b"WEBP" not in response.content


def test_a_scheduled_figure_is_seen_when_its_time_has_come(clock):
    figure = make_figure()
    published_with(figure, at=NOW + DAY)
    assert seen(figure).status_code == 404
    clock.move_to(NOW + DAY)
    assert seen(figure).status_code == 200


def test_the_same_image_in_a_draft_does_not_hide_the_public_one():
    figure = make_figure()
    published_with(figure)
    draft_with(figure.copy())
    assert seen(figure).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        f"/figures/{'0' * 64}-720.webp",
        "/figures/..-720.webp",
        f"/figures/{'0' * 63}-720.webp",
        f"/figures/{'0' * 64}-0.webp",
        f"/figures/{'0' * 64}-99999.webp",
        "/figures/",
    ],
)
def test_there_is_nothing_else_at_these_addresses(address):
    assert Client().get(address).status_code == 404


def test_a_size_that_was_never_made_is_not_found():
    figure = make_figure()
    published_with(figure)
    assert Client().get(figure.address(720)).status_code == 404


def test_nothing_can_be_written_there():
    figure = make_figure()
    published_with(figure)
    assert Client().post(figure.get_absolute_url()).status_code == 405


# --- The page -----------------------------------------------------------------------------------


def page_of(edition: Edition) -> str:
    return Client().get(edition.get_absolute_url()).content.decode()


def test_the_page_shows_a_figure_in_the_size_that_fits(cast):
    figure = make_figure(
        image=png(1600, 800),
        alternative_text="A person’s knee",
        caption="Roll <slowly>",
        credit="Ed & Pia, CC BY 4.0",
    )
    page = page_of(published_with(figure))
    image = re.search(r"<figure.*?</figure>", page, re.DOTALL)[0]
    address = f"/figures/{figure.digest}"
    for part in (
        f'src="{address}-1440.webp"',
        f'srcset="{address}-1440.webp 1440w, {address}-720.webp 720w"',
        'width="1440" height="720"',
        'loading="lazy" decoding="async"',
        'alt="A person’s knee"',
    ):
        assert part in image
    assert "Roll <slowly>" in unescape(image)
    assert "<slowly>" not in image
    assert "Ed & Pia, CC BY 4.0" in unescape(image)
    assert page.index("<figure") < page.index("Body")  # seen while the body is folded


def test_a_decorative_figure_is_passed_over_by_screen_readers():
    figure = make_figure(alternative_text="", is_decorative=True)
    assert 'alt=""' in page_of(published_with(figure))


def test_machines_are_told_of_figures_that_tell_something():
    shown, decor = make_figure(), make_figure(alternative_text="", is_decorative=True)
    page = page_of(published_with(shown, decor))
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert data["@graph"][0]["image"] == [
        {
            "@type": "ImageObject",
            "contentUrl": f"http://testserver{shown.get_absolute_url()}",
            "width": {"@type": "QuantitativeValue", "value": 400, "unitCode": "E37"},
            "height": {"@type": "QuantitativeValue", "value": 300, "unitCode": "E37"},
            "caption": shown.caption,
            "creditText": shown.credit,
        }
    ]
    assert "image" not in page_of(make_published(make_article())).partition("ld+json")[2][:2000]


def test_a_medicine_named_under_a_figure_brings_its_caution():
    Caution.objects.create(slug="c", title="Care", names="ibuprofen", body="<p>Ask first.</p>")
    assert "Ask first." in page_of(published_with(make_figure(caption="A box of ibuprofen")))


def test_the_page_costs_the_same_with_more_figures(search_index):
    few, many = (published_with(*(make_figure() for _ in range(count))) for count in (1, 6))
    page_of(few)
    assert count_queries(lambda: page_of(few)) == count_queries(lambda: page_of(many))


def test_a_corrected_credit_changes_the_page_for_caches(clock):
    figure = make_figure()
    edition = published_with(figure)
    before = Client().get(edition.get_absolute_url())["Last-Modified"]
    clock.move_to(NOW + DAY)
    figure.credit = "Pia, CC BY 4.0"
    figure.save()
    assert Client().get(edition.get_absolute_url())["Last-Modified"] != before


# --- The library --------------------------------------------------------------------------------


def test_an_author_uploads_a_figure(cast):
    response = cast.client(cast.ed).post(ADD, upload())
    assert response.status_code == 302, response.context["adminform"].form.errors
    figure = Figure.objects.get()
    assert (figure.key, figure.width, figure.height) == ("knee-roll", 900, 600)
    assert sorted(file.width for file in figure.files.all()) == [720, 900]
    assert figure.history.get().history_user == cast.ed


def test_an_upload_from_an_answer_comes_back_as_a_choice(cast):
    response = cast.client(cast.ed).post(f"{ADD}?_popup=1", upload(_popup="1"))
    assert response.status_code == 200
    assert "Knee roll" in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"image": SimpleUploadedFile("x.png", b"Only words.")}, "whatever its name says"),
        ({"image": SimpleUploadedFile("x.svg", b"<svg></svg>")}, "can carry scripts"),
        ({"image": SimpleUploadedFile("x.png", b"")}, "empty"),
        ({"image": ""}, "required"),
        ({"credit": ""}, "required"),
        ({"alternative_text": ""}, "one of the two"),
        ({"is_decorative": "on"}, "one of the two"),
        ({"key": "two words"}, "valid “slug”"),
    ],
)
def test_a_bad_upload_is_refused_with_words_and_keeps_what_was_typed(cast, fields, said):
    response = cast.client(cast.ed).post(ADD, upload(**fields))
    assert response.status_code == 200
    form = response.context["adminform"].form
    assert said in str(form.errors)
    assert form["caption"].value() == "Knee roll"
    assert not Figure.objects.exists()
    assert not FigureFile.objects.exists()


@pytest.mark.parametrize("who", ["nobody", "alice", "rhea"])
def test_others_cannot_upload_or_copy(cast, who):
    figure = make_figure()
    client = cast.nobody if who == "nobody" else cast.client(getattr(cast, who))
    for response in (client.post(ADD, upload()), client.post(f"{LIST}{figure.pk}/copy/")):
        assert response.status_code in (302, 403)
        assert response.get("Location", "/accounts/login/").startswith(
            ("/accounts/login/", "/admin/login/")
        )
    assert Figure.objects.count() == 1


@pytest.mark.parametrize("who", ["ed", "pia"])
def test_words_change_while_no_edition_needs_them_still(cast, who):
    figure = make_figure()
    draft_with(figure)
    client = cast.client(getattr(cast, who))
    data = admin_form(client.get(change(figure))) | {"caption": "Other"}
    assert client.post(change(figure), data).status_code == 302
    figure.refresh_from_db()
    assert figure.caption == "Other"


def test_of_a_figure_that_readers_saw_a_publisher_mends_the_credit_alone(cast):
    figure = make_figure()
    published_with(figure)
    sent = {"credit": "Pia, CC0", "caption": "Other", "alternative_text": "Other"}
    assert cast.client(cast.ed).post(change(figure), sent).status_code == 403
    pia = cast.client(cast.pia)
    assert "A publisher can still put the credit right" in pia.get(change(figure)).content.decode()
    assert pia.post(change(figure), sent).status_code == 302
    figure.refresh_from_db()
    assert (figure.credit, figure.caption == "Other") == ("Pia, CC0", False)


def test_a_copy_is_made_to_say_something_else(cast):
    figure = make_figure(key="knee")
    published_with(figure)
    response = cast.client(cast.ed).post(f"{LIST}{figure.pk}/copy/")
    copy = Figure.objects.get(key="knee-2")
    assert response["Location"] == change(copy)
    assert cast.client(cast.ed).get(f"{LIST}{figure.pk}/copy/").status_code == 405


def test_a_picture_is_cut_and_turned_and_had_back_byte_for_byte(cast):
    """Each time from what came first, by a copy too."""
    figure = make_figure(image=png(800, 400))
    first, none = figure.digest, dict.fromkeys(vars(PictureEdit()), 0)
    ed = cast.client(cast.ed)

    def picture(one: Figure, **edit: int) -> tuple[str, tuple[int, int], str]:
        answer = ed.post(f"{LIST}{one.pk}/picture/", none | edit)
        one.refresh_from_db()
        assert FigureFile.objects.filter(figure__digest=one.digest).count() >= len(one.sizes)
        return one.digest, one.sizes[0], answer.content.decode()

    assert picture(figure, quarter_turns=1)[1] == (400, 800)
    assert picture(figure, right=50, quarter_turns=3)[1] == (400, 400)
    copy = figure.copy()
    assert picture(figure, bottom=75)[1] == (800, 100)
    assert "too small to be read" in picture(figure, left=80)[2]
    assert "Leave at least 10 percent" in picture(figure, left=50, right=41)[2]
    assert figure.sizes[0] == (800, 100)
    assert ed.get(f"{LIST}{figure.pk}/original/")["Cache-Control"].endswith("private")
    for one in (figure, copy):
        assert picture(one) == (first, (800, 400), "")
    assert not FigureOriginal.objects.exists()


def test_a_picture_that_an_edition_needs_still_is_not_cut(cast):
    figure = make_figure(image=png(800, 400))
    before, page = figure.digest, f"{LIST}{figure.pk}/picture/"
    published_with(figure)
    sent = dict.fromkeys(vars(PictureEdit()), 0) | {"quarter_turns": 1}
    for person, status in ((cast.pia, 302), (cast.ed, 403), (cast.rhea, 403), (cast.alice, 302)):
        assert cast.client(person).post(page, sent).status_code == status
    with pytest.raises(ValidationError, match="stays as it is"):
        edit_picture(figure, PictureEdit(quarter_turns=1))
    assert Figure.objects.get().digest == before


def test_the_library_finds_a_figure_and_says_where_it_is_used(cast):
    used, other = make_figure(caption="Knee roll"), make_figure(caption="Bridge")
    edition = published_with(used)
    client = cast.client(cast.ed)
    page = client.get(LIST).content.decode()
    assert f'src="{used.get_absolute_url()}" width="120" height="90"' in page
    assert "1 edition" in page
    found = client.get(f"{LIST}?q=knee").context["cl"].result_list
    assert list(found) == [used]
    assert list(client.get(f"{LIST}?use=none").context["cl"].result_list) == [other]
    assert list(client.get(f"{LIST}?use=public").context["cl"].result_list) == [used]
    shown = client.get(change(used)).content.decode()
    assert f"/admin/articles/edition/{edition.pk}/change/" in shown


def test_a_publisher_throws_away_what_nobody_uses(cast):
    unused, used = make_figure(), make_figure()
    edition = draft_with(used)
    pia = cast.client(cast.pia)
    page = pia.get(f"{LIST}{used.pk}/delete/").content.decode()
    assert str(edition) in page
    pia.post(f"{LIST}{used.pk}/delete/", {"post": "yes"})
    pia.post(f"{LIST}{unused.pk}/delete/", {"post": "yes"})
    assert list(Figure.objects.all()) == [used]
    assert set(FigureFile.objects.values_list("figure", flat=True)) == {used.pk}


def test_lists_and_pages_never_read_the_bytes(cast):
    figure = make_figure()
    edition = published_with(figure)
    client = cast.client(cast.ed)
    for address in (LIST, change(figure), edition_url(edition), edition.get_absolute_url()):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert not [query for query in queries if '"data"' in query["sql"]]


# --- Choosing them in an answer -----------------------------------------------------------------


def edition_url(edition: Edition) -> str:
    return f"/admin/articles/edition/{edition.pk}/change/"


@pytest.mark.slow
def test_an_editor_chooses_figures_and_their_order(cast):
    one, two, three = (make_figure() for _ in range(3))
    draft = draft_with(three)
    client = cast.client(cast.ed)
    data = admin_form(client.get(edition_url(draft)))
    assert data["answers-0-figures"] == [str(three.pk)]
    data["answers-0-figures"] = [str(three.pk), str(one.pk)]
    assert client.post(edition_url(draft), data).status_code == 302
    assert draft.answers.get().figures == [three, one]
    # Only the chosen ones are listed, in their order, so that saving again keeps it.
    page = client.get(edition_url(draft)).content.decode()
    select = re.search(r'<select name="answers-0-figures".*?</select>', page, re.DOTALL)[0]
    listed = [int(pk) for pk in re.findall(r'<option value="(\d+)"', select)]
    assert listed == [three.pk, one.pk]
    assert page.count(f'data-id="{two.pk}">{two}') == 1  # once a page, not once an answer
    data = admin_form(client.get(edition_url(draft)))
    data["answers-0-figures"] = [str(one.pk), str(three.pk)]
    assert client.post(edition_url(draft), data).status_code == 302
    assert draft.answers.get().figures == [one, three]


@pytest.mark.slow
def test_without_scripts_figures_are_added_by_their_short_names(cast):
    one, two = make_figure(), make_figure()
    draft = draft_with(two)
    client = cast.client(cast.ed)
    data = admin_form(client.get(edition_url(draft)))
    client.post(edition_url(draft), data | {"answers-0-figures_add": f"{one.key} {two.key}"})
    assert draft.answers.get().figures == [two, one]
    data = admin_form(client.get(edition_url(draft))) | {"answers-0-figures_add": "no-such"}
    page = client.post(edition_url(draft), data).content.decode()
    assert "There is no figure “no-such”" in page
    assert 'value="no-such"' in page


def test_saving_a_draft_leaves_its_figures(cast):
    one, two = make_figure(), make_figure()
    draft = draft_with(two, one)
    client = cast.client(cast.ed)
    data = admin_form(client.get(edition_url(draft))) | {"title": "Other"}
    assert client.post(edition_url(draft), data).status_code == 302
    assert draft.answers.get().figures == [two, one]


def test_a_figure_that_does_not_exist_cannot_be_chosen(cast):
    draft = draft_with(make_figure())
    client = cast.client(cast.ed)
    data = admin_form(client.get(edition_url(draft))) | {"answers-0-figures": ["999999"]}
    assert client.post(edition_url(draft), data).status_code == 200
    assert len(draft.answers.get().figures) == 1


def test_a_published_edition_names_its_figures_for_editors(cast):
    figure = make_figure()
    page = cast.client(cast.ed).get(edition_url(published_with(figure))).content.decode()
    assert figure.caption in page
