"""The sizes that are made of a figure: for pages and models, which make none."""

WIDTH, SMALL_WIDTH = 1440, 720
MAX_HEIGHT = 2160


def sizes_of(width: int, height: int) -> tuple[tuple[int, int], ...]:
    """(width, height) of the files made of an image of this size, the largest first.

    Never wider than the image: a small one has a single file.
    """
    scale = min(1, WIDTH / width, MAX_HEIGHT / height)
    large = (max(1, round(width * scale)), max(1, round(height * scale)))
    if large[0] <= SMALL_WIDTH:
        return (large,)
    return (large, (SMALL_WIDTH, max(1, round(large[1] * SMALL_WIDTH / large[0]))))
