"""The files that operators are given: each is tried with the program that it is for."""

import http.client
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from backsite.management.commands.load_demo import PASSWORD, WALKER
from backsite.rsgi import application
from backsite.server import MAX_BODY_BYTES
from tests import services
from tests.released import ROOT
from tests.served import Browser, served

FILES = ROOT / "docs/operating"
UNITS = sorted((FILES / "systemd").iterdir())
HANDBOOK = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
MANAGE = re.compile(r"manage\.py (\w+)([^\n`|]*)")
LIMIT = 10  # failed sign-ins a minute from one address


def commands_of(text: str) -> list[tuple[str, list[str]]]:
    """The name and the arguments of every management command in `text`."""
    found = []
    for name, rest in MANAGE.findall(text):
        arguments = re.split(r"\s+(?:#|&&|<|\|)", rest.split("  ")[0])[0].split()
        found.append((name, arguments))
    return found


@pytest.mark.parametrize(
    "file", [*UNITS, ROOT / "docs/operating.md", ROOT / "README.md"], ids=lambda file: file.name
)
def test_every_command_that_is_named_exists_and_takes_its_options(file):
    for name, arguments in commands_of(file.read_text(encoding="utf-8")):
        app = get_commands()[name]
        command = load_command_class(app, name) if isinstance(app, str) else app
        options = command.create_parser("manage.py", name)._option_string_actions
        asked = [word for word in arguments if word.startswith("--")]
        assert set(asked) <= set(options), (name, asked)


def test_what_the_handbook_asks_for_daily_is_in_the_daily_unit():
    daily = set(re.findall(r"^\| `manage\.py (\w+)[^`]*` \| daily", HANDBOOK, re.M))
    unit = (FILES / "systemd/backsite-daily.service").read_text(encoding="utf-8")
    assert daily
    assert daily <= {name for name, _ in commands_of(unit)}


@pytest.mark.service
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        services.missing("systemd-analyze")
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/srv/backsite", str(tmp_path))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run([program, "verify", *units], capture_output=True, text=True)
    ours = [
        line for line in done.stderr.splitlines() if str(tmp_path) in line or "backsite" in line
    ]
    assert (done.returncode, ours) == (0, [])


# The units of both programs: nginx counts in powers of two, Caddy as SI and IEC have it.
BYTES = {"m": 2**20, "MB": 10**6, "MiB": 2**20}


@pytest.mark.parametrize("file", ["nginx.conf", "Caddyfile"])
def test_a_proxy_lets_through_what_the_site_takes_and_no_more(file):
    """The other one has no limit of its own, and leaves it to the site."""
    text = (FILES / file).read_text(encoding="utf-8")
    limits = re.findall(r"(?:client_max_body_size|max_size) (\d+)(\w+)", text)
    (long_body,) = application.long_bodies.values()
    assert [int(number) * BYTES[unit] for number, unit in limits] == [MAX_BODY_BYTES, long_body]


@dataclass
class Ports:
    """Where a proxy listens, for http and https, and where each server of the site does."""

    http: int
    https: int
    sites: tuple[int, ...]

    def addresses(self, separator: str) -> str:
        return separator.join(f"127.0.0.1:{port}" for port in self.sites)


def certificate(folder: Path) -> tuple[Path, Path]:
    key, made = folder / "example.org.key", folder / "example.org.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    done = subprocess.run(
        [*command, "-keyout", str(key), "-out", str(made)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return key, made


def replaced(file: str, changes: dict[str, str]) -> str:
    """The text of one of the files with the operator's own values; each must be there."""
    text = (FILES / file).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx(folder: Path, ports: Ports) -> list[str]:
    key, made = certificate(folder)
    site = replaced(
        "nginx.conf",
        {
            "https://example.org": f"https://localhost:{ports.https}",
            "server_name example.org": "server_name localhost",
            "listen 80;": f"listen 127.0.0.1:{ports.http};",
            "listen 443": f"listen 127.0.0.1:{ports.https}",
            "127.0.0.1:8000": ports.addresses(";\n    server "),
            "/etc/ssl/certs/example.org.pem": str(made),
            "/etc/ssl/private/example.org.key": str(key),
            "/var/log/nginx/backsite.log": str(folder / "access.log"),
        },
    )
    folders = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{name}_temp_path {folder / name};\n" for name in folders)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder / 'pid'}; error_log stderr;\nevents {{}}\n"
        f"http {{\n{temporary}{site}}}\n",
        encoding="utf-8",
    )
    command = ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    done = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return command


def caddy(folder: Path, ports: Ports) -> list[str]:
    key, made = certificate(folder)
    changes = {
        "example.org {": f"https://localhost:{ports.https} {{\n"
        f"\tbind 127.0.0.1\n\ttls {made} {key}",
        "127.0.0.1:8000": ports.addresses(" "),
    }
    options = f"{{\n\tadmin off\n\tauto_https disable_redirects\n\thttp_port {ports.http}\n}}\n"
    # Caddy opens the port that redirects by itself, on 80; here the same is asked for by name.
    redirect = (
        f"http://localhost:{ports.http} {{\n\tbind 127.0.0.1\n"
        f"\tredir https://localhost:{ports.https}{{uri}} 301\n}}\n"
    )
    file = folder / "Caddyfile"
    file.write_text(options + redirect + replaced("Caddyfile", changes), encoding="utf-8")
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]


