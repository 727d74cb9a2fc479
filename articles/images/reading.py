"""From an uploaded image to the files that readers get, or to the reason for refusing it.

Every upload is decoded and encoded again as WebP, so that the file holds nothing but the picture:
neither the place where a photograph was taken nor a second file behind the first. Pure: bytes in,
bytes out.
"""

import hashlib
import io
import re
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

WIDTH, SMALL_WIDTH = 1440, 720
MAX_HEIGHT = 2160
MAX_BYTES = 10 * 2**20
MAX_PIXELS = 40_000_000
MIN_WIDTH, MIN_HEIGHT = 320, 80
MAX_STORED_BYTES = 300 * 2**10
QUALITIES = (82, 70, 55, 40, 25)  # the first one is used with which the file is small enough
FORMATS = ("JPEG", "PNG", "WEBP")
# The library's own limit, for files that it opens before this module sees their size.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

# The parts of a WebP file that hold the picture, and not the camera's data about it.
PICTURE_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}

ACCEPTED = "Figures are JPEG, PNG or WebP files."
SVG = rb".*<svg"
PHONE = rb".{4}ftyp(heic|heix|mif1|msf1|avif|avis)"
# The files that people most often send and that are refused: how they begin, and what to do.
REASONS = (
    (SVG, "This is an SVG, which can carry scripts. Save the drawing as PNG, 1440 pixels wide."),
    (rb"GIF8[79]a", "This is a GIF. Save the picture as PNG."),
    (PHONE, "This is a phone’s own kind of file. Save the picture as JPEG."),
    (rb"%PDF", "This is a PDF. Save the picture in it as PNG."),
)
TOO_MANY_PIXELS = (
    f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels. Make it smaller: "
    f"{WIDTH} wide is enough."
)


class ImageRefused(ValueError):
    """The file cannot become a figure; the message says why and what to do."""


@dataclass(frozen=True)
class StoredImage:
    """One size of a figure as it is stored and served."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class ReadImage:
    """An image in its sizes, the largest first; `digest` is the largest one's SHA-256, in hex."""

    sizes: tuple[StoredImage, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.sizes[0].data).hexdigest()


def read_image(data: bytes) -> ReadImage:
    """An uploaded image in its sizes.

    A file that is already as this module writes it is kept byte for byte, so that a figure is the
    same after an export and an import. For the same reason the small size is made from the large
    one and not from the upload.

    Raises:
        ImageRefused: the file is of no accepted format, damaged, too large or too small.
    """
    if len(data) > MAX_BYTES:
        raise ImageRefused(f"The file is larger than {MAX_BYTES // 2**20} MB.")
    picture = decoded(data)
    return in_sizes(picture, as_it_came=data if _is_ours(data, picture) else b"")


def sizes_of(width: int, height: int) -> tuple[tuple[int, int], ...]:
    """(width, height) in pixels of the files made from an image of this size, the largest first.

    No file is wider than the image; a small image has a single file.
    """
    scale = min(1, WIDTH / width, MAX_HEIGHT / height)
    large = (max(1, round(width * scale)), max(1, round(height * scale)))
    if large[0] <= SMALL_WIDTH:
        return (large,)
    return (large, (SMALL_WIDTH, max(1, round(large[1] * SMALL_WIDTH / large[0]))))


def in_sizes(picture: Image.Image, as_it_came: bytes = b"") -> ReadImage:
    """The picture encoded in its sizes; `as_it_came`, if given, is kept as the large one.

    Raises:
        ImageRefused: it is too small, or too tall, to be read.
    """
    _refuse_small(*picture.size)
    sizes = sizes_of(*picture.size)
    large = StoredImage(*sizes[0], as_it_came) if as_it_came else _written(picture, sizes[0])
    if len(sizes) == 1:
        return ReadImage((large,))
    return ReadImage((large, _written(decoded(large.data), sizes[1])))


