"""What readers get as a figure is what is drawn."""

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from articles.images.reading import WIDTH
from tests.drawings import drawings, rasterised

pytestmark = pytest.mark.browser

SMALL = 180  # pixels wide
MAX_DIFFERENCE = 1  # of 255, on average
# Where the words stand: which font a machine has decides how they look and how wide they are.
WORDS = """[...document.querySelectorAll("text")].map((each) => {
    const { left, top, right, bottom, width, height } = each.getBoundingClientRect();
    return [left - width / 8, top - height / 8, right + width / 8, bottom + height / 8];
})"""


def without(words: list[list[float]], image: Image.Image) -> Image.Image:
    """The image, small, with nothing where the words are."""
    pen = ImageDraw.Draw(image)
    for box in words:
        pen.rectangle(box, fill="white")
    return image.resize((SMALL, round(SMALL * image.height / image.width)))


def test_every_image_shows_its_drawing(browser):
    apart = {}
    page = browser.new_page()
    for drawing in drawings():
        drawn = rasterised(page, drawing, WIDTH // 2)
        words = page.evaluate(WORDS)
        with Image.open(drawing.with_suffix(".webp")) as image:
            assert image.size == (2 * drawn.width, 2 * drawn.height), (
                f"{drawing.name}: make drawings"
            )
            given = image.convert("RGB").resize(drawn.size)
        difference = ImageChops.difference(without(words, drawn), without(words, given))
        apart[drawing.name] = max(ImageStat.Stat(difference).mean)
    page.close()
    assert {name: far for name, far in apart.items() if far > MAX_DIFFERENCE} == {}
