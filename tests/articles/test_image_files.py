"""Uploaded images: what becomes two clean files, and what is refused with a reason."""

import io
import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from articles.images.reading import (
    MAX_BYTES,
    MAX_HEIGHT,
    MAX_STORED_BYTES,
    PICTURE_CHUNKS,
    SMALL_WIDTH,
    WIDTH,
    ImageRefused,
    read_image,
    sizes_of,
)
from tests.cast import png
from tests.properties import examples

GPS = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}


def as_file(picture: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def noise(width: int, height: int) -> Image.Image:
    draw = np.random.default_rng(17)
    return Image.fromarray(draw.integers(0, 256, (height, width, 3), dtype=np.uint8))


def half_and_half(mode: str = "RGB", size: tuple[int, int] = (800, 400)) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    return picture.convert(mode)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def chunks(webp: bytes) -> list[bytes]:
    found, place = [], 12
    while place < len(webp):
        length = struct.unpack("<I", webp[place + 4 : place + 8])[0]
        found.append(webp[place : place + 4])
        place += 8 + length + length % 2
    assert place == len(webp)
    return found


def png_header(width: int, height: int) -> bytes:
    """A file that says it is this large, in a few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(b"\0" * 999))
        + chunk(b"IEND", b"")
    )


# --- What becomes of a good one -----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_image_becomes_two_files(kind):
    large, small = read_image(as_file(half_and_half(size=(2000, 1000)), kind)).sizes
    assert (large.width, large.height, small.width, small.height) == (1440, 720, 720, 360)
    for size in (large, small):
        picture = opened(size.data)
        assert (picture.format, picture.size) == ("WEBP", (size.width, size.height))
        assert picture.getpixel((10, 10))[0] > 200  # red
        assert len(size.data) <= MAX_STORED_BYTES


def test_a_small_image_is_never_enlarged():
    assert [(s.width, s.height) for s in read_image(png(500, 300)).sizes] == [(500, 300)]
    assert [(s.width, s.height) for s in read_image(png(900, 300)).sizes] == [
        (900, 300),
        (720, 240),
    ]


def test_a_tall_image_keeps_within_a_height():
    large = read_image(png(1000, 6000)).sizes[0]
    assert (large.width, large.height) == (360, MAX_HEIGHT)


@pytest.mark.slow
def test_an_image_of_much_detail_keeps_within_the_bytes():
    assert len(as_file(noise(1440, 500), "WEBP", quality=82)) > MAX_STORED_BYTES
    for size in read_image(as_file(noise(1440, 500), "PNG")).sizes:
        assert len(size.data) <= MAX_STORED_BYTES


@pytest.mark.slow
def test_one_that_cannot_is_refused_with_a_reason():
    with pytest.raises(ImageRefused, match="so much detail"):
        read_image(as_file(noise(1440, 2160), "JPEG", quality=60))


def test_where_a_photograph_was_taken_goes():
    picture = half_and_half()
    exif = Image.Exif()
    exif[0x010E] = "SECRET PLACE"
    exif.get_ifd(0x8825).update(GPS)
    data = as_file(picture, "JPEG", exif=exif, comment=b"SECRET COMMENT")
    assert opened(data).getexif().get_ifd(0x8825)
    for size in read_image(data).sizes:
        assert not opened(size.data).getexif()
        assert b"SECRET" not in size.data
        assert set(chunks(size.data)) <= PICTURE_CHUNKS


def test_it_is_gone_from_a_webp_too():
    """One that is otherwise as we write them: only the picture is kept."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(GPS)
    data = as_file(half_and_half(size=(700, 300)), "WEBP", exif=exif, xmp=b"<SECRET/>")
    size = read_image(data).sizes[0]
    assert set(chunks(size.data)) <= PICTURE_CHUNKS
    assert b"SECRET" not in size.data


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, "red"), (3, "blue"), (6, "red"), (8, "blue")]
)
def test_a_picture_that_was_held_sideways_stands_upright(orientation, corner):
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = half_and_half(size=(800, 400))
    large = read_image(as_file(picture, "JPEG", exif=exif, quality=95)).sizes[0]
    is_turned = orientation in (6, 8)
    assert (large.width, large.height) == ((400, 800) if is_turned else (800, 400))
    red, _, blue = opened(large.data).convert("RGB").getpixel((5, 5))
    assert ("red" if red > blue else "blue") == corner


def test_a_picture_for_print_is_shown_in_its_colours():
    large = read_image(as_file(half_and_half("CMYK"), "JPEG")).sizes[0]
    red, green, blue = opened(large.data).getpixel((10, 10))
    assert red > 200
    assert max(green, blue) < 80


def test_sixteen_bits_of_grey_are_scaled_and_not_cut_off():
    grey = np.full((200, 400), 0x8000, dtype=np.uint16)
    large = read_image(as_file(Image.fromarray(grey), "PNG")).sizes[0]
    assert abs(opened(large.data).getpixel((100, 100))[0] - 128) <= 2


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_every_kind_of_pixel_is_read(mode):
    assert read_image(as_file(half_and_half(mode), "PNG")).sizes[0].width == 800


