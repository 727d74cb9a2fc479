"""Export and import as one contract: what goes out comes back, and nothing else happens."""

import io
import stat
import tomllib
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from articles.files.article_format import FormatError, parse_article
from articles.files.article_writer import toml, write_article
from articles.files.bundle import BundleError, read_paths, read_zip, zip_of
from articles.files.exporting import download_of, exported_editions, files_of
from articles.files.importing import DRAFT, NEW, UNCHANGED, import_files
from articles.importer.to_drafts import ImportFailed
from articles.models import (
    Answer,
    Article,
    Caution,
    Edition,
    Figure,
    FormerSlug,
    Question,
    Source,
    Topic,
    WarningSign,
)
from tests.cast import (
    NOW,
    make_answer,
    make_article,
    make_draft,
    make_figure,
    make_published,
    make_source,
    make_topic,
    png,
    publish,
)
from tests.office import everything
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DAY = timedelta(days=1)


def exported(*articles: Article) -> dict[str, bytes]:
    return files_of(exported_editions(articles or Article.objects.all(), NOW))


def imported(files: dict[str, bytes], **how):
    return import_files(files, now=NOW, **how)


def emptied() -> None:
    """The site as it was before anybody wrote anything."""
    for model in (Edition, Article, WarningSign, Caution, Figure, Source, Topic):
        model.objects.all().delete()
    assert not Question.objects.exists()


def whole_article() -> Edition:
    """One that has everything an article can have."""
    topic = make_topic(slug="backs", title="Backs", summary="A “topic”.", position=3)
    other = make_article(slug="other", topic=topic)
    make_draft(other)
    article = make_article(slug="whole", topic=topic, position=7)
    article.related.add(other)
    source = make_source(
        key="one", url="https://example.org/a?b=c", checked_on=date(2026, 3, 1), kind="trial"
    )
    edition = make_draft(
        article,
        questions=0,
        title='A title with “quotes” and "others"',
        summary="A summary \\ with a backslash.",
        introduction='<p>Read <a href="/get-help/" title="Now">this</a>.</p><h3>Part</h3>',
        author_name="Ed Itor",
        interests="None.",
        change_note="All of it.",
        review_due_on=date(2027, 5, 1),
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
    )
    first = make_answer(
        edition,
        anchor="why",
        also="How come?\nWhat for?",
        position=1,
        wording="Why {so}?",
        short_answer="Because.\n\nIt is.",
        body="<ul><li><p>One</p></li><li><p>Two</p><ol><li><p>Deep</p></li></ol></li></ul>"
        "<p>Sources: <strong>none</strong><br><em>here</em></p>",
    )
    first.sources.set([source, make_source(key="two", year=None, url="", checked_on=None)])
    first.set_figures(
        [
            make_figure(key="knee", image=png(1500, 700), caption="A “knee”"),
            make_figure(key="line", alternative_text="", caption="", is_decorative=True),
        ]
    )
    card = make_answer(edition, anchor="move", position=2, kind="movement", how_long="5 breaths")
    card.sources.clear()
    return edition


# --- There and back -----------------------------------------------------------------------------


@pytest.mark.slow
def test_what_was_exported_comes_back_to_an_empty_site_byte_for_byte():
    whole_article()
    before = exported()
    assert set(before) >= {"whole.md", "other.md", "topics.toml", "sources.toml", "figures.toml"}
    assert sum(name.startswith("figures/") for name in before) == 2
    emptied()
    outcome = imported(before)
    assert [change.what for change in outcome.articles] == [NEW, NEW]
    assert exported() == before
    assert exported(Article.objects.get(slug="whole")).keys() == before.keys() - {"other.md"}


@pytest.mark.slow
@pytest.mark.usefixtures("starter_articles")
def test_the_articles_that_come_with_the_site_go_there_and_back():
    before = exported()
    assert sum(name.endswith(".md") for name in before) == 21
    words = {edition.article.slug: edition.text for edition in Edition.objects.all()}
    emptied()
    imported(before)
    assert exported() == before
    assert {edition.article.slug: edition.text for edition in Edition.objects.all()} == words


