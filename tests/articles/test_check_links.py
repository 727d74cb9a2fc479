"""The round over outside links, against a server of our own on this machine."""

import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.checklist.load import check_list
from articles.links import fetch
from articles.links.checker import addresses_in_use, check_one, due, note_use
from articles.links.fetch import LinkAnswer, ask, is_public
from articles.models import Article, Caution, LinkCheck
from tests.cast import (
    NOW,
    make_answer,
    make_article,
    make_draft,
    make_published,
    make_source,
    publish,
)
from tests.queries import count_queries

DAY = timedelta(days=1)


class Elsewhere(BaseHTTPRequestHandler):
    """Another site: what its paths answer."""

    asked: Counter[tuple[str, str]] = Counter()
    agents: set[str] = set()
    STATUS = {"/gone": 404, "/error": 500, "/forbidden": 403, "/busy": 429}

    def do_HEAD(self) -> None:
        self.asked[self.command, self.path] += 1
        self.agents.add(self.headers["User-Agent"])
        is_head = self.command == "HEAD"
        if self.path == "/hangs-up" and is_head:
            self.close_connection = True
            return
        if self.path.startswith("/on/"):
            left = int(self.path.removeprefix("/on/"))
            self.answer(302, f"/on/{left - 1}" if left else "/ok")
        elif self.path == "/to-a-file":
            self.answer(301, "file:///etc/passwd")
        elif self.path == "/to-nonsense":
            self.answer(302, "http://[not-closed/")
        elif self.path == "/to-an-accent":
            self.answer(301, "/é".encode().decode("latin-1"))  # the bytes of UTF-8
        elif self.path == "/%C3%83%C2%A9":  # encoded twice
            self.answer(404)
        elif self.path == "/nowhere":
            self.answer(302)
        elif self.path == "/no-head":
            self.answer(405 if is_head else 200)
        else:
            self.answer(self.STATUS.get(self.path.partition("?")[0], 200))

    do_GET = do_HEAD

    def answer(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args) -> None:
        pass


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def _forget():
    Elsewhere.asked.clear()
    Elsewhere.agents.clear()


def look(url: str, **options) -> LinkAnswer:
    return ask(url, allow_private=True, timeout=2, **options)


# --- One address --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/ok", LinkAnswer(200)),
        ("", LinkAnswer(200)),
        ("/a b/ü?q=ö&r=1", LinkAnswer(200)),
        ("/ok#part", LinkAnswer(200)),
        ("/no-head", LinkAnswer(200)),
        ("/hangs-up", LinkAnswer(200)),
        ("/on/3", LinkAnswer(200)),
        ("/to-an-accent", LinkAnswer(200)),
        ("/gone", LinkAnswer(404, "answers 404", is_broken=True)),
        ("/error", LinkAnswer(500, "answers 500", is_broken=True)),
        ("/nowhere", LinkAnswer(302, "answers 302", is_broken=True)),
        ("/on/10", LinkAnswer(None, "leads on more than 10 times", is_broken=True)),
        ("/to-nonsense", LinkAnswer(None, "leads on to what is not an address", is_broken=True)),
        ("/to-a-file", LinkAnswer(None, "is not an address of the web", is_broken=True)),
        ("/forbidden", LinkAnswer(403, "answers 403 to programs: open it by hand")),
        ("/busy", LinkAnswer(429, "answers 429 to programs: open it by hand")),
    ],
)
def test_what_an_address_answers(server, path, found):
    assert look(server + path) == found


def test_the_head_is_enough_where_it_is_answered_well(server):
    look(server + "/ok")
    look(server + "/gone")
    assert Elsewhere.asked == {("HEAD", "/ok"): 1, ("HEAD", "/gone"): 1, ("GET", "/gone"): 1}


def test_the_site_says_who_asks(server, settings):
    look(server + "/ok")
    assert Elsewhere.agents == {f"{settings.SITE_NAME} link check (+{settings.SITE_URL})"}


def test_a_site_with_a_name_in_any_script_asks_too(server, settings):
    settings.SITE_NAME = "Kręgosłup"
    assert look(server + "/ok") == LinkAnswer(200)
    (agent,) = Elsewhere.agents
    assert agent.encode("latin-1").decode().startswith("Kręgosłup link check")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://a.example/x", "is not an address of the web"),
        ("http://", "is not an address of the web"),
        ("http://[::1", "is not an address"),
        ("http://127.0.0.1:99999/", "is not an address"),
        (f"http://{'a' * 70}.example/", "no site has this name"),
        ("http://..example/", "no site has this name"),
    ],
)
def test_what_cannot_be_asked_says_why(url, problem):
    assert look(url) == LinkAnswer(None, problem, is_broken=True)


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (socket.EAI_NONAME, "no site has this name"),
        (socket.EAI_AGAIN, "its name could not be looked up just now"),
    ],
)
def test_a_name_that_could_not_be_looked_up_is_not_said_to_be_unknown(monkeypatch, number, problem):
    def fail(*args, **options):
        raise socket.gaierror(number, "What the system says.")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert look("https://a.example/") == LinkAnswer(None, problem, is_broken=True)


