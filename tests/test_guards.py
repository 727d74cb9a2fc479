"""What holds for the whole repository."""

import ast
import os
import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from accounts.groups import GROUPS
from articles.workflow.actions import ACTIONS

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE_LINES, MAX_FUNCTION_LINES = 350, 40
GROUP_MIGRATIONS = {
    "articles": (
        "articles.migrations.0003_groups",
        "articles.migrations.0006_correction_permission",
    ),
    "journal": (
        "journal.migrations.0002_rule_permissions",
        "journal.migrations.0007_nudge_permissions",
    ),
}


@cache
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout, so that nobody knows which files are the project's")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def texts(*endings: str) -> list[tuple[str, str]]:
    """(path within the project, text) of the tracked text files with these endings, or all."""
    return [(name, text) for name, text in _every_text() if not endings or name.endswith(endings)]


@cache
def _every_text() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture, or raw bytes that a test reads
    return found


def test_every_test_that_the_documents_name_exists():
    named = {name for _, text in texts(".md") for name in re.findall(r"`(test_\w+)`", text)}
    ours = {name for _, text in texts(".py") for name in re.findall(r"^def (test_\w+)", text, re.M)}
    assert len(named) > 20
    assert named <= ours


def test_what_opens_a_browser_says_so():
    """Or `make test-fast` would start one."""
    files = sorted((ROOT / "tests/browser").glob("test_*.py"))
    assert len(files) > 10
    silent = [f.name for f in files if "pytest.mark.browser" not in f.read_text(encoding="utf-8")]
    assert silent == []


def python_of_the_site() -> list[tuple[str, str]]:
    return [
        (name, text)
        for name, text in texts(".py")
        if not name.startswith("tests/") and "/migrations/" not in name
    ]


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    """(path within the project, its code as parsed)."""
    return tuple((name, ast.parse(text)) for name, text in python_of_the_site())


# --- Database and permissions -------------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
class TestPermissions:
    def test_every_act_asks_for_a_permission_that_exists(self):
        for act in ACTIONS.values():
            app, _, codename = act.permission.partition(".")
            found = Permission.objects.filter(content_type__app_label=app, codename=codename)
            assert found.count() == 1, act.permission

    @pytest.mark.parametrize(("app", "migrations"), GROUP_MIGRATIONS.items())
    def test_every_permission_that_a_migration_names_was_granted(self, app, migrations):
        """A misspelt name would be granted to nobody without a word."""
        named = defaultdict(set)
        for migration in migrations:
            for group, codenames in import_module(migration).PERMISSIONS.items():
                named[group] |= set(codenames)
        for group, codenames in named.items():
            granted = Group.objects.get(name=group).permissions.filter(content_type__app_label=app)
            assert set(granted.values_list("codename", flat=True)) == codenames, group

    def test_every_permission_named_in_a_template_or_in_code_exists(self):
        known = {
            f"{app}.{codename}"
            for app, codename in Permission.objects.values_list(
                "content_type__app_label", "codename"
            )
        }
        named = set()
        for _, text in texts(".py", ".html"):
            named |= set(re.findall(r"perms\.(\w+\.\w+)", text))
            named |= set(re.findall(r'has_perm\("(\w+\.\w+)"\)', text))
        assert named <= known

    def test_the_groups_are_those_of_an_editorial_office(self):
        assert set(Group.objects.values_list("name", flat=True)) == set(GROUPS)

    def test_nobody_is_granted_a_walk_or_an_account(self):
        granted = Permission.objects.filter(group__name__in=GROUPS).distinct()
        models = {(p.content_type.app_label, p.content_type.model) for p in granted}
        assert {app for app, _ in models} == {"articles", "journal"}
        assert {model for app, model in models if app == "journal"} == {
            "advicerule",
            "nudge",
            "rulecondition",
        }


def test_every_state_of_an_edition_is_protected():
    field = apps.get_model("articles", "Edition")._meta.get_field("state")
    assert field.protected


# Who may call a transition that brings an edition towards its readers. What comes with the site is
# approved by the file that loads it, and published like everything else.
CALLERS = {
    "publish": {"articles/workflow/publishing.py"},
    "submit": {"articles/files/starter.py"},
    "approve": {"articles/workflow/actions.py", "articles/files/starter.py"},
}
# Nothing here is given an edition: a change of a record has states of the same names, and a request
# is submitted to a pool of threads.
WITHOUT_EDITIONS = {
    "articles/workflow/proposals.py",
    "articles/workflow/proposal_actions.py",
    "backsite/server.py",
}


def test_an_edition_is_published_in_one_place_alone():
    found = defaultdict(set)
    for name, tree in trees():
        for node in ast.walk(tree) if name not in WITHOUT_EDITIONS else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found[node.func.attr].add(name)
    assert {name: found[name] for name in CALLERS} == CALLERS


# --- Settings -----------------------------------------------------------------------------------


