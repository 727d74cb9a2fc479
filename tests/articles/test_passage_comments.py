"""Comments at a passage: who leaves and resolves one, where it stands, and what is counted."""

import pytest

from articles.checklist.load import check_list
from articles.models import Answer, PassageComment
from tests.cast import NOW, make_draft, make_staff
from tests.office import change_url, everything, url

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
