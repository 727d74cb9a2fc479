"""What gunicorn reads by itself when it is started here."""

import gc

# The site is loaded once and then forked: the workers share most of their memory, and agree on
# when the code began to run, which is the earliest `Last-Modified` of a page.
preload_app = True


def when_ready(server: object) -> None:
    """Leave what is loaded out of every later search for garbage.

    Such a search writes to whatever it looks at, and so gives each worker a copy of its own.
    """
    gc.collect()
    gc.freeze()
