"""What every page is made of: parts that are built once, and the policy that goes with each."""

import pytest
from csp.constants import HEADER
from csp.decorators import csp_exempt, csp_update
from csp.utils import build_policy
from django.http import HttpResponse
from django.template import Context, Engine
from django.test import RequestFactory

from backsite.policy import PolicyMiddleware

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
    def header(self, view=lambda request: HttpResponse()) -> str | None:
        return PolicyMiddleware(view)(RequestFactory().get("/")).get(HEADER)

    def directives(self, policy: str) -> set[str]:
        return set(policy.split("; "))

    def test_it_is_what_the_settings_say(self):
        assert self.directives(self.header()) == self.directives(build_policy())

    def test_a_nonce_is_in_the_policy_of_its_own_answer_alone(self):
        nonces = []

        def view(request):
            nonces.append(str(request.csp_nonce))
            return HttpResponse()

        policies = [self.header(view) for _ in range(2)]
        assert nonces[0] != nonces[1]
        for nonce, policy in zip(nonces, policies, strict=True):
            assert f"'nonce-{nonce}'" in policy
        assert "nonce" not in self.header()

    def test_a_view_may_have_its_own(self):
        assert self.header(csp_exempt()(lambda request: HttpResponse())) is None
        wider = csp_update({"img-src": "https://example.org"})(lambda request: HttpResponse())
        assert "https://example.org" in self.header(wider)

    def test_what_an_answer_says_itself_stays(self):
        own = "default-src 'none'"
        assert self.header(lambda request: HttpResponse(headers={HEADER: own})) == own

    def test_no_nonce_is_made_when_the_policy_is_sent(self):
        request = RequestFactory().get("/")
        PolicyMiddleware(lambda request: HttpResponse())(request)
        with pytest.raises(Exception, match="csp_nonce"):
            str(request.csp_nonce)
