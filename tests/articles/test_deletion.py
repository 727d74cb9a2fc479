"""What cannot be deleted says why, what uses it, and what can be done instead."""

from html import unescape

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils.html import strip_tags

from articles.models import Article, Caution, Edition, PromotedAnswer, Question, Source, WarningSign
from articles.office.deletion import MAX_NAMED, links_to_rows
from tests.cast import (
    NOW,
    make_article,
    make_draft,
    make_figure,
    make_nudge,
    make_published,
    make_rule,
    make_source,
    make_staff,
    make_topic,
)
from tests.office import change_url, save, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def root(cast):
    return cast.client(make_staff("root@example.org", "Root", is_superuser=True))


def asked(client, row) -> str:
    """The page that asks before `row` is deleted; a confirmed deletion does nothing else."""
    address = url(f"articles_{row._meta.model_name}_delete", row.pk)
    assert client.post(address, {"post": "yes"}).status_code == 200
    assert type(row).objects.filter(pk=row.pk).exists()
    page = unescape(client.get(address).content.decode())
    assert "would require" not in page
    return page


def test_a_topic_names_the_articles_on_it_by_their_titles(root):
    draft = make_draft(make_article(topic=make_topic()), title="Sore feet")
    page = asked(root, draft.article.topic)
    assert f'Article: <a href="{change_url(draft.article)}">Sore feet</a>' in page
    assert "Give each article another topic on its own page." in page


def test_an_article_that_readers_never_saw_goes_with_its_questions(root):
    """Who did that stays in the history."""
    draft, other = make_draft(make_article(), title="Sore feet", questions=2), make_draft()
    page = root.get(url("articles_article_delete", draft.article.pk))
    counted = dict(page.context["model_count"])
    assert (counted["articles"], counted["editions"], counted["questions"]) == (1, 1, 2)
    confirmed = root.post(url("articles_article_delete", draft.article.pk), {"post": "yes"})
    assert confirmed.status_code == 302
    assert list(Article.objects.all()) == [other.article]
    assert {each.article for each in Question.objects.all()} == {other.article}
    for row in (draft.article, draft):
        entry = type(row).history.filter(id=row.pk, history_type="-").get()
        assert entry.history_user.email == "root@example.org"
    assert LogEntry.objects.get(action_flag=DELETION).object_repr == draft.article.slug


def test_several_articles_that_readers_never_saw_go_at_once(root):
    drafts = [make_draft(make_article()) for _ in range(2)]
    chosen = {
        "action": "delete_selected",
        "_selected_action": [each.article.pk for each in drafts],
        "post": "yes",
    }
    assert root.post(url("articles_article_changelist"), chosen).status_code == 302
    assert not Article.objects.exists()
    assert not Question.objects.exists()


def test_an_article_whose_question_something_names_stays(root):
    draft = make_draft(make_article())
    question = draft.answers.get().question
    promoted = PromotedAnswer.objects.create(question=question, searches="red flags")
    rule = make_rule(question)
    page = asked(root, draft.article)
    for row in (promoted, rule):
        assert f'<a href="{change_url(row)}">{row}</a>' in page
    assert "take it out of them first" in page
    promoted.delete()
    with pytest.raises(ProtectedError):  # a rule that was made since the page was shown
        draft.article.delete_unseen()
    assert draft.answers.get().question == question
    assert root.post(url("articles_edition_delete", draft.pk), {"post": "yes"}).status_code == 302


def test_an_article_that_was_published_meanwhile_stays():
    article = make_published(make_article()).article
    with pytest.raises(ValidationError, match="withdrawn"):
        article.delete_unseen()
    assert article.editions.count() == 1