def test_production_settings_have_no_finding():
    environ = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environ |= {
        "DEBUG": "0",
        "SECRET_KEY": "a-long-and-random-text-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "example.org",
        "SITE_URL": "https://example.org",
        "DATABASE_URL": "sqlite://:memory:",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_keys_of_the_shell_or_of_a_demo_do_not_reach_the_tests():
    """A database kept between runs remembers its keys: a run with others could not read it."""
    command = [
        sys.executable,
        "-c",
        "from tests.settings import *; print(DATA_KEYS == [SECRET_KEY])",
    ]
    environ = os.environ | {"DATA_KEYS": "the-keys-of-a-demo-" + "0" * 40}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr


# --- Files --------------------------------------------------------------------------------------

# Taken apart, so that this file does not find itself.
PACKAGE_HOSTS = (
    "pypi" + r"\.(?:org|io)",
    "python" + r"hosted\.org",
    "npm" + r"js\.(?:org|com)",
    "unpkg" + r"\.com",
    "js" + r"delivr\.net",
    "proxy\\.golang" + r"\.org",
    "index" + "-url",
)
MACHINE_PATHS = tuple(f"/{name}/" for name in ("wo" + "rk", "ro" + "ot", "ho" + "me"))


def test_no_file_names_a_package_registry():
    pattern = re.compile("|".join(PACKAGE_HOSTS))
    assert pattern.search("https://" + "py" + "pi.org/simple")
    assert [(name, found[0]) for name, text in texts() if (found := pattern.search(text))] == []


def test_no_file_names_a_place_on_somebodys_machine():
    pattern = re.compile(rf"(?<![\w./}}])(?:{'|'.join(MACHINE_PATHS)})\w")
    assert pattern.search("see /" + "home/somebody/file")
    assert [(name, found[0]) for name, text in texts() if (found := pattern.search(text))] == []


# Pieces, which other templates include or which a library renders inside a page of its own.
PIECES = (
    "/includes/",
    "templates/bootstrap5/",
    "templates/allauth/elements/",
    "templates/simple_history/",
    "templates/mfa/webauthn/snippets/",
    "templates/admin/app_list.html",
)
# The last pages stand alone: whatever broke or is away, a base template may need it.
WHOLE = ("base.html", "base_error.html", "500.html", "503.html")


def test_every_page_extends_a_base():
    bare = []
    for name, text in texts(".html"):
        if not name.startswith("templates/") or Path(name).name in WHOLE:
            continue
        if any(piece in name for piece in PIECES):
            assert "{% extends" not in text, name
        elif not re.match(r"(\{#.*?#\}\s*)*\{% extends ", text):
            bare.append(name)
    assert bare == []


def test_no_template_marks_a_variable_as_safe_but_cleaned_text():
    """Rich text is cleaned on every path that stores it, and a part of it is written by the same
    writer; help texts are written in our code."""
    allowed = (
        r"(answer\.body|edition\.introduction|caution\.body|part\.html|field\.help_text)\|safe"
    )
    odd = []
    for name, text in texts(".html"):
        for found in re.findall(r"\{\{[^}]*\|\s*safe\b[^}]*\}\}", text):
            if not re.search(allowed, found):
                odd.append((name, found))
        assert "autoescape off" not in text, name
    assert odd == []


def test_no_code_marks_a_variable_as_safe():
    assert [
        name for name, text in python_of_the_site() if re.search(r"mark_safe\(f?[a-z]", text)
    ] == []


def test_python_files_are_short():
    long = {
        name: lines
        for name, text in python_of_the_site()
        if (lines := text.count("\n")) > MAX_FILE_LINES
    }
    assert long == {}


def test_functions_are_short():
    long = {}
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    long[f"{name}: {node.name}"] = lines
    assert long == {}


MAX_IMPORTS_IN_FUNCTIONS = 6


def test_modules_import_at_their_top():
    """An import inside a function hides a circle, or a library that is loaded late."""
    hidden = {
        f"{name}:{inner.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    assert len(hidden) <= MAX_IMPORTS_IN_FUNCTIONS, sorted(hidden)


# Of each app: where its code and its pages are, and what an address of an app above looks like.
ADDRESSES_ABOVE = {
    ("accounts/", "templates/account/", "templates/accounts/", "templates/mfa/"): (
        r"articles:\w+|journal:\w+|method|journal_preview|/(articles|topics|search|journal)/.*?"
    ),
    ("articles/", "templates/articles/"): r"journal:\w+|method|journal_preview|/journal/.*?",
}


@pytest.mark.parametrize("folders", ADDRESSES_ABOVE, ids=lambda folders: folders[0])
def test_no_app_names_an_address_of_an_app_above_it(folders):
    """Such addresses come from the settings, and in templates from `backsite.context`."""
    # A key that a dictionary is asked for is no address.
    address = re.compile(rf"""(?<!\.get\()(["'])({ADDRESSES_ABOVE[folders]})\1""")
    ours = [(name, text) for name, text in texts(".py", ".html") if name.startswith(folders)]
    assert len(ours) > 10
    assert [(name, found[0]) for name, text in ours if (found := address.search(text))] == []


NAMED_BY_DJANGO = ("__init__.py", "manage.py", "apps.py", "wsgi.py", "admin.py", "urls.py")


def test_every_module_says_what_it_is_for():
    silent = [
        name
        for name, tree in trees()
        if tree.body and Path(name).name not in NAMED_BY_DJANGO and not ast.get_docstring(tree)
    ]
    assert silent == []


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = ("utils.py", "helpers.py", "services.py", "misc.py")
    assert [name for name, _ in python_of_the_site() if Path(name).name in drawers] == []


def test_lock_files_pin_every_package_with_its_hash():
    for name in ("requirements.lock", "requirements-scale.lock", "requirements-test.lock"):
        blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
        assert len(blocks) > 10
        for block in blocks:
            assert re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", block), block
            assert "--hash=sha256:" in block, block
