"""List the packages of a lock file, with version, licence and hashes.

Versions and hashes come from the lock file, licences from the packages installed on this machine.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
UNKNOWN = "not stated"


@dataclass
class Package:
    name: str
    version: str
    hashes: list[str]

    @property
    def licence(self) -> str:
        """The licence as the installed package states it; UNKNOWN if it is not installed or silent.

        The first of: SPDX expression, classifiers, its own words, first line of its licence file.
        """
        try:
            package = distribution(self.name)
        except PackageNotFoundError:
            return UNKNOWN
        about = package.metadata
        classifiers = [
            line.rpartition(" :: ")[2]
            for line in about.get_all("Classifier") or []
            if line.startswith("License ::")
        ]
        # Not `about["License"]`: newer Pythons raise where it is missing.
        own_words = "".join(about.get_all("License") or []).strip().partition("\n")[0]
        text = next((file for file in package.files or [] if "LICENSE" in file.name), None)
        title = text.read_text().strip().partition("\n")[0] if text else ""
        expression = "".join(about.get_all("License-Expression") or [])
        stated = expression or ", ".join(classifiers) or own_words
        return stated or title or UNKNOWN


def packages_of(lock: str) -> Iterator[Package]:
    """The packages pinned in `lock`, the text of a lock file, with all their hashes."""
    for entry in re.split(r"^(?=\S)", lock, flags=re.MULTILINE):
        if pin := PIN.match(entry):
            yield Package(pin[1], pin[2], HASH.findall(entry))


def bill_of_materials(packages: list[Package]) -> dict[str, Any]:
    """A software bill of materials in the format CycloneDX 1.5, ready for JSON."""
    components = [
        {
            "type": "library",
            "name": package.name,
            "version": package.version,
            "purl": f"pkg:pypi/{package.name.lower()}@{package.version}",
            "licenses": [{"license": {"name": package.licence}}],
            # A hash for each file of the package: a wheel for each system, and the source.
            "properties": [{"name": "sha256", "value": value} for value in package.hashes],
        }
        for package in packages
    ]
    about = {"component": {"type": "application", "name": settings.SITE_NAME}}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": about,
        "components": components,
    }


class Command(BaseCommand):
    help = "List the packages of a lock file with their licences, or as a bill of materials."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lock", default="requirements.lock")
        parser.add_argument("--format", choices=("text", "cyclonedx"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(settings.BASE_DIR) / options["lock"]
        if not file.is_file():
            raise CommandError(f"There is no lock file {options['lock']}.")
        packages = list(packages_of(file.read_text(encoding="utf-8")))
        if options["format"] == "cyclonedx":
            self.stdout.write(json.dumps(bill_of_materials(packages), indent=2))
            return
        for package in packages:
            self.stdout.write(f"{package.name} {package.version}: {package.licence}")
