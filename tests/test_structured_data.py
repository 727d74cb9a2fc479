"""What pages tell machines, as values of schema.org's types by others (schema-dts)."""

import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from articles.models import AnswerFigure, Caution
from tests.cast import NOW, make_answer, make_article, make_draft, make_figure, make_source, publish
from tests.checkers import FOLDER, typescript

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.service,
    pytest.mark.usefixtures("search_index"),
]

IMPORTS = 'import type { Graph, SearchAction, WithActionConstraints } from "schema-dts";'
OPTIONS = ("--noEmit", "--strict", "--skipLibCheck", "--types", "")
OPTIONS += ("--module", "esnext", "--moduleResolution", "bundler")


@pytest.fixture
def compiler() -> list[str]:
    return typescript()


@pytest.fixture
def place(tmp_path) -> Path:
    """A folder from which the compiler finds the types."""
    (tmp_path / "node_modules").symlink_to(FOLDER / "node_modules")
    return tmp_path


def graph_of(address: str) -> dict:
    page = Client().get(address).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found, address
    return json.loads(found[1])


def complaints(compiler: list[str], place: Path, graphs: list[dict]) -> list[str]:
    """What the compiler says of `graphs`, as values that are written out."""
    lines = [IMPORTS]
    for number, graph in enumerate(graphs):
        text = json.dumps(graph)
        for part in graph["@graph"]:
            if action := part.get("potentialAction"):
                # schema.org has no `query-input`: it is a constraint on the action's own `query`.
                written = json.dumps(action)
                lines.append(
                    f"const action{number}: WithActionConstraints<SearchAction> = {written};"
                )
                text = text.replace(written, f"action{number}")
        lines.append(f"export const graph{number}: Graph = {text};")
    (place / "pages.ts").write_text("\n".join(lines))
    command = [*compiler, *OPTIONS, "pages.ts"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True)
    assert "TS2307" not in done.stdout, "the types were not found"
    return done.stdout.splitlines()


def test_every_page_that_speaks_to_machines_speaks_schema_org(compiler, place, cast):
    Caution.objects.create(slug="c", title="Careful", names="ibuprofen", body="<p>Ask.</p>")
    edition = make_draft(make_article(), questions=1)
    answer = make_answer(edition, wording="Take ibuprofen?", body="<ul><li>a</li></ul>")
    answer.sources.add(make_source(url="https://example.org/", year=2020))
    AnswerFigure.objects.create(answer=answer, figure=make_figure(), position=1)
    plain = publish(make_draft(make_article()))
    publish(edition, now=NOW + timedelta(hours=1), by=cast.rhea)
    addresses = ["/", edition.article.topic.get_absolute_url()]
    addresses += [each.get_absolute_url() for each in (edition, plain)]
    graphs = [graph_of(address) for address in addresses]
    named = {part["@type"] for graph in graphs for part in graph["@graph"]}
    assert named == {"WebSite", "BreadcrumbList", "MedicalWebPage", "FAQPage"}
    assert {"reviewedBy", "image", "citation"} <= set(graphs[2]["@graph"][0])
    assert complaints(compiler, place, graphs) == []


def test_the_compiler_can_complain(compiler, place):
    graphs = [graph_of("/"), graph_of("/"), graph_of("/")]
    graphs[0]["@graph"][0]["publishr"] = "Us"
    graphs[1]["@graph"][0]["name"] = 5
    graphs[2]["@graph"][0]["potentialAction"]["targt"] = "x"
    said = "\n".join(complaints(compiler, place, graphs))
    assert "publishr" in said
    assert "number" in said
    assert "targt" in said
