"""The bill of materials names what the lock files pin, each with its licence."""

import json
from importlib.metadata import distributions

import pytest
from django.core.management import CommandError, call_command

from backsite.management.commands.list_packages import UNKNOWN, packages_of

LOCK = """\
one==1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
two-three==2.0rc1 ; python_full_version >= '3.12' \\
    --hash=sha256:{c}
""".format(a="a" * 64, b="b" * 64, c="c" * 64)


def test_a_lock_file_is_read_with_its_hashes():
    one, two = packages_of(LOCK)
    assert (one.name, one.version, one.hashes) == ("one", "1.0", ["a" * 64, "b" * 64])
    assert (two.name, two.version, two.hashes) == ("two-three", "2.0rc1", ["c" * 64])
    assert two.licence == UNKNOWN
    assert list(packages_of("")) == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-scale.lock"])
def test_every_package_of_ours_states_its_licence(lock, capsys):
    call_command("list_packages", "--lock", lock, "--format", "cyclonedx")
    bill = json.loads(capsys.readouterr().out)
    assert bill["bomFormat"] == "CycloneDX"
    installed = {found.name.lower().replace("_", "-") for found in distributions()}
    components = {part["name"]: part for part in bill["components"]}
    assert {"django", "django-allauth", "numpy", "granian"} <= set(components)
    for name, part in components.items():
        if name in installed:  # some are for other systems or other versions of Python
            assert part["licenses"][0]["license"]["name"] != UNKNOWN, name
        assert part["properties"], name
        assert part["purl"].startswith(f"pkg:pypi/{name}@")


def test_the_list_is_for_reading_too(capsys):
    call_command("list_packages")
    assert "django 5." in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("list_packages", "--lock", "nowhere.lock")
