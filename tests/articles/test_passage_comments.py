"""Comments at a passage: who leaves and resolves one, where it stands, and what is counted."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from articles.checklist.load import check_list
from articles.models import Answer, PassageComment
from articles.text.passages import PassageMark, mark_passages
from tests.cast import NOW, make_article, make_draft, make_figure, make_published, make_staff
from tests.forms import admin_form
from tests.office import act_url, change_url, everything, post_act, url

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def comments_url(edition) -> str:
    return url("articles_edition_comments", edition.pk)


def comment(client, edition, **sent):
    return client.post(comments_url(edition), {"question": "", "quote": "", "text": "Why?"} | sent)


def resolve(client, edition):
    number = PassageComment.objects.latest("pk").pk
    return client.post(url("articles_edition_resolve_comment", edition.pk, number))


def open_comments(edition) -> list[str]:
    found = check_list(edition, NOW).advisory
    return [each.message for each in found if each.code == "open-comments"]


@pytest.mark.parametrize("who", ["ed", "rhea", "pia"])
def test_a_comment_stands_at_its_passage_until_it_is_resolved(cast, who):
    edition, client = make_draft(), cast.client(getattr(cast, who))
    answer = edition.answers.get()
    quote = answer.short_answer[:12]
    response = comment(client, edition, question=answer.question_id, quote=quote, text="Sure <b>?")
    assert response["Location"] == comments_url(edition)
    for address in (comments_url(edition), change_url(edition)):
        page = client.get(address).content.decode()
        assert f"on “{answer.wording}”" in page
        assert "Sure &lt;b&gt;?" in page
        assert "no longer stand there" not in page
    assert open_comments(edition) == ["1 comment is not resolved yet."]
    resolve(client, edition)
    assert PassageComment.objects.get().resolved_by == str(getattr(cast, who))
    assert open_comments(edition) == []
    resolve(client, edition)
    assert open_comments(edition) == ["1 comment is not resolved yet."]


def test_it_blocks_nothing_and_says_where_its_words_are_gone(cast):
    edition = make_draft()
    client = cast.client(cast.ed)
    comment(client, edition, quote="Words that nobody wrote")
    assert "no longer stand there" in client.get(comments_url(edition)).content.decode()
    assert "open-comments" not in [each.code for each in check_list(edition, NOW).required]


def test_words_of_how_long_and_of_a_caption_stand_where_they_are(cast):
    edition, client = make_draft(), cast.client(cast.ed)
    answer = edition.answers.get()
    answer.how_long = "Five minutes each morning"
    answer.save()
    answer.set_figures([make_figure(caption="Both knees bent")])
    for quote in ("minutes each morning", "Both knees"):
        comment(client, edition, question=answer.question_id, quote=quote)
    for address in (comments_url(edition), change_url(edition)):
        assert "no longer stand there" not in client.get(address).content.decode()


def test_a_question_of_another_edition_and_words_without_end_are_refused(cast):
    edition, other = make_draft(), make_draft()
    client = cast.client(cast.ed)
    for sent in (
        {"question": other.answers.get().question_id},
        {"text": " "},
        {"text": "x" * 2001},
        {"quote": "x" * 301},
    ):
        assert comment(client, edition, **sent).status_code == 200
    assert not PassageComment.objects.exists()


def test_nobody_else_reads_writes_or_resolves(cast):
    edition, other = make_draft(), make_draft()
    comment(cast.client(cast.ed), edition, text="Secret.")
    new, ed = cast.client(make_staff("new@example.org", "New")), cast.client(cast.ed)
    clients = (cast.nobody, cast.client(cast.alice), new)
    before = everything()
    for client in clients:
        for response in (
            client.get(comments_url(edition)),
            comment(client, edition),
            resolve(client, edition),
        ):
            assert response.status_code in (302, 403)
            assert "Secret." not in response.content.decode()
    assert resolve(ed, other).status_code == 404
    assert everything() == before


def test_a_comment_stays_with_its_question_when_it_is_reworded(cast):
    edition, client = make_draft(), cast.client(cast.ed)
    answer = edition.answers.get()
    comment(client, edition, question=answer.question_id, quote=answer.wording)
    Answer.objects.filter(pk=answer.pk).update(wording="Other words?")
    page = client.get(comments_url(edition)).content.decode()
    assert "on “Other words?”" in page
    assert "no longer stand there" in page


# --- Drawn in the text --------------------------------------------------------------------------


def marked(html: str, *quotes: str) -> str:
    return mark_passages(
        html, [PassageMark(f"p{n}", quote, "[*]") for n, quote in enumerate(quotes)]
    )


def in_brackets(html: str) -> str:
    """With { for the mark that has a name, ( for one that goes on, and ) where either ends."""
    html = html.replace('<mark class="passage" id="p0">', "{")
    return html.replace('<mark class="passage">', "(").replace("</mark>", ")")


@pytest.mark.parametrize(
    ("html", "quote", "drawn"),
    [
        (
            "<p>Rest a while.</p>",
            "a while",
            "<p>Rest {a while)[*].</p>",
        ),
        (
            "<p>Rest <b>a wh</b>ile.</p>",
            "Rest a while",
            "<p>{Rest )<b>(a wh)</b>(ile)[*].</p>",
        ),
        (
            "<p>One.</p><p>Two</p>",
            "one two",
            "<p>{One.)</p><p>(Two)[*]</p>",
        ),
        (
            "<p>Don&#x27;t &amp; &lt;b&gt; walk</p>",
            "don’t & <b>",
            "<p>{Don&#x27;t &amp; &lt;b)[*]&gt; walk</p>",
        ),
        (
            '<a href="/x/" title="a > b">walk far</a> on',
            "walk",
            '<a href="/x/" title="a > b">{walk) far</a>[*] on',
        ),
        (
            "<p>walking far</p>",
            "king far",
            "<p>{walking far)[*]</p>",
        ),
        ('<p title="rest">walk</p>', "rest", '<p title="rest">walk</p>'),
        ("<p>rest</p>", "…", "<p>rest</p>"),
    ],
)
def test_a_passage_is_marked_across_tags_and_its_link_stands_in_no_other(html, quote, drawn):
    assert in_brackets(marked(html, quote)) == drawn


def test_passages_that_overlap_are_both_marked():
    html = marked("<p>one two three four</p>", "one two three", "two three four", "two")
    assert html.count("<mark") == html.count("</mark>") == 3
    assert html.count("[*]") == 3
    assert re.sub(r"<[^>]*>|\[\*\]", "", html) == "one two three four"


def talk_about(cast, edition) -> list[PassageComment]:
    """One comment at a question, one at the top, one whose words are gone, one resolved."""
    answer = edition.answers.get()
    client = cast.client(cast.ed)
    for sent in (
        {"question": answer.question_id, "quote": answer.short_answer},
        {"quote": "An introduction"},
        {"question": answer.question_id, "quote": "Words that nobody wrote"},
        {"question": answer.question_id, "quote": answer.wording, "text": "Done."},
    ):
        comment(client, edition, **sent)
    resolve(client, edition)
    return list(PassageComment.objects.order_by("pk"))


def test_open_comments_are_drawn_where_an_editor_reads_the_page(cast):
    edition = make_draft()
    at_answer, at_top, gone, resolved = talk_about(cast, edition)
    client = cast.client(cast.ed)
    page = client.get(url("articles_edition_preview", edition.pk)).content.decode()
    sent = admin_form(client.get(change_url(edition)))
    typed = client.post(url("articles_edition_live_preview", edition.pk), sent).content.decode()
    for shown in (page, typed):
        for each, is_drawn in ((at_answer, 1), (at_top, 1), (gone, 0), (resolved, 0)):
            assert shown.count(f'id="passage-{each.pk}"') == is_drawn, each
        assert f'href="{comments_url(edition)}#comment-{at_answer.pk}"' in shown
    listed = client.get(comments_url(edition)).content.decode()
    assert f'id="comment-{at_answer.pk}"' in listed
    assert f"/preview/#passage-{at_answer.pk}" in listed
    assert f"/preview/#passage-{gone.pk}" not in listed


def test_whoever_approves_sees_them_and_is_told_what_is_gone(cast):
    edition = make_draft(make_article())
    at_answer, at_top, *_ = talk_about(cast, edition)
    post_act(cast.client(cast.ed), edition, "submit")
    page = cast.client(cast.rhea).get(act_url(edition, "approve")).content.decode()
    for each in (at_answer, at_top):
        assert f'<mark class="passage" id="passage-{each.pk}">' in page
    assert "2 passages that somebody asks about are marked." in page
    assert "The words of 1 open comment no longer stand in the text." in page
    assert "An introduction" in page


def test_readers_and_files_get_no_mark(cast, client):
    live = make_published(make_article())
    talk_about(cast, live)
    before = everything()
    cast.client(cast.ed).get(url("articles_edition_preview", live.pk))
    assert everything() == before
    assert "passage" not in client.get(live.get_absolute_url()).content.decode()
    answer = cast.client(cast.pia).get(url("articles_article_export", live.article_id))
    with ZipFile(BytesIO(answer.getvalue())) as files:
        exported = b"".join(files.read(name) for name in files.namelist())
    assert live.title.encode() in exported
    assert b"<mark" not in exported
