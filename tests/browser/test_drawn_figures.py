"""What readers get as a figure is what is drawn."""

import pytest
from PIL import Image, ImageChops, ImageStat

from articles.images.sizes import WIDTH
from tests.drawings import drawings, rasterised

pytestmark = pytest.mark.browser

SMALL = 180  # pixels wide: letters of another font make no difference there
MAX_DIFFERENCE = 6  # of 255, on average


def test_every_image_shows_its_drawing(browser):
    apart = {}
    page = browser.new_page()
    for drawing in drawings():
        drawn = rasterised(page, drawing, WIDTH // 2)
        with Image.open(drawing.with_suffix(".webp")) as image:
            assert image.size == (2 * drawn.width, 2 * drawn.height), (
                f"{drawing.name}: make drawings"
            )
            shape = (SMALL, round(SMALL * image.height / image.width))
            given = image.convert("RGB").resize(shape)
        difference = ImageChops.difference(drawn.resize(shape), given)
        apart[drawing.name] = max(ImageStat.Stat(difference).mean)
    page.close()
    assert {name: far for name, far in apart.items() if far > MAX_DIFFERENCE} == {}
