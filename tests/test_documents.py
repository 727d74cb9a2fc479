"""What documents name is there: files, folders, links, commands and their options."""

import re
from importlib.util import find_spec

import pytest
from django.core.management import get_commands, load_command_class

from tests.test_guards import ROOT, texts, tracked

NOT_OURS = ("articles/starter/", "tests/data/", "CHANGELOG.md")
AVOIDED = {("CONTRIBUTING.md", name) for name in ("utils.py", "helpers.py")}
FILE = re.compile(r"`([\w./-]*\w\.(?:py|js|html|css|sql|typ|service|timer))`")
FOLDER = re.compile(r"`(\w[\w-]*(?:/[\w-]+)*/)`")
COMMAND = re.compile(r"manage\.py ([a-z_]+)([^\n`|#;)]*)")


def documents() -> list[tuple[str, str]]:
    return [each for each in texts(".md") if not each[0].startswith(NOT_OURS)]


def test_every_file_that_is_named_exists():
    paths = [f"/{path.relative_to(ROOT).as_posix()}" for path in tracked()]
    named = {(where, name) for where, text in documents() for name in FILE.findall(text)}
    named |= {(where, name) for where, text in texts(".py") for name in FILE.findall(text)}
    assert len(named) > 100
    named -= AVOIDED
    assert [
        each for each in sorted(named) if not any(p.endswith(f"/{each[1]}") for p in paths)
    ] == []


def test_every_folder_that_a_document_names_exists():
    folders = {f"/{path.relative_to(ROOT).parent.as_posix()}/" for path in tracked()}
    named = {(where, name) for where, text in documents() for name in FOLDER.findall(text)}
    assert len(named) > 10
    assert [each for each in sorted(named) if not any(f"/{each[1]}" in f for f in folders)] == []


def test_every_link_between_documents_leads_to_a_file():
    links = [
        (where, target)
        for where, text in documents()
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    ]
    assert len(links) > 40
    assert [each for each in links if not (ROOT / each[0]).parent.joinpath(each[1]).exists()] == []


@pytest.mark.parametrize("where", [name for name, _ in documents()])
def test_every_command_that_a_document_names_has_its_options(where):
    text = dict(documents())[where]
    for name, rest in COMMAND.findall(text):
        command = load_command_class(get_commands()[name], name)
        options = command.create_parser("manage.py", name)._option_string_actions
        assert set(re.findall(r"--[a-z-]+", rest)) <= set(options), name
    for module in re.findall(r"python -m ([a-z_.]*[a-z])", text):
        assert find_spec(module), module
