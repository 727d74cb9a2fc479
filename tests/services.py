"""Throw-away servers for the tests that need one: in a folder of their own, on a free port of
this machine, stopped by the process that they are."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SECONDS = 30


def missing(what: str) -> None:
    """Skip for want of a service, unless the run insists on every one."""
    if os.environ.get("REQUIRE_SERVICES"):
        pytest.fail(f"{what} is not on this machine, and REQUIRE_SERVICES is set")
    pytest.skip(f"no {what} on this machine")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_owner(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then its own user runs it, and owns `folder`."""
    if os.getuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    return ["runuser", "-u", "postgres", "--"]


@contextmanager
def running(command: list[str], log: Path, answers: Callable[[], bool]) -> Iterator[int]:
    """The process id of the server `command`, from when it answers until the end of the block."""
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, start_new_session=True)
        try:
            until = time.monotonic() + SECONDS
            while not answers():
                if process.poll() is not None or time.monotonic() > until:
                    pytest.fail(f"{command[0]} did not start:\n{log.read_text()}")
                time.sleep(0.05)
            yield process.pid
        finally:
            process.terminate()
            process.wait(SECONDS)


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + 2 * SECONDS
    while not is_so():
        if time.monotonic() > until:
            pytest.fail(f"waited in vain for {what}")
        time.sleep(0.02)


def accepts(port: int) -> Callable[[], bool]:
    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return answers


def postgresql_programs() -> Path | None:
    """The folder of the newest PostgreSQL: Debian keeps it off the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of an empty cluster that lives as long as the block."""
    programs = postgresql_programs()
    if programs is None:
        missing("PostgreSQL")
    owner = as_owner(folder)
    data, port = folder / "data", free_port()
    initdb = [str(programs / "initdb"), "--pgdata", str(data), "--username", "backsite"]
    initdb += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    done = subprocess.run([*owner, *initdb], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    server = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder)]
    server += ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    with running([*owner, *server], folder / "log", accepts(port)):
        yield f"postgres://backsite@127.0.0.1:{port}/postgres"


@contextmanager
def redis(folder: Path) -> Iterator[tuple[str, int]]:
    """The address and the process of an empty Redis that lives as long as the block."""
    program = shutil.which("redis-server")
    if program is None:
        missing("Redis")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    command += ["--appendonly", "no", "--dir", str(folder)]
    with running(command, folder / "log", accepts(port)) as process_id:
        yield f"rediscache://127.0.0.1:{port}/1", process_id


def run_tests(*arguments: str, **environ: str) -> None:
    """A run of pytest of its own, with other settings; fails with its last words."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=root, env=clean | environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
