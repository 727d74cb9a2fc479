"""From the drawings of the starter articles (SVG, by hand) to the images that readers get.

    make drawings

An SVG can carry scripts: the site serves none as a figure, its own neither. Needs a Chromium.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from articles.images.reading import WIDTH
from tests.chromium import find_chromium

FIGURES = Path(__file__).resolve().parent.parent / "articles" / "starter" / "figures"
BOX = "document.querySelector('svg').viewBox.baseVal"


def drawings() -> list[Path]:
    return sorted(FIGURES.glob("*.svg"))


def rasterised(page: Page, drawing: Path, width: int = WIDTH) -> Image.Image:
    """The drawing so many pixels wide, in colours; without a width as a figure's large file."""
    page.set_content(f"<style>*{{margin:0}}</style>{drawing.read_text(encoding='utf-8')}")
    across, down = page.evaluate(f"[{BOX}.width, {BOX}.height]")
    page.set_viewport_size({"width": width, "height": round(down * width / across)})
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def written() -> Iterator[tuple[str, int]]:
    """Write the image of every drawing; its name, and how many bytes it has."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        for drawing in drawings():
            image = drawing.with_suffix(".webp")
            few_colours = rasterised(page, drawing).quantize(64, dither=Image.Dither.NONE)
            few_colours.convert("RGB").save(image, "WEBP", lossless=True, quality=100, method=6)
            yield image.name, image.stat().st_size
        browser.close()


if __name__ == "__main__":
    for name, size in written():
        print(f"{name}: {size:,} bytes")
