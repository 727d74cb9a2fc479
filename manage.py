#!/usr/bin/env python
"""Django's command line, with Backsite's settings."""

import os
import sys


def main() -> None:
    # Only their owner may read the database file, backups and received files: they hold what people
    # wrote about their health. Static files are public, and often another system user serves them.
    if sys.argv[1:2] != ["collectstatic"]:
        os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backsite.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