def test_a_port_where_nobody_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert look(f"http://127.0.0.1:{port}/").problem == "refuses the connection"


def test_a_server_that_never_answers_is_left(server):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        found = ask(url, allow_private=True, timeout=0.2)
    assert found == LinkAnswer(None, "gave no answer in 0.2 seconds", is_broken=True)


class GoesOn(BaseHTTPRequestHandler):
    """A site that is about to answer, always: each of its words comes in time."""

    def do_HEAD(self) -> None:
        with suppress(OSError):
            while True:
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                time.sleep(0.02)


def test_a_server_that_goes_on_without_an_answer_is_left():
    server = ThreadingHTTPServer(("127.0.0.1", 0), GoesOn)
    asking = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    asking.start()
    found: list[LinkAnswer] = []
    url = f"http://127.0.0.1:{server.server_port}/"
    look = threading.Thread(
        target=lambda: found.append(ask(url, allow_private=True, timeout=0.2)), daemon=True
    )
    look.start()
    look.join(10)
    server.shutdown()
    server.server_close()
    assert found == [LinkAnswer(None, "gave no answer in 0.6 seconds", is_broken=True)]


def test_a_site_that_speaks_no_tls_breaks_off(server):
    assert look(server.replace("http:", "https:")).problem == "broke the connection off"


