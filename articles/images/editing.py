"""Cropping and rotating a picture, always from its first bytes. Pure, like `reading`."""

from dataclasses import dataclass

from PIL import Image

from articles.images.reading import ImageRefused, ReadImage, decoded, in_sizes

# By quarter turns to the right; the library rotates to the left.
TURNS = {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}


@dataclass(frozen=True)
class PictureEdit:
    """What to crop at each edge, in percent of width or height, and how to rotate it then."""

    left: int = 0
    right: int = 0
    top: int = 0
    bottom: int = 0
    quarter_turns: int = 0  # to the right, 0 to 3

    @property
    def changes_nothing(self) -> bool:
        return self == PictureEdit()


def edited_image(data: bytes, edit: PictureEdit) -> ReadImage:
    """The picture in `data`, cropped and rotated, in its sizes.

    Raises:
        ImageRefused: `data` is no picture, or what is left is too small to be read.
    """
    picture = decoded(data)
    if edit.left + edit.right >= 100 or edit.top + edit.bottom >= 100:
        raise ImageRefused("Nothing of the picture would be left.")
    width, height = picture.size
    box = (
        round(width * edit.left / 100),
        round(height * edit.top / 100),
        round(width * (100 - edit.right) / 100),
        round(height * (100 - edit.bottom) / 100),
    )
    picture = picture.crop(box)
    if edit.quarter_turns:
        picture = picture.transpose(TURNS[edit.quarter_turns])
    return in_sizes(picture)
