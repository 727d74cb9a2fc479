"""Several servers behind a proxy, on PostgreSQL behind a pooler, while they and it are killed."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event

import psycopg
import pytest

from backsite.management.commands.load_demo import PASSWORD, WALKER
from tests import services
from tests.backsite.test_operating_files import PROXIES, Ports
from tests.backsite.test_stays_up import store_one
from tests.released import ROOT
from tests.served import SECONDS, Browser
from tests.soak import FIRST, IS_SOAK, steps

pytestmark = [pytest.mark.service, pytest.mark.postgres, pytest.mark.long]

KILLS = 500 if IS_SOAK else 4  # with each of two proxies, and of PostgreSQL
WRITERS = 3
NEW_TITLE = "Tablets and gels"
# In one process: three take longer to start than two of the commands.
FILL = """
from django.core.management import call_command
for command in ("migrate", "load_starter", "load_demo"):
    call_command(command)
"""
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "backsite.settings",
    "SECRET_KEY": "only-for-tests-" + "t" * 40,
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "BEHIND_TLS_PROXY": "1",
    "TRUSTED_PROXY_COUNT": "1",
    "BEHIND_POOLER": "1",
    "STAFF_SECOND_FACTOR": "0",
    "DEBUG": "1",  # styles without a manifest; nothing that is tested here
    "BUILT_PAGES_BYTES": str(8 * 2**20),
}


@dataclass
class Servers:
    """The processes of the site, each on its port, that can be killed and started again."""

    environ: dict[str, str]
    folder: Path
    ports: tuple[int, ...]
    running: dict[int, subprocess.Popen] = field(default_factory=dict)
    code: Path = ROOT

    def start(self, port: int) -> None:
        command = [sys.executable, "manage.py", "serve", "--workers", "1", "--no-jobs"]
        with (self.folder / f"log-{port}").open("ab") as log:
            self.running[port] = subprocess.Popen(
                [*command, "--port", str(port)],
                cwd=self.code,
                env=os.environ | self.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, port: int) -> None:
        process = self.running.pop(port)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(SECONDS)

    def stop(self, port: int) -> None:
        """As systemd does: what is under way is finished."""
        process = self.running.pop(port)
        process.terminate()
        process.wait(SECONDS)

    def wait_for(self, port: int) -> None:
        services.wait_until(services.accepts(port), f"the server on {port}")


@contextmanager
def pooled(folder: Path, address: str) -> Iterator[str]:
    """The address of a PgBouncer in transaction mode before the PostgreSQL at `address`."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        services.missing("PgBouncer")
    port, server = services.free_port(), address.rpartition(":")[2].partition("/")[0]
    (folder / "users").write_text('"backsite" ""\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\npostgres = host=127.0.0.1 port={server}\n[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = trust\nauth_file = {folder / 'users'}\npool_mode = transaction\n"
        "default_pool_size = 6\nmax_client_conn = 200\n"
    )
    command = [program, str(folder / "pgbouncer.ini")]
    owner = services.as_owner(folder)
    with services.running([*owner, *command], folder / "pooler.log", services.accepts(port)):
        yield f"postgres://backsite@127.0.0.1:{port}/postgres"


@pytest.fixture(scope="module")
def cluster() -> Iterator[services.Cluster]:
    """A filled PostgreSQL."""
    with (
        tempfile.TemporaryDirectory(prefix="backsite-") as name,
        services.cluster(Path(name)) as cluster,
    ):
        filling = SETTINGS | {"DATABASE_URL": cluster.address, "SITE_URL": "http://127.0.0.1:1"}
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", FILL],
            cwd=ROOT,
            env=os.environ | filling,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        yield cluster


@pytest.fixture(scope="module")
def database(cluster) -> Iterator[tuple[str, str]]:
    """The addresses of the filled PostgreSQL: of itself, and of a pooler before it."""
    with (
        tempfile.TemporaryDirectory(prefix="backsite-") as name,
        pooled(Path(name), cluster.address) as pooler,
    ):
        yield cluster.address, pooler