def test_each_field_of_an_article_is_in_its_file():
    """Whoever adds a field has to say here whether files carry it."""
    whole_article()
    files = exported(Article.objects.get(slug="whole"))
    article = parse_article(files["whole.md"].decode())
    assert list(article.meta) == [
        "slug",
        "topic",
        "position",
        "title",
        "summary",
        "author_name",
        "interests",
        "change_note",
        "review_due_on",
        "expires_at",
        "related",
    ]
    left_out = {"id", "article", "number", "state", "author", "introduction", "updated_at"}
    left_out |= {"reviewer", "reviewer_name", "reviewer_credentials", "reviewed_on", "review_note"}
    left_out |= {"publish_at", "withdrawn_at", "withdrawn_reason", "successor", "created_at"}
    left_out |= {"is_minor", "assigned_to", "origin", "origin_digest", "import_report", "history"}
    fields = {field.name for field in Edition._meta.concrete_fields}
    assert fields - left_out <= set(article.meta)
    question = article.questions[0]
    assert question.short_answer == "Because.\n\nIt is."
    assert question.also_asked_as == ("How come?", "What for?")
    assert (question.sources, question.figures) == (("one", "two"), ("knee", "line"))
    assert {f.name for f in Answer._meta.concrete_fields} == {
        "id",
        "edition",
        "question",
        "position",
        "kind",
        "wording",
        "short_answer",
        "how_long",
        "body",
    }


@pytest.mark.slow
def test_an_image_comes_back_as_it_went():
    whole_article()
    digests = set(Figure.objects.values_list("key", "digest", "width", "height"))
    before = exported()
    emptied()
    imported(before)
    assert set(Figure.objects.values_list("key", "digest", "width", "height")) == digests
    assert [file.width for file in Figure.objects.get(key="knee").files.order_by("width")] == [
        720,
        1440,
    ]


def test_a_review_is_written_down_and_never_read_back(cast):
    publish(make_draft(make_article(slug="a")), by=cast.rhea)
    before = exported()
    review = tomllib.loads(before["reviews.toml"].decode())["review"][0]
    assert (review["reviewer_name"], review["reviewed_on"]) == ("Rhea Viewer", NOW.date())
    assert "Rhea" not in before["a.md"].decode()
    emptied()
    imported(before)
    edition = Edition.objects.get()
    assert not edition.is_reviewed
    assert (edition.state, edition.publish_at, edition.reviewer) == ("draft", None, None)


def test_what_readers_see_is_exported_and_a_draft_only_where_they_see_nothing():
    live = make_published(make_article(slug="live"), title="Seen")
    live.new_edition(author=None)
    Edition.objects.filter(article=live.article, state="draft").update(title="Unseen")
    make_draft(make_article(slug="new"), title="First draft")
    files = exported()
    assert b'title = "Seen"' in files["live.md"]
    assert b'title = "First draft"' in files["new.md"]


def test_the_same_files_are_packed_to_the_same_bytes(clock):
    whole_article()
    name, data = download_of(exported_editions(Article.objects.all(), NOW))
    clock.shift(DAY)
    assert download_of(exported_editions(Article.objects.all(), NOW)) == (name, data)
    assert name == "articles.zip"
    assert read_zip(data) == exported()
    one = exported_editions(Article.objects.filter(slug="whole"), NOW)
    assert download_of(one)[0] == "whole.zip"


def test_an_export_costs_the_same_with_more_articles():
    def cost() -> int:
        return count_queries(exported)

    for _ in range(2):
        make_draft(make_article(), questions=2).answers.first().set_figures([make_figure()])
    few = cost()
    for _ in range(4):
        make_draft(make_article(), questions=2).answers.first().set_figures([make_figure()])
    assert cost() == few


