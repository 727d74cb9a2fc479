"""Which browser the tests drive."""

from shutil import which

# The first is Chromium without windows: it shows the same pages for two thirds of the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    return next((path for name in NAMES if (path := which(name))), None)