@pytest.mark.parametrize("several", [False, True])
def test_an_article_that_was_published_after_the_look_at_it_stays_and_that_is_said(
    root, monkeypatch, several
):
    """Somebody publishes it while the confirmed page is being answered: it had been looked at."""
    draft = make_draft(make_article())
    delete_unseen = Article.delete_unseen

    def publish_and_go_on(article):
        Edition.objects.filter(article=article).update(state="published", publish_at=NOW)
        delete_unseen(article)

    monkeypatch.setattr(Article, "delete_unseen", publish_and_go_on)
    sent = {"action": "delete_selected", "_selected_action": [draft.article.pk], "post": "yes"}
    one, all_of_them = (
        url("articles_article_delete", draft.article.pk),
        "articles_article_changelist",
    )
    page = root.post(url(all_of_them) if several else one, sent, follow=True)
    assert "Nothing was done. Readers have seen it" in page.content.decode()
    assert Article.objects.get() == draft.article
    assert not LogEntry.objects.filter(action_flag=DELETION).exists()


def test_the_other_wordings_of_a_deleted_draft_come_back_in_no_later_one(root):
    live = make_published()
    question = live.answers.get().question
    question.draft_wordings("Merged from elsewhere?")
    question.save()
    draft = live.new_edition(author=None)
    response = save(root, draft, **{"answers-0-also_asked_as": "Nobody approved this?"})
    assert response.status_code == 302
    question.refresh_from_db()
    question.also_asked_as = "Published meanwhile?"
    question.save()
    root.post(url("articles_edition_delete", draft.pk), {"post": "yes"})
    assert not Edition.objects.open().exists()
    waiting = Question.objects.get().drafted_wordings.splitlines()
    assert set(waiting) == {"Merged from elsewhere?", "Published meanwhile?"}
    assert Question.objects.get().other_wordings == ["Published meanwhile?"]
    root.post(url("articles_edition_delete", live.new_edition(author=None).pk), {"post": "yes"})
    assert Question.objects.get().drafted_wordings.splitlines() == waiting


def test_a_source_names_all_that_rests_on_it_and_leads_to_its_replacement(root):
    source = make_source()
    draft = make_draft(make_article(), questions=2)
    draft.answers.first().sources.set([source])
    caution = Caution.objects.create(slug="c", title="C", names="x", body="<p>B</p>")
    caution.sources.set([source])
    sign = WarningSign.objects.create(level="soon", text="S", source=source)
    nudge = make_nudge()
    nudge.sources.set([source])
    page = asked(root, source)
    for row in (draft, caution, sign, nudge):
        assert page.count(f'<a href="{change_url(row)}">{row}</a>') == 1, row
    assert url("articles_source_replace", source.pk) in page


def test_a_source_of_a_nudge_alone_stays_too():
    source = make_source()
    make_nudge().sources.set([source])
    with pytest.raises(ValidationError, match="is cited"):
        source.delete()


def test_a_figure_names_the_editions_that_show_it(root):
    figure = make_figure()
    draft = make_draft(make_article())
    draft.answers.get().set_figures([figure])
    page = asked(root, figure)
    assert f'Edition: <a href="{change_url(draft)}">{draft}</a>' in page
    assert "Take it out of the drafts that show it." in page


def test_many_at_once_are_told_the_same_way(root):
    cited, free = make_draft(make_article()).answers.get().sources.get(), make_source()
    chosen = {"action": "delete_selected", "_selected_action": [cited.pk, free.pk]}
    page = unescape(root.post(url("articles_source_changelist"), chosen).content.decode())
    assert "Nothing was deleted. Something uses these" in page
    assert "would require" not in page
    assert Source.objects.count() == 2


def test_who_may_not_delete_what_goes_along_is_told_in_words(cast):
    article = make_draft(make_article(), questions=0).article
    lacks = make_staff("lacks@example.org", "Lacks", "author")
    lacks.user_permissions.add(Permission.objects.get(codename="delete_article"))
    page = cast.client(lacks).get(url("articles_article_delete", article.pk)).content.decode()
    assert "cannot be deleted by you" in strip_tags(page)
    assert "doesn't have permission" not in unescape(page)


def test_of_very_many_the_first_are_named():
    topic = make_topic()
    articles = [make_published(make_article(topic=topic)).article for _ in range(3)]
    assert len(links_to_rows(articles)) == 3
    many = links_to_rows(articles * MAX_NAMED)
    assert len(many) == MAX_NAMED + 1
    assert many[-1] == "and more"