def test_what_cannot_be_written_without_a_loss_is_not_written():
    edition = make_draft(make_article(slug="a"), title="T")
    Answer.objects.update(short_answer="")
    with pytest.raises(FormatError, match="no line “In short:”"):
        exported()
    Answer.objects.update(short_answer="  spaces before")
    with pytest.raises(FormatError, match="short_answer cannot be written"):
        exported()
    assert edition.pk


def test_any_text_stands_in_a_front_matter():
    odd = 'a "b" \\ \x7f \x01 \n é 語 +++\n+++'
    values = {"a": odd, "b": [odd, "x"], "c": True, "d": 4, "e": date(2026, 1, 2)}
    assert tomllib.loads(toml(values)) == values
    article = parse_article(f"+++\n{toml(values)}+++\n")
    assert parse_article(write_article(article)) == article


# --- Into a site that has something -------------------------------------------------------------


def changed(files: dict[str, bytes], name: str, old: str, new: str) -> dict[str, bytes]:
    text = files[name].decode()
    assert text.count(old) >= 1, text
    return files | {name: text.replace(old, new, 1).encode()}


def test_what_says_the_same_makes_nothing():
    whole_article()
    publish(make_draft(make_article(slug="live")))
    files = exported()
    before = everything()
    outcome = imported(files)
    assert {change.what for change in outcome.articles} == {UNCHANGED}
    assert outcome.changes_nothing
    assert everything() == before


def test_what_says_something_else_makes_a_draft_with_its_differences(cast):
    live = make_published(make_article(slug="live"), title="Before", questions=2)
    files = changed(exported(), "live.md", 'title = "Before"', 'title = "After"')
    first = live.answers.first()
    files = changed(files, "live.md", first.short_answer, "Said again.")
    change = imported(files, author=cast.ed).articles[0]
    draft = Edition.objects.get(state="draft")
    assert (change.what, change.edition, change.title) == (DRAFT, draft.pk, "After")
    assert [text.label for text in change.diff.changed_texts] == ["Title"]
    assert [question.anchor for question in change.diff.changed_questions] == [
        first.question.anchor
    ]
    assert (draft.article, draft.number, draft.author) == (live.article, 2, cast.ed)
    assert draft.origin == "import/live.md"
    assert [a.question for a in draft.answers.all()] == [a.question for a in live.answers.all()]
    assert Edition.objects.public(NOW).get() == live


@pytest.mark.slow
@pytest.mark.usefixtures("starter_content")
def test_what_reads_the_same_is_no_difference():
    """However it was typed: the site may store other white space than a file gives."""
    files = changed(
        exported(), "narrowed-canal.md", 'title = "What is a narrowed', 'title = "What is a narrow'
    )
    change = next(each for each in imported(files).articles if each.what == DRAFT)
    assert not list(change.diff.changed_questions)
    assert [text.label for text in change.diff.changed_texts] == ["Title"]


def test_an_article_with_an_open_draft_is_refused():
    make_draft(make_article(slug="open"), title="Mine")
    files = exported()
    assert imported(files).articles[0].what == UNCHANGED
    before = everything()
    with pytest.raises(
        ImportFailed, match=r"open.md, line 1: “open” has an open draft \(edition 1\)"
    ):
        imported(changed(files, "open.md", "Mine", "Theirs"))
    assert everything() == before


def test_an_article_whose_only_draft_was_deleted_gets_another():
    draft = make_draft(make_article(slug="open", position=2), title="Mine")
    files = changed(exported(), "open.md", "position = 2", "position = 3")
    draft.delete()
    (change,) = imported(files).articles
    assert (change.what, change.diff) == (DRAFT, None)
    assert change.notes == ("Its position stays as it is; the file says 3.",)
    assert Edition.objects.get().title == "Mine"


def test_one_wrong_file_stops_all():
    topic = make_topic(slug="t")
    make_draft(make_article(slug="a", topic=topic))
    files = exported()
    emptied()
    before = everything()
    bad = files | {"bad.md": files["a.md"].replace(b'slug = "a"', b'slug = "A b"')}
    with pytest.raises(ImportFailed) as failed:
        imported(bad)
    assert failed.value.errors[0].startswith("bad.md, line 1: slug: ")
    assert everything() == before