PRIVATE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),  # noqa: S104
    *("100.64.0.1", "224.0.1.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1"),
    *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"),
    *("::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "fec0::1"),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_public_in_any_notation(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_open_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_nothing_of_ours_is_asked(server, host):
    port = server.rpartition(":")[2]
    found = ask(f"http://{host}:{port}/ok")
    assert found.is_broken
    assert "private address" in found.problem or "no site" in found.problem
    assert not Elsewhere.asked


def test_a_redirect_does_not_lead_inside_either(server, monkeypatch):
    """The first step is let through, as if it were a public address; the second is looked at."""
    seen = []

    def first_only(address: str) -> bool:
        seen.append(address)
        return len(seen) == 1

    monkeypatch.setattr(fetch, "is_public", first_only)
    found = ask(server + "/on/1", timeout=2)
    assert "private address" in found.problem
    assert set(Elsewhere.asked) == {("HEAD", "/on/1")}


def test_the_place_that_was_looked_at_is_the_one_that_is_asked(server, monkeypatch):
    """A name that means another place the second time it is looked up leads nowhere else."""
    looked_up = []
    real = socket.getaddrinfo

    def once(host, *args, **kwargs):
        looked_up.append(host)
        return real("127.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    port = server.rpartition(":")[2]
    assert look(f"http://rebinding.example:{port}/ok") == LinkAnswer(200)
    assert looked_up == ["rebinding.example"]


# --- Which addresses ----------------------------------------------------------------------------


@pytest.fixture
def page(clock, db, server) -> Article:
    draft = make_draft(
        make_article(slug="page"), introduction=link(f"{server}/ok#part"), questions=0
    )
    answer = make_answer(draft, body=link(f"{server}/gone"))
    answer.sources.set([make_source(key="a", url=f"{server}/forbidden")])
    return publish(draft).article


def link(href: str) -> str:
    return f'<p><a href="{href}">A guide to backs</a></p>'


def test_addresses_of_live_pages_sources_and_cautions_are_in_use(page, server, settings):
    settings.ALLOWED_HOSTS = ["own.example"]
    draft = make_draft(questions=0)
    make_answer(draft, body=link("https://draft.example/")).sources.clear()
    gone = make_published(introduction=link("https://withdrawn.example/"))
    gone.withdraw(now=NOW, reason="Wrong.")
    gone.save()
    Caution.objects.create(slug="c", title="C", names="x", body=link("https://caution.example/"))
    other = make_published(
        make_article(slug="other"),
        introduction=link("/get-help/") + link("mailto:a@b.example") + link("http://own.example/"),
    )
    make_source(url="https://uncited.example/")
    assert addresses_in_use(NOW) == {
        f"{server}/ok": {page.pk},
        f"{server}/gone": {page.pk},
        f"{server}/forbidden": {page.pk, other.article.pk},
        "https://uncited.example/": set(),
        "https://caution.example/": set(),
    }


def test_finding_the_addresses_takes_as_many_queries_for_many_pages(page):
    few = count_queries(lambda: addresses_in_use(NOW))
    for number in range(5):
        make_published(make_article(), introduction=link(f"https://{number}.example/"))
    assert count_queries(lambda: addresses_in_use(NOW)) == few


def test_who_waited_longest_is_asked_first_and_hosts_take_turns(db):
    addresses = [f"https://{host}.example/{n}" for host in "ab" for n in range(2)]
    assert due(addresses) == [addresses[0], addresses[2], addresses[1], addresses[3]]
    LinkCheck.objects.create(url=addresses[0], checked_at=NOW - 3 * DAY)
    LinkCheck.objects.create(url=addresses[1], checked_at=NOW - 9 * DAY)
    assert due(addresses, limit=3) == [addresses[2], addresses[1], addresses[3]]
    assert due(addresses, not_since=NOW - 7 * DAY) == [addresses[2], addresses[1], addresses[3]]


# --- What is kept -------------------------------------------------------------------------------


def test_the_first_day_of_a_failure_is_kept_until_it_is_mended(db):
    url = "https://a.example/"
    broken, well = LinkAnswer(404, "answers 404", is_broken=True), LinkAnswer(200)
    days = [check_one(url, lambda _: broken, NOW + n * DAY).broken_since for n in range(2)]
    assert days == [NOW, NOW]
    fixed = check_one(url, lambda _: well, NOW + 2 * DAY)
    assert (fixed.broken_since, fixed.problem, fixed.status) == (None, "", 200)
    assert LinkCheck.objects.get().checked_at == NOW + 2 * DAY
    assert check_one(url, lambda _: broken, NOW + 3 * DAY).broken_since == NOW + 3 * DAY


def test_addresses_that_nobody_needs_any_more_are_forgotten(db):
    first, second = make_article(), make_article()
    for name in "abc":
        LinkCheck.objects.create(url=f"https://{name}.example/", checked_at=NOW)
    note_use({"https://a.example/": {first.pk, second.pk}, "https://b.example/": set()})
    note_use({"https://a.example/": {second.pk}, "https://b.example/": {first.pk}})
    needed = {check.url: list(check.articles.all()) for check in LinkCheck.objects.all()}
    assert needed == {"https://a.example/": [second], "https://b.example/": [first]}


# --- The command --------------------------------------------------------------------------------


def run(*args: str) -> str:
    out = StringIO()
    call_command(
        "check_links", "--allow-private", "--pause=0", *args, stdout=out, stderr=StringIO()
    )
    return out.getvalue()


def test_a_round_names_what_is_broken_by_page_and_fails(page, server):
    out = StringIO()
    with pytest.raises(CommandError, match="1 broken") as failed:
        call_command("check_links", "--allow-private", "--pause=0", stdout=out, stderr=StringIO())
    assert failed.value.returncode == 1
    told = out.getvalue()
    assert "/articles/page/" in told
    assert f"{server}/gone\n    answers 404, since 2026-05-14" in told
    assert f"{server}/ok" not in told
    assert LinkCheck.objects.count() == 3
    assert list(LinkCheck.objects.broken().values_list("articles__slug", flat=True)) == ["page"]


def test_a_round_in_which_all_is_well_says_so(clock, db, server):
    make_published(introduction=link(f"{server}/ok"))
    assert "1 of 1 addresses asked.\nNone is broken." in run()


def test_a_dry_run_asks_nobody_and_keeps_nothing(page, server):
    told = run("--dry-run")
    assert "3 of 3 addresses would be asked." in told
    assert f"{server}/gone\n" in told
    assert not Elsewhere.asked
    assert not LinkCheck.objects.exists()


def test_a_round_can_be_cut_short_and_taken_up_again(page, server, clock):
    for asked in (1, 2):
        Elsewhere.asked.clear()
        try:
            told = run("--limit=1", "--older-than=7")
        except CommandError:
            continue
        assert "1 of 3 addresses asked." in told
        assert LinkCheck.objects.count() == asked
    clock.move_to(NOW + 3 * DAY)
    with pytest.raises(CommandError):
        run("--older-than=2")
    assert LinkCheck.objects.count() == 3


def test_without_leave_nothing_private_is_asked(page):
    with pytest.raises(CommandError, match="3 broken"):
        call_command("check_links", "--pause=0", stdout=StringIO(), stderr=StringIO())
    assert not Elsewhere.asked


def test_one_host_is_left_in_peace_between_two_questions(page, monkeypatch):
    waits = []
    monkeypatch.setattr("articles.management.commands.check_links.time.sleep", waits.append)
    with pytest.raises(CommandError):
        call_command(
            "check_links", "--allow-private", "--pause=5", stdout=StringIO(), stderr=StringIO()
        )
    assert len(waits) == 3
    assert waits[0] == 0
    assert all(wait > 4 for wait in waits[1:])


# --- What editors are told ----------------------------------------------------------------------


def test_the_report_lists_what_failed_and_what_keeps_programs_out(page, server, cast):
    with pytest.raises(CommandError):
        run()
    response = cast.client(cast.ed).get("/admin/reports/broken-links/")
    told = response.content.decode()
    assert f"{server}/gone" in told
    assert "answers 403 to programs" in told
    assert f"{server}/ok" not in told


def test_the_check_list_tells_of_it_at_the_link(page, server):
    with pytest.raises(CommandError):
        run()
    draft = page.live_edition(NOW).new_edition(author=None)
    told = [each.message for each in check_list(draft, NOW).advisory if each.code == "broken-link"]
    assert len(told) == 1
    assert f"{server}/gone" in told[0]
