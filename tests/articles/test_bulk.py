"""One act for many ticked editions, from their list."""

import pytest

from articles.models import Edition, EditionOpening
from tests.cast import NOW, make_article, make_draft, make_published
from tests.office import change_url, messages_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/articles/edition/"
State = Edition.State


def tick(client, action: str, *editions: Edition, **more):
    sent = {"action": f"bulk_{action}", "_selected_action": [each.pk for each in editions]}
    return client.post(LIST, sent | more, follow="confirmed" not in more)


def confirm(client, page, action: str, **more):
    ticked = page.context["ticked"]
    seen = [each.seen for each in ticked]
    editions = [each.row for each in ticked]
    return tick(client, action, *editions, seen=seen, confirmed="yes", **more)


def test_forty_reviews_are_confirmed_in_three_clicks(cast):
    editions = [make_published(make_article()) for _ in range(40)]
    unread = make_published(make_article())
    for edition in editions:
        EditionOpening.objects.record(edition, cast.rhea, NOW)
    client = cast.client(cast.rhea)
    page = tick(client, "confirm_review", *editions, unread)
    assert " 40 of " in page.context["button"]
    assert "Open it first" in page.content.decode()
    response = confirm(client, page, "confirm_review")
    assert messages_of(response)[0] == "Reviewed again, nothing changed: done for 40 of 41."
    assert Edition.objects.filter(reviewed_on=NOW.date()).count() == 40
    assert not Edition.objects.get(pk=unread.pk).is_reviewed


def test_nothing_is_done_before_it_is_confirmed(cast):
    edition = make_draft(make_article())
    assert tick(cast.client(cast.ed), "submit", edition).status_code == 200
    assert Edition.objects.get().state == State.DRAFT


def test_it_is_said_that_none_of_what_was_ticked_is_there_any_more(cast):
    edition = make_draft(make_article())
    client = cast.client(cast.ed)
    page = tick(client, "submit", edition)
    edition.delete()
    response = confirm(client, page, "submit")
    assert messages_of(response) == ["None of them is in this list now. Nothing was done."]


def test_of_what_was_ticked_it_is_said_how_many_are_gone(cast):
    stays, goes = make_draft(make_article()), make_draft(make_article())
    client = cast.client(cast.ed)
    page = tick(client, "submit", stays, goes)
    goes.delete()
    assert messages_of(confirm(client, page, "submit")) == [
        "Submit for review: done for 1 of 1.",
        "Not in this list now, and left alone: 1.",
    ]


def test_drafts_are_submitted_and_approved_by_who_opened_them(cast):
    drafts = [make_draft(make_article()) for _ in range(3)]
    ed, rhea = cast.client(cast.ed), cast.client(cast.rhea)
    confirm(ed, tick(ed, "submit", *drafts), "submit")
    assert Edition.objects.filter(state=State.IN_REVIEW).count() == 3
    rhea.get(change_url(drafts[0]))
    page = tick(rhea, "approve", *drafts)
    assert " 1 of " in page.context["button"]
    confirm(rhea, page, "approve")
    assert Edition.objects.get(state=State.READY).pk == drafts[0].pk


def test_what_changed_since_it_was_shown_is_left_alone(cast, clock):
    draft = make_draft(make_article())
    client = cast.client(cast.ed)
    page = tick(client, "submit", draft)
    clock.shift(60)
    Edition.objects.get().save()
    response = confirm(client, page, "submit")
    assert "has changed since" in messages_of(response)[-1]
    assert Edition.objects.get().state == State.DRAFT


def test_the_page_that_asks_has_an_address_that_keeps_the_filters_and_does_nothing_by_itself(cast):
    draft, other = make_draft(make_article()), make_draft(make_article())
    client = cast.client(cast.ed)
    sent = {"action": "bulk_submit", "_selected_action": [draft.pk]}
    asked = client.post(f"{LIST}?standing=open", sent)["Location"]
    assert asked == f"{LIST}?standing=open&many=bulk_submit&rows={draft.pk}"
    for _ in range(2):
        page = client.get(asked)
        assert [each.row for each in page.context["ticked"]] == [draft]
        assert 'action="?standing=open"' in page.content.decode()
        assert "many%3D" not in page.content.decode()  # in a link to a row, which leads back
    assert not Edition.objects.filter(state=State.IN_REVIEW).exists()
    assert other.pk
    assert client.get(f"{LIST}?many=bulk_approve&rows={draft.pk}").status_code == 404
    assert client.get(f"{LIST}?many=bulk_submit&rows=x,9999999")["Location"] == f"{LIST}?"
    assert cast.client(cast.alice).get(asked).status_code == 302


def test_drafts_are_handed_over_together(cast):
    drafts = [make_draft(make_article()) for _ in range(2)]
    client = cast.client(cast.pia)
    confirm(client, tick(client, "hand_over", *drafts), "hand_over", to=cast.ed.pk)
    assert Edition.objects.filter(assigned_to=cast.ed).count() == 2


def test_each_is_offered_what_they_may_do_alone(cast):
    make_draft(make_article())

    def offered(person) -> set[str]:
        form = cast.client(person).get(LIST).context["action_form"]
        return {name for name, _ in form.fields["action"].choices if name.startswith("bulk")}

    assert offered(cast.ed) == {"bulk_submit", "bulk_hand_over"}
    assert offered(cast.rhea) == {"bulk_confirm_review", "bulk_approve", "bulk_hand_over"}
    edition = Edition.objects.get()
    tick(cast.client(cast.ed), "approve", edition, confirmed="yes")
    assert Edition.objects.get().state == State.DRAFT