def test_a_place_on_the_site_is_not_moved_by_a_file():
    live = make_published(make_article(slug="live", position=1), title="Before")
    files = changed(exported(), "live.md", 'title = "Before"', 'title = "After"')
    change = imported(changed(files, "live.md", "position = 1", "position = 9")).articles[0]
    assert change.notes == ("Its position stays as it is; the file says 9.",)
    live.article.refresh_from_db()
    assert live.article.position == 1


def test_wordings_are_added_and_none_is_taken_away():
    live = make_draft(make_article(slug="live"), questions=0, title="Before")
    make_answer(live, anchor="why", also="Old one?")
    publish(live)
    files = changed(exported(), "live.md", "- Old one?", "- New one?")
    imported(changed(files, "live.md", "Before", "After"))
    question = Question.objects.get()
    assert question.other_wordings == ["Old one?"]  # until somebody approves the new edition
    assert question.drafted_wordings.splitlines() == ["Old one?", "New one?"]


def test_an_address_that_leads_elsewhere_is_refused():
    make_draft(make_article(slug="old"))
    files = exported()
    emptied()
    make_topic(slug=parse_article(files["old.md"].decode()).meta["topic"])
    FormerSlug.objects.create(slug="old", article=make_article(slug="new"))
    with pytest.raises(ImportFailed, match="“old” leads on to “new” now"):
        imported(files)


# --- Records ------------------------------------------------------------------------------------


def told(outcome) -> dict[str, str]:
    return {f"{record.kind} {record.key}": record.what for record in outcome.records}


def test_a_source_is_changed_by_who_may_change_it():
    source = make_source(key="one", title="Before", year=2020)
    make_published(make_article(slug="a"))
    files = changed(exported(), "sources.toml", "Before", "After")
    files = changed(files, "sources.toml", "year = 2020\n", "")
    author = {"articles.change_source", "articles.add_source"}
    outcome = imported(files, may=author.__contains__)
    assert told(outcome)["source one"].startswith(
        "kept as it is here; the file has another title, year, a publisher’s"
    )
    source.refresh_from_db()
    assert source.title == "Before"
    assert told(imported(files)) == {"source one": "changed: title, year"}
    source.refresh_from_db()
    assert (source.title, source.year) == ("After", None)


def test_a_topic_is_a_publishers_to_add():
    make_draft(make_article(slug="a", topic=make_topic(slug="t")))
    files = exported()
    emptied()
    with pytest.raises(ImportFailed, match=r"topics.toml, “t”: it is new here"):
        imported(files, may=lambda permission: permission != "articles.add_topic")
    assert not Topic.objects.exists()
    assert told(imported(files))["topic t"] == "new"


