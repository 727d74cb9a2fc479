"""The site's settings, but for one: SQLite does not wait until what it stored is on the disk."""

from backsite.settings import *  # noqa: F403
from backsite.settings import DATABASES

_options = DATABASES["default"]["OPTIONS"]
_options["init_command"] = _options["init_command"].replace("=FULL", "=NORMAL")
