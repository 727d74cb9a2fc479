"""The starter articles: loaded once, kept in step with their files, never over an editor's work."""

import re
import shutil
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from articles.files import starter
from articles.files.article_format import ArticleText, FormatError, parse_article
from articles.models import Answer, Article, Caution, Edition, Source, Synonym, Topic, WarningSign
from backsite.management.commands import load_starter
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ARTICLE = """\
+++
slug = "%(slug)s"
topic = "walking"
position = 1
title = "An article"
summary = "A summary."
author_name = "Editors"
related = ["two"]
+++
An introduction.

## Why? {#why}

In short: Because.

Also asked as:
- How come?

A body.

Sources: one-source
"""
RECORDS = {
    "topics.toml": '[[topic]]\nslug = "walking"\ntitle = "Walking"\nsummary = "S."\n',
    "sources.toml": '[[source]]\nkey = "one-source"\ntitle = "T"\npublisher = "P"\n'
    'kind = "guideline"\n',
    "warning_signs.toml": '[[sign]]\nlevel = "urgent"\ntext = "A fall"\nsource = "one-source"\n',
    "cautions.toml": '[[caution]]\nslug = "c"\ntitle = "C"\nnames = ["ibuprofen"]\nbody = "B"\n'
    'sources = ["one-source"]\n',
    "synonyms.toml": '[[synonym]]\nwords = "numb, tingling"\n',
}


@pytest.fixture
def folder(tmp_path) -> Path:
    """A small set of starter files."""
    for name, text in RECORDS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for slug in ("one", "two"):
        (tmp_path / f"{slug}.md").write_text(ARTICLE % {"slug": slug}, encoding="utf-8")
    return tmp_path


def load(folder: Path) -> Counter[str]:
    return +starter.load_starter_articles(NOW, folder)


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def one() -> Article:
    return Article.objects.get(slug="one")


# --- Loading ------------------------------------------------------------------------------------


def test_everything_is_loaded_and_public(folder):
    done = load(folder)
    assert done == {
        "topics new": 1,
        "sources new": 1,
        "warning signs new": 1,
        "cautions new": 1,
        "synonyms new": 1,
        "articles new": 2,
    }
    edition = one().live_edition(NOW)
    assert (edition.title, edition.introduction) == ("An article", "<p>An introduction.</p>")
    answer = edition.answers.get()
    assert (answer.wording, answer.short_answer, answer.body) == (
        "Why?",
        "Because.",
        "<p>A body.</p>",
    )
    assert answer.question.other_wordings == ["How come?"]
    assert [source.key for source in answer.sources.all()] == ["one-source"]
    assert [article.slug for article in one().related.all()] == ["two"]


def test_loading_again_changes_nothing(folder):
    load(folder)
    assert load(folder) == {"articles unchanged": 2}
    assert Edition.objects.count() == 2


@pytest.mark.slow
def test_a_changed_file_becomes_a_further_edition(folder):
    load(folder)
    rewrite(folder / "one.md", "A body.", "A better body.")
    rewrite(folder / "one.md", "- How come?", "- What for?")
    done = load(folder)
    assert done == {"articles unchanged": 1, "articles updated": 1}
    edition = one().live_edition(NOW)
    assert edition.number == 2
    answer = edition.answers.get()
    assert answer.body == "<p>A better body.</p>"
    assert answer.question.other_wordings == ["How come?", "What for?"]
    assert one().questions.count() == 1
    assert load(folder) == {"articles unchanged": 2}


def test_what_an_editor_changed_is_kept(folder, cast):
    load(folder)
    edition = one().live_edition(NOW)
    draft = edition.new_edition(author=cast.ed)
    draft.title = "An editor's title"
    draft.save()
    rewrite(folder / "one.md", "A body.", "A better body.")
    assert load(folder) == {"articles unchanged": 1, "articles kept": 1}
    assert one().editions.count() == 2
    assert one().live_edition(NOW) == edition


def test_what_an_editor_withdrew_stays_withdrawn(folder):
    load(folder)
    edition = one().live_edition(NOW)
    edition.withdraw(now=NOW, reason="Wrong.")
    edition.save()
    rewrite(folder / "one.md", "A body.", "A better body.")
    load(folder)
    assert one().live_edition(NOW) is None


def test_an_article_that_moved_does_not_come_back_at_its_old_address(folder):
    load(folder)
    article = one()
    article.slug = "elsewhere"
    article.save()
    assert load(folder) == {"articles unchanged": 1, "articles kept": 1}
    assert not Article.objects.filter(slug="one").exists()


def test_records_that_editors_changed_or_removed_are_kept(folder):
    load(folder)
    Topic.objects.update(title="An editor's topic")
    Source.objects.update(title="An editor's source")
    Caution.objects.update(title="An editor's caution")
    WarningSign.objects.update(text="An editor's sign")
    Synonym.objects.update(words="an, editor's")
    assert load(folder) == {"articles unchanged": 2}
    for model, field in ((Topic, "title"), (Source, "title"), (Caution, "title")):
        assert getattr(model.objects.get(), field).startswith("An editor's")
    assert WarningSign.objects.get().text == "An editor's sign"
    assert Synonym.objects.get().words == "an, editor's"


