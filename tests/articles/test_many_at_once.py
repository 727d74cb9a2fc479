"""Many at once, beside editions' own actions: review dates, sources, rules, changes of records."""

from datetime import timedelta

import pytest

from articles.models import Caution, Edition, ProposedChange, WarningSign
from journal.models import AdviceRule
from tests.articles.test_bulk import confirm, tick
from tests.cast import (
    NOW,
    make_article,
    make_draft,
    make_published,
    make_rule,
    make_source,
    publish,
    store,
)
from tests.forms import admin_form
from tests.office import decide, messages_of, propose, url

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SOON = NOW.date() + timedelta(days=60)
CHANGES = "/admin/articles/proposedchange/"


def cite(edition: Edition, source) -> Edition:
    edition.answers.get().sources.add(source)
    return edition


def sources_of(edition: Edition) -> set:
    return set(edition.answers.get().sources.all())


def test_review_dates_are_set_together_and_a_live_one_only_called_in_earlier(cast):
    draft, earlier, later = (make_draft(make_article()), make_published(), make_published())
    store(earlier, review_due_on=SOON + timedelta(days=9))
    store(later, review_due_on=SOON - timedelta(days=9))
    client = cast.client(cast.pia)
    page = tick(client, "set_review_date", draft, earlier, later)
    response = confirm(client, page, "set_review_date", on=f"{SOON:%Y-%m-%d}")
    assert "another review" in " ".join(messages_of(response))
    due = [Edition.objects.get(pk=each.pk).review_due_on for each in (draft, earlier, later)]
    assert due == [SOON, SOON, SOON - timedelta(days=9)]


def test_a_source_is_replaced_everywhere_and_nothing_live_changes(cast):
    old, new = make_source(), make_source(title="Newer")
    live, draft = cite(make_published(), old), cite(make_draft(), old)
    waiting, elsewhere = cite(make_draft(), old), make_draft()
    elsewhere.answers.get().sources.clear()
    store(waiting, state=Edition.State.IN_REVIEW)
    sign = WarningSign.objects.create(level="soon", text="Fever", source=old)
    caution = Caution.objects.create(slug="c", title="C", names="x", body="<p>B</p>")
    caution.sources.add(old)
    pia, page_of = cast.client(cast.pia), url("articles_source_replace", old.pk)
    page = pia.get(page_of, {"by": new.pk})
    assert page.context["possible"] == 4
    assert "its words stand still" in page.text
    assert Edition.objects.count() == 4
    response = pia.post(page_of, {"by": new.pk, "shown": page.context["shown"]})
    assert messages_of(response) == ["“Newer” stands in place of it in 4 of 5."]
    assert old in sources_of(live)
    assert old in sources_of(waiting)
    assert sources_of(draft) >= {new}
    assert old not in sources_of(draft)
    assert new not in sources_of(elsewhere)
    begun = live.article.open_draft
    assert begun.state == Edition.State.DRAFT
    assert new in sources_of(begun)
    assert draft.revisions.first().reason.startswith("Replaced the source")
    assert WarningSign.objects.get().source == old
    assert list(caution.sources.all()) == [old]
    changes = {change.object_id: change.values for change in ProposedChange.objects.open()}
    assert set(changes) == {sign.pk, caution.pk}
    assert str(new.pk) in str([changes[sign.pk], changes[caution.pk]])
    # Whoever sends a list that has changed since sees it again.
    again = pia.post(page_of, {"by": new.pk, "shown": page.context["shown"]})
    assert again.status_code == 200
    assert cast.client(cast.rhea).get(page_of).status_code == 403
    assert cast.nobody.get(page_of).status_code == 302


def test_a_source_of_a_scheduled_edition_is_named_and_nothing_is_begun_from_the_one_before(cast):
    old, new = make_source(), make_source()
    live = cite(make_published(), old)
    publish(live.new_edition(author=None), at=NOW + timedelta(days=2))
    pia, page_of = cast.client(cast.pia), url("articles_source_replace", old.pk)
    page = pia.get(page_of, {"by": new.pk})
    assert page.context["possible"] == 0
    assert "it is scheduled: begin a new edition from it" in page.text
    assert "a scheduled edition will take its place" in page.text
    pia.post(page_of, {"by": new.pk, "shown": page.context["shown"]})
    assert not live.article.open_draft


