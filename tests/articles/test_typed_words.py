"""What is typed into a draft and not saved yet: kept on the server, shown, forgotten."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import DraftRevision, Edition, TypedWords
from tests.cast import make_draft, make_staff
from tests.forms import admin_form
from tests.office import change_url, messages_of, url

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def draft() -> Edition:
    return make_draft(title="As it is stored")


@pytest.fixture
def colleague(cast):
    return cast.client(make_staff("colleague@site.example", "Cora League", "author"))


def typed_url(edition: Edition) -> str:
    return url("articles_edition_typed", edition.pk)


def type_into(client, edition: Edition, window: str = "w1", **fields):
    data = admin_form(client.get(change_url(edition))) | {"kept_as": window} | fields
    return client.post(typed_url(edition), data)


def test_typing_replaces_one_row_and_saves_nothing(cast, draft):
    ed = cast.client(cast.ed)
    for title in ("Half", "Half a title"):
        answer = type_into(ed, draft, title=title)
        assert answer.status_code == 200
        assert answer.json()["others"] == []
    row = TypedWords.objects.get()
    assert ["title", "Half a title"] in row.fields
    assert not any(name.startswith(("csrf", "kept", "_")) for name, _ in row.fields)
    draft.refresh_from_db()
    assert draft.title == "As it is stored"
    assert not DraftRevision.objects.exists()
    page = ed.get(change_url(draft)).content.decode()
    assert "Half a title" in page  # offered by the script, and not in the form
    assert 'value="Half a title"' not in page


def test_a_colleague_sees_it_and_nothing_is_merged(cast, draft, colleague):
    ed = cast.client(cast.ed)
    type_into(ed, draft, title="Mine, unsaved", **{"answers-0-wording": "Typed wording?"})
    page = colleague.get(change_url(draft)).content.decode()
    assert f"<strong>{cast.ed}</strong> is writing in this draft too" in page
    assert "Mine, unsaved" not in page
    shown = colleague.get(url("articles_edition_typed_by", draft.pk, cast.ed.pk))
    assert "Mine, unsaved" in shown.content.decode()
    assert "Typed wording?" in shown.content.decode()
    answer = type_into(colleague, draft, title="Theirs")
    assert [other["name"] for other in answer.json()["others"]] == [str(cast.ed)]
    data = admin_form(colleague.get(change_url(draft)))
    colleague.post(change_url(draft), data | {"kept_as": "w1"})
    draft.refresh_from_db()
    assert draft.title == "As it is stored"
    assert TypedWords.objects.get().person == cast.ed  # a save forgets one's own words alone


def test_a_save_forgets_it_and_so_does_throwing_it_away(cast, draft):
    ed = cast.client(cast.ed)
    type_into(ed, draft)
    data = admin_form(ed.get(change_url(draft))) | {"kept_as": "w1"}
    assert messages_of(ed.post(change_url(draft), data | {"title": "Saved"}))
    assert not TypedWords.objects.exists()
    type_into(ed, draft, window="w2")
    ed.post(typed_url(draft), {"discard": "another window"})
    assert TypedWords.objects.exists()
    ed.post(typed_url(draft), {"discard": "w2"})
    assert not TypedWords.objects.exists()


def test_only_who_may_write_in_a_draft_keeps_or_sees_words_there(cast, draft):
    type_into(cast.client(cast.ed), draft)
    own = url("articles_edition_typed_by", draft.pk, cast.ed.pk)
    reviewer, walker = cast.client(cast.rhea), cast.client(cast.alice)
    for client, status in ((reviewer, 403), (walker, 302), (cast.nobody, 302)):
        assert client.post(typed_url(draft), {"title": "x"}).status_code == status
        assert client.get(own).status_code == status
    ed = cast.client(cast.ed)
    assert ed.get(typed_url(draft)).status_code == 405
    assert ed.post(url("articles_edition_typed", 999_999)).status_code == 404
    assert ed.get(url("articles_edition_typed_by", draft.pk, cast.alice.pk)).status_code == 404
    Edition.objects.filter(pk=draft.pk).update(state=Edition.State.IN_REVIEW)
    assert ed.post(typed_url(draft), {"title": "x"}).status_code == 403
    assert TypedWords.objects.count() == 1


def windows() -> list[str]:
    return list(TypedWords.objects.order_by("typed_at").values_list("window", flat=True))


def test_two_windows_of_one_person_take_each_others_words_only_when_brought_back(cast, draft):
    ed = cast.client(cast.ed)
    type_into(ed, draft, "left", title="In the left window")
    type_into(ed, draft, "right", title="In the right window")
    page = ed.get(change_url(draft)).content.decode()
    assert "In the left window" in page
    assert "In the right window" in page
    ed.post(change_url(draft), admin_form(ed.get(change_url(draft))) | {"kept_as": "right"})
    assert windows() == ["left"]
    type_into(ed, draft, "new", instead_of="left gone", title="In the left window, and more")
    assert windows() == ["new"]
    for number in range(7):
        type_into(ed, draft, f"w{number}")
    assert windows() == ["w2", "w3", "w4", "w5", "w6"]


def test_a_window_is_told_when_the_words_of_an_older_one_give_way(cast, draft):
    ed = cast.client(cast.ed)
    told = [type_into(ed, draft, f"w{number}").json()["dropped"] for number in range(1, 7)]
    assert told == [False] * 5 + [True]
    assert not type_into(ed, draft, "w6").json()["dropped"]


def test_a_colleague_with_two_windows_is_named_once(cast, draft, colleague):
    ed = cast.client(cast.ed)
    type_into(ed, draft, "left", title="Early words")
    type_into(ed, draft, "right", title="Late words")
    answer = type_into(colleague, draft)
    assert [other["name"] for other in answer.json()["others"]] == [str(cast.ed)]
    shown = colleague.get(url("articles_edition_typed_by", draft.pk, cast.ed.pk))
    assert "Late words" in shown.content.decode()


def test_what_was_never_saved_is_forgotten_after_thirty_days(cast, draft):
    type_into(cast.client(cast.ed), draft)
    for days, left in ((29, 1), (31, 0)):
        TypedWords.objects.update(typed_at=timezone.now() - timedelta(days=days))
        call_command("purge_revisions")
        assert TypedWords.objects.count() == left


def test_however_many_names_a_window_sends_the_last_of_them_count(cast, draft):
    ed = cast.client(cast.ed)
    type_into(ed, draft, "left")
    too_long = "x" * 41
    names = " ".join(["left", "a\0b", too_long, *(f"n{number}" for number in range(300_000))])
    assert type_into(ed, draft, "new", instead_of=names).status_code == 200
    assert windows() == ["left", "new"]
    names_again = f"{names} left"
    assert type_into(ed, draft, too_long, instead_of=names_again).status_code == 200
    assert windows() == ["new", ""]


def test_however_many_attempts_to_save_a_form_names_the_last_is_kept(cast, draft):
    ed = cast.client(cast.ed)
    opened = admin_form(ed.get(change_url(draft)))
    names = " ".join(f"n{number}" for number in range(300_000))
    response = ed.post(change_url(draft), opened | {"title": "Saved", "attempts": names})
    assert response.status_code == 302
    assert DraftRevision.objects.first().sent_as == "n299999"