@pytest.fixture(params=["nginx", "haproxy"])
def site(request, database, tmp_path) -> Iterator[tuple[Servers, str]]:
    """Two servers behind a proxy, and its address."""
    if shutil.which(request.param) is None:
        services.missing(request.param)
    https = services.free_port()
    sites = (services.free_port(), services.free_port())
    environ = {"DATABASE_URL": database[1], "SITE_URL": f"https://localhost:{https}"}
    servers = Servers(SETTINGS | environ, tmp_path, sites)
    command = PROXIES[request.param](tmp_path, Ports(services.free_port(), https, sites))
    try:
        for port in sites:
            servers.start(port)
        for port in sites:
            servers.wait_for(port)
        with services.running(command, tmp_path / "proxy.log", services.accepts(https)):
            yield servers, f"https://localhost:{https}"
    finally:
        for port in list(servers.running):
            servers.kill(port)


def signed_in_at(url: str) -> Browser:
    browser = Browser(url)
    assert browser.send("/accounts/login/", login=WALKER, password=PASSWORD).status == 302
    return browser


def stored(address: str) -> list[str]:
    with psycopg.connect(address) as connection:
        rows = connection.execute("SELECT entry FROM journal_walk WHERE minutes = 77")
        return sorted(str(entry) for (entry,) in rows)


@contextmanager
def writing(browsers: list[Browser]) -> Iterator[list[str]]:
    """Walks that were acknowledged to those who save one after another until the block ends."""
    acknowledged: list[str] = []
    is_over = Event()

    def write(browser: Browser) -> None:
        while not is_over.is_set():
            store_one(browser, entry := str(uuid.uuid4()))
            acknowledged.append(entry)

    with ThreadPoolExecutor(len(browsers)) as threads:
        writers = [threads.submit(write, browser) for browser in browsers]
        try:
            yield acknowledged
        finally:
            is_over.set()
        for writer in writers:
            writer.result()


def test_killed_servers_lose_and_double_no_acknowledged_walk(site, database, capsys):
    servers, url = site
    before = stored(database[0])
    with writing([signed_in_at(url) for _ in range(WRITERS)]) as acknowledged:
        for _ in steps(KILLS, capsys):
            port, count = random.choice(servers.ports), len(acknowledged)
            servers.kill(port)
            services.wait_until(lambda: len(acknowledged) > count, "a walk by the other")  # noqa: B023
            servers.start(port)
            servers.wait_for(port)
    assert len(acknowledged) >= KILLS - FIRST
    assert stored(database[0]) == sorted([*before, *acknowledged])