def test_another_figure_under_a_name_that_is_taken_gets_its_own():
    figure = make_figure(key="knee")
    draft = make_draft(make_article(slug="a"))
    draft.answers.get().set_figures([figure])
    publish(draft)
    caption = figure.caption
    files = changed(exported(), "figures.toml", caption, "Said again.")
    outcome = imported(changed(files, "a.md", 'title = "', 'title = "New '))
    assert told(outcome) == {"figure knee-2": "new"}
    assert Edition.objects.get(state="draft").answers.get().figures[0].caption == "Said again."
    assert Figure.objects.get(key="knee").caption == caption
    before = everything()
    again = imported(changed(files, "a.md", 'title = "', 'title = "New '))
    assert again.changes_nothing
    assert everything() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "a.md",
            "Sources: one",
            "Sources: none-such",
            "a.md, line 10: There is no source “none-such”",
        ),
        ("a.md", 'topic = "t"', 'topic = "u"', "There is no topic “u”"),
        ("a.md", 'title = "', 'tilte = "', "a.md, line 5: “tilte” is nothing that an article has"),
        ("a.md", "position = 2", "position = true", "a.md, line 4: “position” has to be a number"),
        ("a.md", "position = 2", 'related = "x"', "a.md, line 4: “related” has to be a list"),
        ("a.md", "position = 2", "review_due_on = 2026-01-01T00:00:00", "has to be a day"),
        ("a.md", "position = 2", "expires_at = 2030-01-01T00:00:00", "say its time zone"),
        ("a.md", "position = 2", "expires_at = 0001-01-01T00:00:00+14:00", "between the years"),
        ("a.md", "position = 2", "position = ", "a.md, line 4: Between the “+++” lines"),
        ("a.md", "position = 2", "position = " + "2" * 5000, "more than can be read"),
        ("a.md", "position = 2", "position = " + "[" * 20_000, "more than can be read"),
        ("a.md", 'slug = "a"', "", "“slug” is missing"),
        ("a.md", "{#q}", "", "a.md, line 10: The heading “## Question?"),
        ("a.md", "{#q}", "{#1q}", "a.md, line 10: anchor: "),
        ("a.md", "In short: Short.", "In short: " + "x" * 401, "a.md, line 10: short_answer: "),
        ("a.md", "In short: Short.", "Kind: dance\nIn short: x", "a.md, line 10: kind: "),
        ("sources.toml", "key = ", "kye = ", "sources.toml: it has [[source]] tables of"),
        ("sources.toml", "[[source]]", "[[source]", "sources.toml: "),
        ("sources.toml", 'kind = "guideline"', 'kind = "rumour"', "sources.toml, “one”: kind: "),
        ("a.md", "In short: Short.", "In short: Sh\0ort.", "a.md, line 12: The character U+0000"),
        ("a.md", "position = 2", 'interests = "\\u0000"', "a.md, line 4: The character U+0000"),
        ("sources.toml", 'title = "', 'title = "\\u0000', "sources.toml: The character U+0000"),
        ("sources.toml", "[[source]]", "x = " + "[" * 20_000, "sources.toml: "),
        ("sources.toml", "year = 2020", "year = inf", "sources.toml, “one”: "),
        ("figures.toml", ".webp", ".png", "figures.toml, “knee”: its file"),
        ("figures.toml", "credit = ", "caption = ", "figures.toml: "),
    ],
)
def test_what_is_wrong_is_told_with_its_file_and_line(name, old, new, said):
    draft = make_draft(
        make_article(slug="a", topic=make_topic(slug="t"), position=2),
        questions=0,
        title="T",
        introduction="",
    )
    make_source(key="one")
    answer = make_answer(draft, anchor="q", wording="Question?", short_answer="Short.", body="")
    answer.set_figures([make_figure(key="knee")])
    files = exported()
    emptied()
    before = everything()
    with pytest.raises(ImportFailed) as failed:
        imported(changed(files, name, old, new))
    assert said in str(failed.value)
    assert everything() == before


def test_an_import_without_an_article_is_told_as_such():
    with pytest.raises(ImportFailed, match="There is no article"):
        imported({"topics.toml": b""})


def test_two_files_with_one_address_are_refused():
    make_draft(make_article(slug="a"))
    files = exported()
    emptied()
    with pytest.raises(ImportFailed, match=r"“a.md” has the same slug “a”"):
        imported(files | {"b.md": files["a.md"]})


# --- Zips of strangers --------------------------------------------------------------------------


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_folder_that_was_packed_whole_is_read_too():
    files = {"site/a.md": b"1", "site/figures/x.webp": b"2", "__MACOSX/site/a.md": b"3"}
    assert read_zip(packed(**files, **{"site/.DS_Store": b""})) == {
        "a.md": b"1",
        "figures/x.webp": b"2",
    }


@pytest.mark.parametrize(
    "name",
    [
        "../a.md",
        "/a.md",
        "figures/../../a.webp",
        "..\\a.md",
        "C:\\a.md",
        "a.py",
        "x/y/a.md",
        "a.md/b",
    ],
)
def test_a_name_that_no_export_has_is_refused(name):
    with pytest.raises(BundleError, match="no export does"):
        read_zip(packed(**{name: b"x", "b.md": b"y"}))