def test_a_caution_that_an_editor_renamed_or_removed_does_not_come_back(folder):
    load(folder)
    caution = Caution.objects.get()
    caution.slug = "renamed"
    caution.save()
    load(folder)
    assert Caution.objects.get() == caution
    caution.delete()
    load(folder)
    assert not Caution.objects.exists()


def test_signs_from_before_they_had_search_words_get_them_and_edited_ones_do_not(folder):
    load(folder)
    with (folder / "warning_signs.toml").open("a", encoding="utf-8") as file:
        file.write('search_words = ["had a fall", "fell"]\n')
    assert load(folder) == {"articles unchanged": 2, "warning signs with search words new": 1}
    sign = WarningSign.objects.get()
    assert sign.search_words == "had a fall\nfell"
    sign.search_words = ""
    sign.save()
    assert load(folder) == {"articles unchanged": 2}


def test_better_search_words_reach_a_sign_unless_an_editor_changed_its_own(folder, cast):
    path = folder / "warning_signs.toml"
    file = path.read_text(encoding="utf-8")
    path.write_text(file + 'search_words = ["fell"]\n', encoding="utf-8")
    load(folder)
    path.write_text(file + 'search_words = ["fell", "had a fall"]\n', encoding="utf-8")
    assert load(folder) == {"articles unchanged": 2, "warning signs with search words new": 1}
    sign = WarningSign.objects.get()
    assert sign.search_words == "fell\nhad a fall"
    sign.search_words = "tripped"
    sign._history_user = cast.pia
    sign.save()
    assert load(folder) == {"articles unchanged": 2}
    assert WarningSign.objects.get().search_words == "tripped"


def test_a_sign_of_despair_is_marked_as_the_file_says_unless_somebody_took_the_mark_off(folder):
    load(folder)
    with (folder / "warning_signs.toml").open("a", encoding="utf-8") as file:
        file.write("is_despair = true\n")
    assert load(folder) == {"articles unchanged": 2, "warning signs of despair new": 1}
    sign = WarningSign.objects.get()
    assert sign.is_despair
    sign.is_despair = False
    sign.save()
    assert load(folder) == {"articles unchanged": 2}
    assert not WarningSign.objects.get().is_despair


def test_html_in_a_file_is_never_markup(folder):
    rewrite(folder / "one.md", "A body.", "<script>x</script> [l](javascript:x)")
    load(folder)
    body = one().live_edition(NOW).answers.get().body
    assert "<script" not in body
    assert "href" not in body


# --- Broken files -------------------------------------------------------------------------------

BROKEN = [
    ("one.md", "## Why? {#why}", "## Why?", ["one.md", "{#anchor}"]),
    ("one.md", "In short: Because.", "", ["one.md", "“Why?”", "In short"]),
    ("one.md", 'title = "An article"\n', "", ["one.md", "title"]),
    ("one.md", 'slug = "one"\n', "", ["one.md", "slug"]),
    ("one.md", 'slug = "one"', 'slug = "no slug"', ["one.md", "slug"]),
    ("one.md", "Sources: one-source", "Sources: no-source", ["one.md", "no-source"]),
    ("one.md", "Sources: one-source", "", ["one.md", "names no source"]),
    ("one.md", "A body.", "", ["one.md", "no answer text"]),
    ("one.md", 'topic = "walking"', 'topic = "swimming"', ["one.md", "swimming"]),
    ("one.md", "In short:", "Kind: dance\nIn short:", ["one.md", "dance"]),
    ("one.md", "In short:", "Kind: movement\nIn short:", ["one.md", "how long"]),
    ("one.md", "Because.", "Because. " * 80, ["one.md", "400"]),
    ("two.md", "A body.", "A body.\n\n## Why? {#why}\n\nIn short: X.", ["two.md", "why", "twice"]),
    ("topics.toml", "[[topic]]", "[[topic", ["topics.toml"]),
    ("topics.toml", "[[topic]]", "[[subject]]", ["topics.toml", "topic"]),
    ("sources.toml", 'key = "one-source"', 'key = "one source"', ["sources.toml", "key: "]),
    ("sources.toml", "title", "heading", ["sources.toml", "heading"]),
    ("sources.toml", '"guideline"', '"rumour"', ["sources.toml", "rumour"]),
    ("cautions.toml", '["one-source"]', '["no-source"]', ["cautions.toml", "no-source"]),
    ("warning_signs.toml", '"one-source"', '"no-source"', ["warning_signs.toml", "no-source"]),
    ("warning_signs.toml", '"urgent"', '"later"', ["warning_signs.toml", "later"]),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), BROKEN)
def test_a_broken_file_is_named_and_nothing_is_stored(folder, name, old, new, said):
    rewrite(folder / name, old, new)
    with pytest.raises(FormatError) as refused:
        starter.load_starter_articles(NOW, folder)
    assert [words for words in said if words not in str(refused.value)] == []
    for model in (Topic, Source, Caution, WarningSign, Article, Edition, Answer):
        assert not model.objects.exists()


