"""The addresses of accounts are those of allauth."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, get_resolver


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