def test_a_bomb_is_refused_before_it_is_read(monkeypatch):
    bomb = packed(**{"a.md": b"\0" * (11 * 2**20)})
    assert len(bomb) < 20_000
    with pytest.raises(BundleError, match="too large"):
        read_zip(bomb)
    monkeypatch.setattr("articles.files.bundle.MAX_TOTAL_BYTES", 1000)
    with pytest.raises(BundleError, match="too large"):
        read_zip(packed(**{f"{number}.md": b"x" * 600 for number in range(2)}))


def test_a_header_that_lies_about_a_size_does_not_help():
    data = bytearray(packed(**{"a.md": b"\0" * (11 * 2**20)}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(mark) + offset
        data[place : place + 4] = (5).to_bytes(4, "little")
    with pytest.raises(BundleError, match="damaged"):
        read_zip(bytes(data))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"not a zip", packed(**{"a.md": b"x"})[:-9]],
    ids=["empty", "only a start", "words", "cut off"],
)
def test_a_damaged_zip_is_refused(data):
    with pytest.raises(BundleError, match="no zip file, or it is damaged"):
        read_zip(data)


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr("articles.files.bundle.MAX_FILES", 2)
    with pytest.raises(BundleError, match="more than 2 files"):
        read_zip(packed(**{f"{number}.md": b"" for number in range(3)}))


def test_a_link_in_a_zip_is_only_a_text():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("a.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert read_zip(out.getvalue()) == {"a.md": b"/etc/passwd"}


# --- Commands -----------------------------------------------------------------------------------


def run(name: str, *args) -> str:
    out = io.StringIO()
    call_command(name, *map(str, args), stdout=out)
    return out.getvalue()


@pytest.mark.slow
def test_the_commands_write_a_folder_and_read_it_again(tmp_path):
    whole_article()
    folder = tmp_path / "out"
    assert "Articles: 2." in run("export_articles", folder)
    assert read_paths([folder]) == exported()
    emptied()
    before = everything()
    assert "Dry run: nothing was stored." in run("import_articles", folder, "--dry-run")
    assert everything() == before
    assert "whole.md: new article" in run("import_articles", folder)
    assert "whole.md: unchanged" in run("import_articles", folder)


def test_one_article_is_exported_and_imported_alone(tmp_path):
    whole_article()
    assert "Articles: 1." in run("export_articles", tmp_path, "whole")
    assert not (tmp_path / "other.md").exists()
    assert "unchanged" in run("import_articles", tmp_path / "whole.md")
    packed_up = tmp_path / "all.zip"
    packed_up.write_bytes(zip_of(exported()))
    assert "unchanged" in run("import_articles", packed_up)


def test_a_command_says_what_it_cannot_do(tmp_path):
    with pytest.raises(CommandError, match="no article “x”"):
        run("export_articles", tmp_path, "x")
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_articles", tmp_path / "none.md")
    (tmp_path / "a.md").write_text("words")
    with pytest.raises(CommandError, match=r"a.md, line 1: The file does not start"):
        run("import_articles", tmp_path)
    (tmp_path / "a.zip").write_text("words")
    with pytest.raises(CommandError, match="no zip file"):
        run("import_articles", tmp_path / "a.zip")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('+++\nslug = "a"\nposition = \n+++\n', 3),
        ("+++\n\n\nposition = \n+++\n", 4),
        ("\n\n+++\nposition = \n+++\n", 4),
        ("+++\n+++\n## Why? {#a}\nKind: x\nKind: x\n", 5),
        ("+++\n+++\n\n## Why? {#a}\n\n\nKind: x\nKind: x\n", 8),
    ],
)
def test_the_line_of_a_mistake_counts_the_blank_lines_above_it(text, line):
    with pytest.raises(FormatError) as error:
        parse_article(text)
    assert error.value.line == line