def decoded(data: bytes) -> Image.Image:
    """The picture upright, in sRGB colours (RGBA if it has any transparency, else RGB).

    Raises ImageRefused.
    """
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        frames = getattr(picture, "n_frames", 1) if picture.format in ("PNG", "WEBP") else 1
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageRefused(TOO_MANY_PIXELS) from error
    except Exception as error:  # the library may raise anything on untrusted bytes
        raise ImageRefused(_why_not(data)) from error
    # The size in the header is checked before any pixel is decoded.
    if picture.width * picture.height > MAX_PIXELS:
        raise ImageRefused(TOO_MANY_PIXELS)
    if frames > 1:
        raise ImageRefused("The picture moves. Readers need one that stands still.")
    try:
        # JPEG alone can be read smaller than it is, which saves the memory of a large photograph.
        picture.draft("RGB", (2 * WIDTH, 2 * MAX_HEIGHT))
        picture.load()
        return _in_colours(ImageOps.exif_transpose(picture))
    except Exception as error:  # as above
        raise ImageRefused(
            "The file is damaged: it cannot be read to its end. Save it again."
        ) from error


def _refuse_small(width: int, height: int) -> None:
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        raise ImageRefused(
            f"The picture is {width} × {height} pixels: too small to be read. It needs "
            f"{MIN_WIDTH} × {MIN_HEIGHT} or more; {WIDTH} wide is best."
        )
    if (shown := sizes_of(width, height)[0][0]) < MIN_WIDTH:
        raise ImageRefused(
            f"The picture is {width} × {height} pixels: so tall that it would be shown only "
            f"{shown} pixels wide. Cut it into parts."
        )


def _in_colours(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16-bit grey: the library would clip it and not scale it
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    has_alpha = picture.mode in ("RGBA", "LA", "PA", "La") or "transparency" in picture.info
    if has_alpha and picture.mode in ("RGB", "L"):  # one colour of it counts as transparent
        picture = picture.convert("RGBA")
    coloured = _in_srgb(picture, "RGBA" if has_alpha else "RGB")
    if has_alpha and coloured.getchannel("A").getextrema() == (255, 255):
        coloured = coloured.convert("RGB")
    coloured.info = {}
    return coloured


def _in_srgb(picture: Image.Image, mode: str) -> Image.Image:
    """`picture` converted from its colour profile to sRGB; one without a profile counts as sRGB."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            return _as_profiled(picture, profile, mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a damaged profile, or one of another kind, is ignored
    return picture.convert(mode)


def _as_profiled(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha else picture
    meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    srgb = ImageCms.createProfile("sRGB")
    coloured = ImageCms.profileToProfile(colours, meant, srgb, outputMode="RGB")
    if coloured is None:
        raise ValueError("nothing was converted")
    if alpha:
        coloured.putalpha(alpha)
    return coloured.convert(mode)


def _written(picture: Image.Image, size: tuple[int, int]) -> StoredImage:
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, exif=b"", icc_profile=b"", xmp=b"")
        if out.tell() <= MAX_STORED_BYTES:
            return StoredImage(*size, out.getvalue())
    raise ImageRefused(
        f"The picture has so much detail that it stays above {MAX_STORED_BYTES // 1024} KB. "
        "Choose a part of it, or a calmer one."
    )


def _is_ours(data: bytes, picture: Image.Image) -> bool:
    """Whether `data` is a WebP with nothing but a picture in it, no larger than this module's."""
    if len(data) > MAX_STORED_BYTES or sizes_of(*picture.size)[0] != picture.size:
        return False
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return False
    if int.from_bytes(data[4:8], "little") + 8 != len(data):
        return False  # something follows the picture
    place = 12
    while place + 8 <= len(data):
        name, length = (
            data[place : place + 4],
            int.from_bytes(data[place + 4 : place + 8], "little"),
        )
        if name not in PICTURE_CHUNKS:
            return False
        place += 8 + length + length % 2
    return place == len(data)


def _why_not(data: bytes) -> str:
    for pattern, reason in REASONS:
        if re.match(pattern, data[:2000], re.DOTALL | re.IGNORECASE):
            return f"{ACCEPTED} {reason}"
    return f"{ACCEPTED} This file is none of them, whatever its name says, or it is damaged."