def haproxy(folder: Path, ports: Ports) -> list[str]:
    key, made = certificate(folder)
    both = folder / "both.pem"
    both.write_text(made.read_text() + key.read_text())
    changes = {
        "bind :80": f"bind 127.0.0.1:{ports.http}",
        "bind :443": f"bind 127.0.0.1:{ports.https}",
        "/etc/ssl/private/example.org.pem": str(both),
        "server one 127.0.0.1:8000": "\n    ".join(
            f"server s{port} 127.0.0.1:{port}" for port in ports.sites
        ),
    }
    file = folder / "haproxy.cfg"
    file.write_text(replaced("haproxy.cfg", changes), encoding="utf-8")
    done = subprocess.run(["haproxy", "-c", "-f", str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return ["haproxy", "-W", "-f", str(file)]


PROXIES = {"nginx": nginx, "caddy": caddy, "haproxy": haproxy}


@pytest.fixture(scope="module")
def ports(tmp_path_factory) -> Iterator[Ports]:
    """The released demo, with the settings of a site behind a proxy that ends TLS."""
    https = services.free_port()
    settings = {
        "SITE_URL": f"https://localhost:{https}",
        "BEHIND_TLS_PROXY": "1",
        "TRUSTED_PROXY_COUNT": "1",
        "STAFF_SECOND_FACTOR": "0",
        "DJANGO_SETTINGS_MODULE": "tests.quick_passwords",
    }
    with served(tmp_path_factory.mktemp("site"), 1, **settings) as site:
        yield Ports(services.free_port(), https, (int(site.url.rpartition(":")[2]),))


@pytest.fixture(scope="module", params=PROXIES)
def proxied(request, ports, tmp_path_factory) -> Iterator[tuple[str, Path, Browser]]:
    """The name and the folder of a proxy that runs with the operator's file, and a visitor."""
    name, folder = request.param, tmp_path_factory.mktemp(request.param)
    if shutil.which(name) is None:
        services.missing(name)
    with pytest.MonkeyPatch.context() as m:
        m.setenv("HOME", str(folder))  # where Caddy keeps what it knows
        command = PROXIES[name](folder, ports)
        with services.running(command, folder / "proxy.log", services.accepts(ports.https)):
            yield name, folder, Browser(f"https://localhost:{ports.https}")


def sign_in_wrongly(browser: Browser, address: str, claims: str) -> tuple[int, str]:
    """One failed sign-in from `address` of this machine, which `claims` to be another one."""
    token = re.search(r'middlewaretoken" value="([^"]+)"', browser.ask("/accounts/login/").text)[1]
    tls = browser.opener.handlers  # the handler with the context that knows the test's own key
    context = next(each._context for each in tls if hasattr(each, "_context"))
    host, _, port = browser.url.removeprefix("https://").partition(":")
    connection = http.client.HTTPSConnection(
        host, int(port), context=context, source_address=(address, 0), timeout=60
    )
    body = f"csrfmiddlewaretoken={token}&login={claims}@example.org&password=wrong-one".encode()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookies,
        "Referer": browser.url + "/accounts/login/",
        "X-Forwarded-For": claims,
        "X-Forwarded-Proto": "http",
    }
    connection.request("POST", "/accounts/login/", body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


@pytest.mark.service
@pytest.mark.slow
def test_pages_forms_and_files_come_through(proxied, ports):
    _, _, browser = proxied
    plain = Browser(f"http://localhost:{ports.http}").ask("/topics/")
    assert plain.status == 301
    assert re.fullmatch(r"https://localhost:\d+/topics/", plain.headers["Location"])
    home = browser.ask("/")
    assert home.status == 200
    assert "max-age" in home.headers["Strict-Transport-Security"]
    assert browser.url in home.text  # the canonical address
    sent = browser.send("/accounts/login/", login=WALKER, password=PASSWORD)
    assert sent.headers["Location"] == "/journal/"
    assert all(cookie.secure for cookie in browser.cookies)
    assert browser.ask("/journal/").status == 200
    assert browser.ask("/static/backsite/site.css").status == 200
    assert browser.ask("/healthz").text == "ok\n"


@pytest.mark.service
@pytest.mark.slow
def test_limits_count_who_asks_whatever_they_claim(proxied):
    name, _, browser = proxied
    browser.cookies.clear()
    number = 10 + list(PROXIES).index(name)
    ours = f"127.0.0.{number}"
    answers = [sign_in_wrongly(browser, ours, f"10.{number}.0.{n}") for n in range(LIMIT + 2)]
    assert {status for status, _ in answers} <= {200, 429}
    assert "Too many" in answers[-1][1]
    assert "Too many" not in sign_in_wrongly(browser, "127.0.0.3", f"10.{number}.0.99")[1]


@pytest.mark.service
@pytest.mark.slow
def test_the_log_of_nginx_opens_no_shared_page(proxied):
    name, folder, browser = proxied
    assert browser.ask("/shared/what-opens-it/").status in (404, 410)
    assert browser.ask("/search/?q=secret+pain").status == 200
    if name == "nginx":  # the files of the others write no log of requests
        log = (folder / "access.log").read_text()
        assert " /shared/- 4" in log
        assert "what-opens-it" not in log
        assert "secret" not in log
    assert "what-opens-it" not in (folder / "proxy.log").read_text()