def test_a_file_that_is_no_text_is_named(folder):
    (folder / "two.md").write_bytes(b"\xff\xfe+++")
    with pytest.raises(FormatError, match=r"two\.md"):
        load(folder)
    assert not Article.objects.exists()


def test_files_may_name_one_another_in_their_texts(folder):
    rewrite(folder / "one.md", "A body.", "See [the other page](/articles/two/#why).")
    rewrite(folder / "two.md", "A body.", "See [the first page](/articles/one/#why).")
    load(folder)
    assert Edition.objects.public(NOW).count() == 2


def test_an_article_that_links_to_what_an_editor_took_away_waits_for_one(folder):
    load(folder)
    gone = Edition.objects.get(article__slug="two")
    gone.withdraw(now=NOW, reason="Wrong.")
    gone.save()
    rewrite(folder / "one.md", "A body.", "See [the other page](/articles/two/).")
    done = load(folder)
    assert done["articles waiting for an editor, with a link that leads nowhere"] == 1
    assert one().live_edition(NOW).number == 1
    assert one().open_draft.state == Edition.State.READY


def test_the_command_says_what_is_wrong(folder, monkeypatch):
    rewrite(folder / "one.md", "Sources: one-source", "Sources: no-source")
    load = partial(starter.load_starter_articles, folder=folder)
    monkeypatch.setattr(load_starter, "load_starter_articles", load)
    with pytest.raises(CommandError, match=r"Nothing was loaded.*one\.md.*no-source"):
        call_command("load_starter")
    assert not Topic.objects.exists()


# --- The files that come with the site ----------------------------------------------------------


@pytest.mark.slow
def test_nothing_claims_a_review(starter_content):
    assert Edition.objects.count() == Article.objects.count() > 10
    for edition in Edition.objects.all():
        assert not edition.is_reviewed
        assert (edition.reviewer, edition.reviewer_name, edition.review_due_on) == (None, "", None)
    assert not WarningSign.objects.exclude(reviewed_on=None).exists()
    assert not Caution.objects.exclude(reviewed_on=None).exists()


def test_every_answer_rests_on_a_source(starter_content):
    assert not Answer.objects.filter(sources=None).exists()
    assert not Caution.objects.filter(sources=None).exists()


def test_every_link_within_the_site_leads_somewhere(starter_content):
    places = {"/get-help/", "/search/", "/try/"}
    for topic in Topic.objects.all():
        places.add(topic.get_absolute_url())
    for answer in Answer.objects.for_reading():
        places |= {answer.get_absolute_url(), answer.question.article.get_absolute_url()}
    dead = []
    for edition in Edition.objects.prefetch_related("answers").select_related("article"):
        bodies = [edition.introduction, *(answer.body for answer in edition.answers.all())]
        for link in re.findall(r'href="([^"]+)"', " ".join(bodies)):
            whole = edition.get_absolute_url() + link if link.startswith("#") else link
            if whole.startswith("/") and whole not in places and "/about/" not in whole:
                dead.append(f"{edition.article.slug}: {link}")
    assert dead == []


def texts_that_come_along() -> list[ArticleText]:
    files = sorted(starter.FOLDER.glob("*.md"))
    return [parse_article(file.read_text(encoding="utf-8")) for file in files]


def test_related_articles_stand_in_the_order_of_the_file(starter_content):
    for text in texts_that_come_along():
        article = Article.objects.get(slug=text.meta["slug"])
        assert [other.slug for other in article.related_in_order] == text.meta["related"]


def test_every_related_article_exists():
    texts = texts_that_come_along()
    slugs = {text.meta["slug"] for text in texts}
    assert {related for text in texts for related in text.meta["related"]} <= slugs


def test_no_warning_sign_and_no_caution_lost_on_the_way(starter_content):
    levels = {level for level, _ in WarningSign.Level.choices}
    assert set(WarningSign.objects.values_list("level", flat=True)) == levels
    assert Caution.objects.get(slug="anti-inflammatories").is_needed_in("ibuprofen")


@pytest.mark.slow
def test_the_files_can_be_loaded_from_anywhere(starter_content, tmp_path):
    shutil.copytree(starter.FOLDER, tmp_path / "copy")
    assert set(starter.load_starter_articles(NOW, tmp_path / "copy")) == {"articles unchanged"}


def test_errors_of_a_model_are_told_in_words(folder):
    rewrite(folder / "one.md", 'title = "An article"', f'title = "{"x" * 200}"')
    with pytest.raises(FormatError) as refused:
        load(folder)
    assert not isinstance(refused.value, ValidationError)
    assert "{'" not in str(refused.value)
    assert "title" in str(refused.value)


def test_an_article_that_names_what_is_felt_in_both_legs_names_all_of_it(starter_content):
    """As the sign does: who has only the tingling would take it for no emergency."""
    sign = WarningSign.objects.get(text__endswith=" in both legs").text
    written = [path.read_text(encoding="utf-8") for path in starter.FOLDER.glob("*.md")]
    said = [each for text in written for each in re.findall(r"pain, [^.]{0,40}in both legs", text)]
    assert set(said) == {sign[0].lower() + sign[1:]}