def test_transparency_stays():
    picture = half_and_half("P")
    picture.info["transparency"] = picture.getpixel((10, 10))
    for size in read_image(as_file(picture, "PNG", transparency=picture.getpixel((10, 10)))).sizes:
        shown = opened(size.data)
        assert shown.mode == "RGBA"
        assert shown.getpixel((10, 10))[3] == 0
        assert shown.getpixel((size.width - 10, 10))[3] == 255


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_transparent_colour_stays_with_a_profile_of_colours(mode):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = half_and_half(mode)
    clear = picture.getpixel((10, 10))
    data = as_file(picture, "PNG", transparency=clear, icc_profile=profile)
    shown = opened(read_image(data).sizes[0].data)
    assert shown.getpixel((10, 10))[3] == 0
    assert shown.getpixel((shown.width - 10, 10))[3] == 255


def test_an_opaque_picture_carries_no_transparency():
    large = read_image(as_file(half_and_half("RGBA"), "PNG")).sizes[0]
    assert opened(large.data).mode == "RGB"


def test_a_second_picture_in_a_phones_file_is_left_out():
    data = as_file(
        half_and_half(), "MPO", save_all=True, append_images=[Image.new("RGB", (800, 400))]
    )
    assert len(read_image(data).sizes) == 2


# --- What is refused ----------------------------------------------------------------------------

GIF = as_file(half_and_half("P"), "GIF")
MOVING = {"save_all": True, "append_images": [half_and_half("RGB").rotate(180)], "duration": 100}
SVG = b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"></svg>'
WHOLE = png(900, 600)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "none of them, whatever its name says"),
        (b"Only words, named picture.png", "none of them, whatever its name says"),
        (b"\x89PNG\r\n\x1a\n", "none of them"),
        (SVG, "SVG, which can carry scripts"),
        (GIF, "This is a GIF"),
        (
            as_file(
                half_and_half("P"), "GIF", save_all=True, append_images=[Image.new("P", (9, 9))]
            ),
            "GIF",
        ),
        (b"\0\0\0\x18ftypheic" + b"\0" * 99, "Save the picture as JPEG"),
        (b"%PDF-1.7\n", "This is a PDF"),
        (as_file(half_and_half(), "BMP"), "none of them"),
        (as_file(half_and_half(), "TIFF"), "none of them"),
        (as_file(half_and_half(), "PNG", **MOVING), "moves"),
        (as_file(half_and_half(), "WEBP", **MOVING), "moves"),
        (WHOLE[: len(WHOLE) // 2], "damaged"),
        (as_file(noise(900, 600), "JPEG")[:20_000], "damaged"),
        (png_header(900, 600), "damaged"),
        (png_header(100_000, 100_000), "more than 40 million pixels"),
        (png_header(2**31 - 1, 2**31 - 1), "more than 40 million pixels"),
        (png_header(8000, 5001), "more than 40 million pixels"),
        (png_header(12_000, 5001), "more than 40 million pixels"),
        (png(319, 300), "319 × 300 pixels: too small"),
        (png(400, 79), "too small"),
        (b"\0" * (MAX_BYTES + 1), "larger than 10 MB"),
    ],
)
def test_what_we_do_not_take_is_refused_with_a_reason(data, said):
    with pytest.raises(ImageRefused, match=said):
        read_image(data)


def test_a_jpeg_that_says_it_is_huge_is_not_decoded():
    data = bytearray(as_file(half_and_half(), "JPEG"))
    place = data.index(b"\xff\xc0") + 5
    data[place : place + 4] = struct.pack(">HH", 60_000, 60_000)
    with pytest.raises(ImageRefused, match="million pixels"):
        read_image(bytes(data))


def test_a_second_file_behind_the_picture_is_not_kept():
    for kind in ("JPEG", "PNG", "WEBP"):
        data = as_file(half_and_half(size=(700, 300)), kind) + b"PK\x03\x04<script>steal()</script>"
        for size in read_image(data).sizes:
            assert b"script" not in size.data
            assert set(chunks(size.data)) <= PICTURE_CHUNKS


def test_a_script_between_the_parts_of_a_picture_is_not_kept():
    note = b"<script>steal()</script>"
    webp = as_file(half_and_half(size=(700, 300)), "WEBP")
    body = webp[12:] + b"JUNK" + struct.pack("<I", len(note)) + note
    data = b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
    assert b"script" not in read_image(data).sizes[0].data


@examples(200)
@given(
    st.integers(0, 1200),
    st.binary(min_size=1, max_size=8),
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
)
def test_a_file_with_wrong_bytes_in_it_is_read_or_refused(place, wrong, kind):
    data = bytearray(SEEDS[kind])
    data[place : place + len(wrong)] = wrong
    with suppress(ImageRefused):
        read_image(bytes(data))


SEEDS = {kind: as_file(noise(330, 90), kind) for kind in ("JPEG", "PNG", "WEBP")}


# --- What comes back as it went -----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("size", [(500, 300), (800, 400), (3000, 2000), (1000, 4000)])
def test_what_we_wrote_is_kept_byte_for_byte(mode, size):
    picture = half_and_half(size=size).convert(mode)
    if mode == "RGBA":
        picture.putalpha(Image.linear_gradient("L").resize(size))
    once = read_image(as_file(picture, "PNG"))
    again = read_image(once.sizes[0].data)
    assert again == once
    assert again.digest == once.digest


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_sizes_are_never_larger_than_the_image_and_stay_what_they_are(width, height):
    large, *rest = sizes_of(width, height)
    assert large[0] <= min(width, WIDTH)
    assert large[1] <= min(height, MAX_HEIGHT)
    assert sizes_of(*large) == (large, *rest)
    assert [size[0] for size in rest] == ([SMALL_WIDTH] if large[0] > SMALL_WIDTH else [])