def test_a_killed_postgresql_loses_and_doubles_no_acknowledged_walk(cluster, tmp_path, capsys):
    """With all its processes, at any moment. Afterwards every page of its files is as it was
    written, by PostgreSQL's own sums."""
    port = services.free_port()
    alone = {"BEHIND_TLS_PROXY": "0", "TRUSTED_PROXY_COUNT": "0", "BEHIND_POOLER": "0"}
    alone |= {"DATABASE_URL": cluster.address, "SITE_URL": f"http://127.0.0.1:{port}"}
    servers = Servers(SETTINGS | alone, tmp_path, (port,))
    before = stored(cluster.address)
    servers.start(port)
    try:
        servers.wait_for(port)
        browsers = [signed_in_at(alone["SITE_URL"]) for _ in range(WRITERS)]
        with writing(browsers) as acknowledged:
            for _ in steps(KILLS, capsys):
                count = len(acknowledged)
                services.wait_until(lambda: len(acknowledged) > count, "a walk")  # noqa: B023
                time.sleep(random.uniform(0, 0.05))
                cluster.kill()
                cluster.start()
    finally:
        servers.kill(port)
    assert len(acknowledged) >= KILLS - FIRST
    assert stored(cluster.address) == sorted([*before, *acknowledged])
    cluster.stop()
    checked = cluster.run("pg_checksums", "--check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    cluster.start()


def test_what_is_published_is_fresh_on_every_server_at_once(site, database):
    servers, _ = site
    direct = [Browser(f"http://127.0.0.1:{port}") for port in servers.ports]
    for browser in direct:
        browser.opener.addheaders += [("X-Forwarded-Proto", "https")]
    for number in range(5):
        title = f"{NEW_TITLE} {number}"
        assert not any(title in each.ask("/articles/painkillers/").text for each in direct)
        with psycopg.connect(database[0]) as connection:
            connection.execute(
                "UPDATE articles_edition SET title = %s WHERE article_id IN "
                "(SELECT id FROM articles_article WHERE slug = 'painkillers')",
                [title],
            )
        assert all(title in each.ask("/articles/painkillers/").text for each in direct)


# --- Upgrades -----------------------------------------------------------------------------------

ONE_MORE = """from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "%s")]
    operations = [migrations.RunSQL("ALTER TABLE journal_walk ADD one_more smallint")]
"""


def newer_code(folder: Path) -> Path:
    """The code as it stands, in a folder of its own, with a column more in the walks' table."""
    for name in ("backsite", "accounts", "articles", "journal", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    migrations = folder / "journal/migrations"
    newest = max(file.stem for file in migrations.glob("0*.py"))
    (migrations / f"{int(newest[:4]) + 1:04}_one_more.py").write_text(ONE_MORE % newest)
    return folder


@contextmanager
def counted(url: str) -> Iterator[list[int | str]]:
    """What those got who read and saved until the block ends, each asking once: a status, or the
    name of what broke."""
    got: list[int | str] = []
    is_over = Event()

    def ask(number: int) -> None:
        browser = signed_in_at(url)
        asks = (
            lambda: browser.ask("/articles/painkillers/"),
            lambda: browser.ask("/journal/patterns/"),
            lambda: browser.send(
                "/journal/", entry=str(uuid.uuid4()), minutes="78", pain_before="2", pain_after="4"
            ),
        )
        while not is_over.is_set():
            try:
                got.append(asks[number]().status)
            except (OSError, HTTPException, TypeError) as error:  # TypeError: no form to send
                got.append(type(error).__name__)

    with ThreadPoolExecutor(3) as threads:
        asking = [threads.submit(ask, number) for number in range(3)]
        try:
            yield got
        finally:
            is_over.set()
        for each in asking:
            each.result()


@pytest.mark.parametrize("site", ["nginx"], indirect=True)
def test_an_upgrade_server_by_server_fails_no_request(site, database, tmp_path):
    """As `docs/operating.md` has it: the tables first, while the old code still runs; then each
    server is taken out of the proxy's list, restarted with the new code, and put back."""
    servers, url = site
    file = tmp_path / "nginx.conf"
    reload = ["nginx", "-p", str(tmp_path), "-c", str(file), "-s", "reload"]

    def list_servers(*, without: int | None = None) -> None:
        text = re.sub(r" down;", ";", file.read_text())
        if without:
            text = text.replace(f"127.0.0.1:{without};", f"127.0.0.1:{without} down;")
        file.write_text(text)
        subprocess.run(reload, check=True, capture_output=True)
        time.sleep(1)  # until the proxy's old processes have handed over what they had begun

    with counted(url) as got:
        services.wait_until(lambda: len(got) > 20, "answers")
        servers.code = newer_code(tmp_path / "newer")
        done = subprocess.run(
            [sys.executable, "manage.py", "migrate"],
            cwd=servers.code,
            env=os.environ | servers.environ | {"DATABASE_URL": database[0]},
            capture_output=True,
            text=True,
        )
        assert "one_more... OK" in done.stdout, done.stdout + done.stderr
        for port in servers.ports:
            list_servers(without=port)
            servers.stop(port)
            servers.start(port)
            servers.wait_for(port)
            list_servers()
        count = len(got)
        services.wait_until(lambda: len(got) > count + 20, "answers of the new code")
    assert set(got) == {200, 302}, Counter(got)
