"""Names that show nothing, addresses in any case, places of the page, days far away, pictures."""

import io
import re
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from PIL import Image, ImageCms

from articles.images.reading import ImageRefused, read_image
from articles.models import Answer, Article, Edition, Question, Topic
from articles.text.free_keys import RESERVED_ANCHORS, free_anchor
from tests.cast import NOW, make_article, make_draft, make_published, png, store
from tests.office import errors_of, post_act, save, url

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

UNSEEN = ["\u200b", "\u3164", "\u2800", "-", "???", "\u00ad\u200d"]


@pytest.mark.parametrize("name", UNSEEN, ids=[ascii(each) for each in UNSEEN])
def test_a_name_that_shows_nothing_is_refused(name):
    draft = make_draft()
    answer = draft.answers.get()
    rows = (
        Edition(article=make_article(), title=name, summary="S", introduction="", author_name="E"),
        Topic(slug="t", title=name, summary="S"),
        Answer(edition=draft, question=answer.question, wording=name, short_answer="S", body=""),
    )
    for row in rows:
        with pytest.raises(ValidationError, match="Nothing in it can be read"):
            row.clean()


@pytest.mark.parametrize("slug", ["-", "--", "_"])
def test_an_address_has_a_letter_or_a_digit(cast, slug):
    form = {"title": "T", "summary": "S", "topic": make_article().topic_id, "slug": slug}
    response = cast.client(cast.ed).post(url("articles_article_add"), form | {"position": "0"})
    assert "Nothing in it can be read" in errors_of(response)


def test_an_address_is_kept_in_lower_case_and_found_in_any(cast):
    make_published(make_article(slug="too-much-walking"))
    form = {"title": "T", "summary": "S", "topic": Topic.objects.first().pk, "position": "0"}
    client = cast.client(cast.ed)
    response = client.post(url("articles_article_add"), form | {"slug": "Too-Much-Walking"})
    assert "already exists" in errors_of(response)
    client.post(url("articles_article_add"), form | {"slug": "Back-Hurts"})
    assert Article.objects.filter(slug="back-hurts").exists()
    response = Client().get("/articles/Too-Much-WALKING/")
    assert (response.status_code, response["Location"]) == (301, "/articles/too-much-walking/")
    assert Client().get("/articles/No-Such/", follow=True).status_code == 404


def test_no_question_takes_a_place_of_the_page(cast):
    edition = make_published()
    page = Client().get(edition.get_absolute_url()).content.decode()
    questions = set(edition.article.questions.values_list("anchor", flat=True))
    own = {each for each in re.findall(r'id="([a-z-]+)"', page) if each not in questions}
    assert own <= RESERVED_ANCHORS
    assert free_anchor("Contents?", set()) == "q-contents"
    draft = edition.new_edition(author=cast.ed)
    row = {"wording": "Why?", "short_answer": "S", "body": "<p>B</p>", "anchor": "related"}
    assert "a place of its own" in errors_of(save(cast.client(cast.ed), draft, row))
    with pytest.raises(ValidationError):
        Question(article=edition.article, anchor="main").full_clean()


def test_an_entry_of_the_feed_keeps_its_id_when_the_address_changes():
    one, two = make_published(), make_published()

    def ids() -> dict[str, str]:
        feed = Client().get("/feed/").content.decode()
        entries = re.findall(r"<entry>.*?<title>(.*?)</title>.*?<id>(.*?)</id>", feed, re.S)
        return dict(entries)

    before = ids()
    assert len(set(before.values())) == 2
    slugs = one.article.slug, two.article.slug
    for article, slug in ((one.article, "other"), (two.article, slugs[0]), (one.article, slugs[1])):
        article.slug = slug
        article.save()
    assert ids() == before
    assert all(name.startswith("tag:") for name in before.values())


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_at_the_ends_of_the_calendar_is_refused_in_words(cast, day):
    draft = make_draft()
    store(draft, state="ready", reviewer_id=cast.rhea.pk)
    for act, edition in (("publish", draft), ("expire_at", make_published())):
        response = post_act(cast.client(cast.pia), edition, act, {"at_0": day, "at_1": "00:00"})
        assert "between the years 1900 and 2199" in response.content.decode()
    response = save(cast.client(cast.ed), make_draft(author=cast.ed), review_due_on=day)
    assert "between the years 1900 and 2199" in errors_of(response)


def test_a_date_is_shown_as_it_is_to_be_written(cast):
    edition = make_published()
    store(edition, expires_at=datetime(2027, 12, 31, 12, tzinfo=NOW.tzinfo))
    page = cast.client(cast.pia).get(url("articles_edition_act", edition.pk, "expire_at"))
    assert 'value="2027-12-31"' in page.content.decode()


def test_what_was_exported_after_a_swap_of_addresses_comes_back(cast):
    one, two = make_published(), make_published()
    slugs = one.article.slug, two.article.slug
    for article, slug in ((one.article, "other"), (two.article, slugs[0]), (one.article, slugs[1])):
        article.slug = slug
        article.save()
    client = cast.client(cast.pia)
    zipped = client.get(url("articles_article_export_all"))
    data = b"".join(zipped.streaming_content) if zipped.streaming else zipped.content
    sent = io.BytesIO(data)
    sent.name = "all.zip"
    page = client.post(url("articles_article_import"), {"file": sent}, follow=True)
    text = page.content.decode()
    assert "leads on to" not in text
    assert "unchanged" in text.lower()


# --- Pictures -----------------------------------------------------------------------------------


def swapped_profile() -> bytes:
    """An sRGB profile in which red and green have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    tags = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}
    return re.sub(b"[rg]XYZ", lambda found: tags[found[0]], profile, count=2)


def first_pixel(data: bytes) -> tuple[int, int, int]:
    return Image.open(io.BytesIO(read_image(data).sizes[0].data)).convert("RGB").getpixel((9, 9))


def test_the_colours_that_a_profile_means_are_kept():
    red, green, _ = first_pixel(png(colour="#ff0000", icc_profile=swapped_profile()))
    assert (red < 90, green > 200) == (True, True)
    red, green, _ = first_pixel(png(colour="#ff0000", icc_profile=b"no profile at all"))
    assert (red > 200, green < 60) == (True, True)


@pytest.mark.parametrize("size", [(400, 30_000), (800, 6_000)])
def test_a_picture_too_tall_to_be_seen_is_refused_with_the_reason(size):
    with pytest.raises(ImageRefused, match="so tall that it would be shown only"):
        read_image(png(*size))
