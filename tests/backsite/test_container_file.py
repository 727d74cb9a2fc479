"""The container file: its steps are done one by one in a folder, without an engine.

What stays untried is the engine's own part: the base image, the user's number, the volume.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests import services
from tests.released import ROOT

FILE = ROOT / "docs/operating/Containerfile"
Steps = list[tuple[str, str]]


def steps() -> Steps:
    """Each instruction and what stands behind it."""
    text = re.sub(r"^#.*\n", "", FILE.read_text(encoding="utf-8"), flags=re.M)
    lines = text.replace("\\\n", " ").splitlines()
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines if line]


class Box:
    """A folder that stands for the container's root, with the files of this checkout."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.work = folder
        self.environ = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        self.port = services.free_port()

    def inside(self, text: str) -> str:
        """`text` with its paths and its port as they are in this folder."""
        return text.replace("/data", str(self.root / "data")).replace("8000", str(self.port))

    def copy(self, what: str) -> None:
        *sources, target = what.split()
        listed = subprocess.run(
            ["git", "ls-files", "-z", *sources],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        )
        for name in listed.stdout.split("\0")[:-1]:
            whole = sources == [name] or not (ROOT / sources[0]).is_dir()
            inner = Path(name).name if whole else Path(name).relative_to(sources[0])
            made = self.work / target / inner
            made.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, made)

    def run(self, command: str) -> None:
        if os.getuid() != 0:
            command = command.replace("-o 10001 -g 10001 ", "")
        # What is installed already is held against the file's versions, and nothing is fetched.
        command = command.replace("pip install", "pip install --dry-run --no-index")
        done = subprocess.run(
            ["sh", "-c", self.inside(command)],
            cwd=self.work,
            env=self.environ,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, (command, done.stderr)


@pytest.fixture
def box(tmp_path) -> Box:
    made = Box(tmp_path)
    for name, rest in steps():
        if name == "WORKDIR":
            made.work = tmp_path / rest.lstrip("/")
            made.work.mkdir(parents=True)
        elif name == "COPY":
            made.copy(rest)
        elif name == "RUN":
            made.run(rest)
        elif name == "ENV":
            key, _, value = rest.partition("=")
            made.environ[key] = made.inside(value)
    return made


def only(instruction: str) -> str:
    (found,) = [rest for name, rest in steps() if name == instruction]
    return found


@pytest.mark.service
def test_its_steps_lead_to_a_site_that_answers(box):
    settings = {
        "SECRET_KEY": "for-a-test-" + "t" * 40,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
    }
    box.environ |= settings
    box.run("python manage.py migrate --verbosity 0")
    command = [box.inside(part) for part in json.loads(only("CMD"))]
    command = [
        "env",
        "-C",
        str(box.work),
        "-i",
        *(f"{k}={v}" for k, v in box.environ.items()),
        *command,
    ]
    with services.running(command, box.root / "log", services.accepts(box.port)):
        check = json.loads(only("HEALTHCHECK").partition("CMD ")[2])
        box.run(" ".join(f"'{part}'" if part != check[-1] else f'"{part}"' for part in check))
        with urlopen(f"http://127.0.0.1:{box.port}/get-help/") as page:
            assert page.status == 200
    assert (box.root / "data/site.sqlite3").exists()


@pytest.mark.service
def test_whoever_it_runs_as_can_read_all_of_it(box):
    made = [path for path in box.work.rglob("*") if "__pycache__" not in path.parts]
    assert len([path for path in made if "staticfiles" in path.parts]) > 100
    # As root made them in the image; these files came with the permissions of this checkout.
    assert [path for path in made if path.stat().st_mode & 0o044 != 0o044] == []


def test_it_runs_as_nobody_in_particular_and_holds_no_secret():
    names = [name for name, _ in steps()]
    assert only("USER") == "10001:10001"
    assert only("VOLUME") == "/data"
    assert names.index("USER") < names.index("CMD")
    given = {rest.partition("=")[0] for name, rest in steps() if name == "ENV"}
    assert given == {"DATABASE_URL", "RECEIVED_FILES", "LOG_FORMAT"}
    copied = {part for name, rest in steps() if name == "COPY" for part in rest.split()}
    assert not copied & {".", ".env"}
