"""Checkers that are not ours: `make checkers` fetches those of package.json, each by its hash."""

import shutil
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
FETCHED = FOLDER / "node_modules"


def nu_checker() -> list[str]:
    """The command of the Nu HTML checker."""
    jar = FETCHED / "vnu-jar/build/dist/vnu.jar"
    if not jar.exists():
        pytest.skip("the Nu HTML checker has not been fetched (make checkers)")
    if not shutil.which("java"):
        pytest.skip("Java is not on this machine")
    return ["java", "-jar", str(jar)]


def typescript() -> list[str]:
    """The command of the compiler, beside which it finds schema.org's types."""
    if not (FETCHED / "schema-dts").exists():
        pytest.skip("schema-dts has not been fetched (make checkers)")
    return [str(FETCHED / ".bin/tsc")]