def test_an_author_replaces_it_in_editions_and_leaves_records_to_publishers(cast):
    old, new = make_source(), make_source()
    WarningSign.objects.create(level="soon", text="Fever", source=old)
    draft = cite(make_draft(), old)
    ed, page_of = cast.client(cast.ed), url("articles_source_replace", old.pk)
    page = ed.get(page_of, {"by": new.pk})
    assert "a publisher proposes changes of it" in page.text
    ed.post(page_of, {"by": new.pk, "shown": page.context["shown"]})
    assert new in sources_of(draft)
    assert not ProposedChange.objects.exists()


def test_rules_are_proposed_to_be_taken_out_of_use_and_stay_until_approved(cast):
    question = make_published().answers.get().question
    rules = [make_rule(question) for _ in range(3)]
    AdviceRule.objects.filter(pk=rules[2].pk).update(is_active=False)
    sent = {"action": "propose_out_of_use", "_selected_action": [rule.pk for rule in rules]}
    response = cast.client(cast.pia).post("/admin/journal/advicerule/", sent)
    assert messages_of(response)[-1] == "Proposed for 2. Each waits for a second person."
    assert AdviceRule.objects.filter(is_active=True).count() == 2
    assert {change.object_id for change in ProposedChange.objects.open()} == {
        rule.pk for rule in rules[:2]
    }
    assert all("False" in str(change.values) for change in ProposedChange.objects.open())


def test_changes_of_records_are_approved_together_by_who_opened_them(cast):
    pia, rhea = cast.client(cast.pia), cast.client(cast.rhea)
    changes = []
    for number in range(3):
        sign = WarningSign.objects.create(level="soon", text=f"S{number}", source=make_source())
        changes.append(propose(pia, sign, text=f"Other words {number}"))
        decide(pia, changes[-1], "submit", note="Because.")
    for change in changes[:2]:
        rhea.get(change.office_address)
    sent = {"action": "bulk_approve", "_selected_action": [change.pk for change in changes]}
    page = rhea.post(CHANGES, sent, follow=True)
    assert " 2 of " in page.context["button"]
    assert "Open it first" in page.text
    seen = [f"{each.pk}:{each.updated_at.isoformat()}" for each in ProposedChange.objects.all()]
    rhea.post(CHANGES, sent | {"confirmed": "yes", "seen": seen})
    ready = ProposedChange.objects.filter(state=ProposedChange.State.READY)
    assert set(ready) == set(changes[:2])
    assert "bulk_approve" not in pia.get(CHANGES).text
    pia.post(CHANGES, sent | {"confirmed": "yes", "seen": seen})
    assert ready.count() == 2


def test_two_who_save_one_draft_of_a_record_lose_nothing(cast, clock):
    sign = WarningSign.objects.create(level="soon", text="Fever", source=make_source())
    one, two = cast.client(cast.pia), cast.client(cast.pia)
    change = propose(one, sign, text="First")
    edit = url("articles_proposedchange_edit", change.pk)
    pages = [client.get(edit) for client in (one, two)]
    forms = [admin_form(page) for page in pages]
    as_opened = f"{edit}{pages[0].context['form_url']}"
    clock.shift(60)
    one.post(as_opened, forms[0] | {"text": "Of the first"})
    clock.shift(60)
    response = two.post(as_opened, forms[1] | {"text": "Of the second"})
    assert "saved this draft while you wrote" in response.text
    change.refresh_from_db()
    assert change.title == "Of the first"
    assert ("text", "Of the second") in response.context["sent"]
    seen = change.updated_at.isoformat().replace("+", "%2B")
    two.post(f"{edit}?seen={seen}", dict(response.context["sent"]))
    change.refresh_from_db()
    assert change.title == "Of the second"
    assert {row.title for row in change.history.all()} >= {"Of the first", "Of the second"}
