"""What every page is made of: parts that are built once, and the policy that goes with each."""

import pytest
from csp.constants import HEADER
from csp.utils import build_policy
from django.template import Context, Engine
from django.test import Client
from django.urls import reverse

from tests.cast import make_draft

LIBRARIES = {"once": "backsite.templatetags.once"}


def draw(template, **values) -> str:
    return template.render(Context(values))


def test_what_is_built_once_stays_and_the_rest_does_not():
    engine = Engine(libraries=LIBRARIES)
    template = engine.from_string("{% load once %}{% once %}{{ a }}{% endonce %}{{ a }}")
    assert [draw(template, a=a) for a in "<b"] == ["&lt;&lt;", "&lt;b"]


def test_what_differs_is_built_once_for_each_value():
    engine = Engine(libraries=LIBRARIES)
    template = engine.from_string("{% load once %}{% once at.name %}{{ n }}{% endonce %}")
    pages = [draw(template, at={"name": name}, n=n) for n, name in enumerate("xyxy")]
    assert pages == ["0", "1", "0", "1"]
    assert draw(template, n=4) == "4"  # nowhere, as on a page that does not exist
    assert draw(template, n=5) == "4"


class TestPolicy:
    """One policy for all pages. Nonces are made only where a page asks for one."""

    def header(self, client: Client, address: str) -> str:
        return client.get(address).headers[HEADER]

    def directives(self, policy: str) -> set[str]:
        return set(policy.split("; "))

    @pytest.mark.django_db
    @pytest.mark.parametrize("address", ["/about/", "/no-such-page/", "/accounts/login/"])
    def test_it_is_what_the_settings_say(self, client, address):
        assert self.directives(self.header(client, address)) == self.directives(build_policy())

    @pytest.mark.django_db
    def test_a_nonce_is_in_the_policy_of_its_own_answer_alone(self, cast):
        address = reverse("admin:articles_edition_change", args=[make_draft().pk])
        policies = {self.header(cast.client(cast.ed), address) for _ in range(2)}
        assert len(policies) == 2
        assert all("'nonce-" in policy for policy in policies)
        assert "nonce" not in self.header(cast.client(cast.ed), "/about/")
