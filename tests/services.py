"""Throw-away servers for the tests that need one: in a folder of their own, on a free port of
this machine, stopped by the process that they are."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SECONDS = 180  # for anything at all, on a machine that is busy with other things


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
    until = time.monotonic() + SECONDS
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


@dataclass
class Cluster:
    """An empty PostgreSQL of our own in `folder`, that can be killed and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    # Without fsync: a killed process leaves what it wrote to the kernel, which lives on.
    fsync: str = "off"
    options: tuple[str, ...] = ()
    programs: Path = field(init=False)
    owner: list[str] = field(init=False)
    process: subprocess.Popen | None = None

    def __post_init__(self) -> None:
        programs = postgresql_programs()
        if programs is None:
            missing("PostgreSQL")
        self.programs, self.owner = programs, as_owner(self.folder)
        options = ["--username", "backsite", "--auth", "trust", "--encoding", "UTF8"]
        options += ["--locale", "C.UTF-8", "--data-checksums", "--no-sync"]
        done = self.run("initdb", *options)
        assert done.returncode == 0, done.stderr

    def run(self, program: str, *options: str) -> subprocess.CompletedProcess[str]:
        """One of PostgreSQL's programs that work on the files of a cluster."""
        command = [str(self.programs / program), "--pgdata", str(self.folder / "data"), *options]
        return subprocess.run(
            [*self.owner, *command], cwd=self.folder, capture_output=True, text=True
        )

    @property
    def address(self) -> str:
        return f"postgres://backsite@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data")]
        command += ["-p", str(self.port), "-k", str(self.folder)]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", f"fsync={self.fsync}"]
        command += [part for option in self.options for part in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.owner, *command], stdout=log, stderr=log, start_new_session=True
            )
        wait_until(accepts(self.port), f"PostgreSQL, whose log is {self.folder / 'log'}")

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(SECONDS)

    def kill(self) -> None:
        """With all the processes that it started, in no order that it could be ready for."""
        assert self.process
        # Again until none is left: while some are killed, the first one starts others, beside which
        # no PostgreSQL starts again.
        while everybody := self.processes():
            random.shuffle(everybody)
            for process_id in everybody:
                with suppress(ProcessLookupError):
                    os.kill(process_id, signal.SIGKILL)
        self.process.wait(SECONDS)

    def processes(self) -> list[int]:
        """Those that work in the cluster's folder."""
        found = []
        for each in Path("/proc").glob("[0-9]*/cwd"):
            with suppress(OSError):  # ended, or not ours to see
                if each.readlink() == self.folder / "data":
                    found.append(int(each.parent.name))
        return found


@contextmanager
def cluster(folder: Path, fsync: str = "off") -> Iterator[Cluster]:
    """An empty cluster that lives as long as the block."""
    one = Cluster(folder, fsync=fsync)
    one.start()
    try:
        yield one
    finally:
        one.stop()


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of an empty cluster that lives as long as the block."""
    with cluster(folder) as one:
        yield one.address


def run_tests(*arguments: str, **environ: str) -> None:
    """A run of pytest of its own, with other settings; fails with its last words.

    Properties have been tried with all their examples where the suite itself runs: here a fifth
    of them shows whether another database answers alike. SOAK=1 tries all.
    """
    profile = f"--hypothesis-profile={'full' if os.environ.get('SOAK') else 'quick'}"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", profile, *arguments]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=root, env=clean | environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
