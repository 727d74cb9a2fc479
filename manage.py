#!/usr/bin/env python
"""Django's command line, with Backsite's settings."""

import os
import sys


def main() -> None:
    # SQLite's file, backups and received files hold what people wrote about their health. What is
    # collected for browsers is public, and often served by another user than the one who collects.
    if sys.argv[1:2] != ["collectstatic"]:
        os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backsite.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
