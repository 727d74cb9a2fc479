"""The drawings of the starter articles: what is drawn, what is said about it, where it stands."""

import re
import tomllib

import pytest
from django.test import Client

from articles.files.starter import FOLDER, load_starter_articles
from articles.images.reading import read_image
from articles.models import Answer, Edition, Figure
from tests.cast import NOW
from tests.drawings import FIGURES, drawings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

EXPLAINED = {"where-leg-pain-goes", "canal-standing-and-bending", "pacing"}
MAX_BYTES = 50 * 1024


def rows() -> dict[str, dict]:
    table = tomllib.loads((FOLDER / "figures.toml").read_text(encoding="utf-8"))["figure"]
    return {row["key"]: row for row in table}


def live_answers() -> list[Answer]:
    return list(Answer.objects.filter(edition__in=Edition.objects.public(NOW)).for_reading())


def test_every_figure_has_its_drawing_its_image_and_the_same_description():
    drawn = {path.stem: path.read_text(encoding="utf-8") for path in drawings()}
    assert set(drawn) == set(rows()) == {path.stem for path in FIGURES.glob("*.webp")}
    for key, row in rows().items():
        said = re.search(r'<desc id="desc">(.*?)</desc>', drawn[key])
        assert said, key
        assert said[1] == row["alternative_text"]


def test_an_image_is_light_and_stored_as_it_is():
    for key in rows():
        data = (FIGURES / f"{key}.webp").read_bytes()
        image = read_image(data)
        assert image.sizes[0].data == data, key
        assert max(len(size.data) for size in image.sizes) <= MAX_BYTES, key


def test_every_movement_card_and_the_three_hard_ideas_are_drawn(starter_content):
    answers = live_answers()
    movements = [answer for answer in answers if answer.kind == Answer.Kind.MOVEMENT]
    assert len(movements) == 7
    assert all(len(answer.figures) == 1 for answer in movements)
    shown = {figure.key for answer in answers for figure in answer.figures}
    assert shown == set(rows())
    assert shown > EXPLAINED


def test_an_image_is_fetched_only_when_it_comes_near(starter_content):
    page = Client().get("/articles/loosening-movements/").content.decode()
    images = re.findall(r'<img src="/figures/[^>]*>', page)
    assert len(images) == 5
    assert all('loading="lazy"' in image and 'width="1440"' in image for image in images)


def test_a_figure_that_the_site_has_stays(starter_content):
    figure = Figure.objects.get(key="bridge")
    Figure.objects.filter(pk=figure.pk).update(credit="Redrawn by Ed, CC BY 4.0")
    assert not load_starter_articles(NOW)["figures new"]
    assert Figure.objects.get(key="bridge").credit == "Redrawn by Ed, CC BY 4.0"
