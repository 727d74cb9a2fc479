"""The addresses of the second factor are allauth's, and load what they need when asked for."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent.parent
HEAVY = ("numpy", "fido2", "cryptography", "PIL", "typst", "psycopg")


def addresses(patterns: list, before: str = "") -> set[tuple[str, str | None]]:
    found = set()
    for entry in patterns:
        if isinstance(entry, URLResolver):
            found |= addresses(entry.url_patterns, before + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            found.add((before + str(entry.pattern), entry.name))
    return found


def test_every_address_of_allauth_is_ours():
    theirs = addresses(import_module("allauth.urls").urlpatterns, "accounts/")
    assert len(theirs) > 20
    assert theirs <= addresses(get_resolver().url_patterns)


def test_each_view_of_the_second_factor_is_there():
    for entry in import_module("accounts.second_factor_urls").urlpatterns:
        name = entry.callback.__closure__[0].cell_contents
        module, _, view = name.rpartition(".")
        assert callable(getattr(import_module(f"allauth.mfa.{module}"), view)), name


def test_a_process_that_serves_readers_loads_no_heavy_library():
    """Each is 2 to 12 MiB in every worker."""
    code = f"""if True:
        import sys
        from backsite.wsgi import application
        from django.urls import reverse
        reverse("articles:home"), reverse("journal:home"), reverse("mfa_index")
        print([name for name in {HEAVY} if name in sys.modules])
    """
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
