"""The list of all there is to edit: what Django's template gives, at a part of its work."""

import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.template import Context, Engine
from django.test import RequestFactory

from accounts.models import User
from articles.office.menu import menu
from tests.cast import make_staff
from tests.steps import count_calls

OF_DJANGO = Path(admin.__file__).parent / "templates/admin/app_list.html"
PATHS = ("/admin/", "/admin/articles/", "/admin/articles/edition/7/change/", "/admin/é/")
NAME = "Nails & “screws” <small>"


@pytest.fixture(params=["root", "publisher", "author", "nobody"])
def person(request, db) -> User:
    groups = [] if request.param in ("root", "nobody") else [request.param]
    is_root = request.param == "root"
    return make_staff("menu@example.org", "Menu", *groups, is_superuser=is_root)


def apps_of(person: User) -> list[dict]:
    request = RequestFactory().get("/admin/")
    request.user = person
    return admin.site.get_app_list(request)


def of_django(apps: list[dict], path: str, *, with_change_links: bool) -> str:
    libraries = {"i18n": "django.templatetags.i18n"}
    template = Engine(libraries=libraries).from_string(OF_DJANGO.read_text("utf-8"))
    request = RequestFactory().get("/")
    request.path = path
    values = {"app_list": apps, "request": request, "show_changelinks": with_change_links}
    return template.render(Context(values))


def without_spaces(html: str) -> str:
    return re.sub(r"\s+(?=<)|(?<=>)\s+", "", html).strip()


@pytest.mark.parametrize("with_change_links", [True, False])
def test_the_menu_is_that_of_django(person, with_change_links):
    apps = apps_of(person)
    for app in apps:
        app["name"] = app["models"][0]["name"] = NAME  # nothing of ours is named so yet
        app["models"][-1]["admin_url"] = None
    for path in PATHS:
        ours = menu(apps, path, with_change_links=with_change_links)
        assert without_spaces(ours) == without_spaces(
            of_django(apps, path, with_change_links=with_change_links)
        )


def test_every_page_has_it_at_its_side_but_the_first_which_consists_of_it(cast):
    client = cast.client(cast.pia)
    row = '<tr class="model-edition current-model"><th scope="row" id="articles-edition">'
    assert row in client.get("/admin/articles/edition/").content.decode()
    first = client.get("/admin/").content.decode()
    assert first.count('id="articles-edition"') == 1
    assert first.count('class="changelink" aria-describedby="articles-edition"') == 1


def test_the_first_page_lists_what_there_is_to_edit_once(cast, monkeypatch):
    listed, real = [], admin.site.get_app_list

    def get_app_list(*args):
        listed.append(args)
        return real(*args)

    monkeypatch.setattr(admin.site, "get_app_list", get_app_list)
    page = cast.client(cast.pia).get("/admin/")
    assert page.context["app_list"]
    assert len(listed) == 1


def test_it_takes_a_fifth_of_the_work(db):
    apps = apps_of(make_staff("root@example.org", "Root", is_superuser=True))
    ours = count_calls(lambda: menu(apps, "/admin/", with_change_links=True))
    theirs = count_calls(lambda: of_django(apps, "/admin/", with_change_links=True))
    assert ours * 5 < theirs
