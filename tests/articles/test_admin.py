"""The editors' office: who may do what, and the whole way of an article to its readers."""

import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils.html import strip_tags

from articles.models import (
    Answer,
    Article,
    Caution,
    Edition,
    FailedSearch,
    PromotedAnswer,
    Question,
    Remark,
    ShortAddress,
    Source,
    Synonym,
    Topic,
    Vote,
    WarningSign,
)
from articles.models.editions import EditionStatus
from articles.text.free_keys import free_anchor
from articles.workflow.actions import ACTIONS
from articles.workflow.proposals import propose_removal
from tests.cast import (
    NOW,
    PASSWORD,
    Cast,
    make_answer,
    make_article,
    make_draft,
    make_figure,
    make_nudge,
    make_published,
    make_rule,
    make_source,
    make_staff,
    make_topic,
    make_walk,
    publish,
    store,
)
from tests.forms import admin_form, sent_back
from tests.office import (
    Dump,
    act_url,
    change_url,
    errors_of,
    everything,
    messages_of,
    post_act,
    save,
    url,
    with_answers,
)
from tests.queries import count_queries

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DAY = timedelta(days=1)
MONDAY = NOW.date() - timedelta(days=NOW.weekday())
State = Edition.State


# --- Who may ------------------------------------------------------------------------------------

STAFF = ("ed", "rhea", "pia")
# What each may do beside looking, model by model; what is not named here is refused.
MAY = {
    "ed": {"articles.article": "ac", "articles.edition": "c", "articles.question": "c"}
    | {"articles.source": "ac", "articles.figure": "ac"},
    "rhea": {},
    "pia": {"articles.remark": "d"}
    | {"articles.article": "ac", "articles.edition": "cd", "articles.question": "c"}
    | {"articles.source": "ac", "articles.topic": "acd", "articles.warningsign": "acd"}
    | {"articles.caution": "acd", "articles.figure": "acd", "journal.advicerule": "acd"}
    | {"journal.nudge": "acd"}
    | {"articles.synonym": "acd", "articles.promotedanswer": "acd"}
    | {"articles.shortaddress": "acd"},
}
MODELS = [model._meta.label_lower for model in admin.site._registry]
SHOWN = [name for name in MODELS if name.startswith(("articles.", "journal."))]
HIDDEN = [name for name in MODELS if name not in SHOWN]


def one_of_each(cast: Cast) -> dict[str, object]:
    draft = make_draft(make_article(topic=make_topic()), author=make_staff("x@y.example", "X"))
    source = draft.answers.get().sources.get()
    said = {"edition": draft, "question": draft.answers.get().question}
    return {
        "articles.topic": draft.article.topic,
        "articles.article": draft.article,
        "articles.edition": draft,
        "articles.question": draft.answers.get().question,
        "articles.shortaddress": ShortAddress.objects.create(address="b", leads_to="/get-help/"),
        "articles.source": source,
        "articles.figure": make_figure(),
        "articles.vote": Vote.objects.create(day=NOW, helpful=1, **said),
        "articles.remark": Remark.objects.create(week=MONDAY, was_helpful=True, text="S", **said),
        "articles.warningsign": WarningSign.objects.create(level="soon", text="S", source=source),
        "articles.caution": Caution.objects.create(slug="c", title="C", names="x", body="<p>B</p>"),
        "articles.synonym": Synonym.objects.create(words="ache, hurt"),
        "articles.promotedanswer": PromotedAnswer.objects.create(
            question=said["question"], searches="sore"
        ),
        "articles.failedsearch": FailedSearch.objects.create(words="moon", day=NOW, times=9),
        "articles.proposedchange": propose_removal(make_nudge("level_up"), draft.author),
        "journal.advicerule": make_rule(draft.answers.get().question),
        "journal.nudge": make_nudge(),
        "accounts.user": cast.bob,
    }


def addresses_of(name: str, row) -> dict[str, str]:
    prefix = name.replace(".", "_")
    found = {"list": url(f"{prefix}_changelist"), "add": url(f"{prefix}_add")}
    if row is not None:
        found["change"] = url(f"{prefix}_change", row.pk)
        found["delete"] = url(f"{prefix}_delete", row.pk)
        found["history"] = url(f"{prefix}_history", row.pk)
        if hasattr(row, "history"):
            version = row.history.latest().pk
            found["version"] = url(f"{prefix}_simple_history", row.pk, version)
    return found


def test_the_table_above_names_every_model_of_the_admin():
    assert set(SHOWN) == {
        "articles.topic",
        "articles.article",
        "articles.edition",
        "articles.question",
        "articles.shortaddress",
        "articles.source",
        "articles.figure",
        "articles.vote",
        "articles.remark",
        "articles.warningsign",
        "articles.caution",
        "articles.synonym",
        "articles.promotedanswer",
        "articles.failedsearch",
        "articles.proposedchange",
        "journal.advicerule",
        "journal.nudge",
    }
    assert not [
        name for name in MODELS if "walk" in name or "suggestion" in name or "shown" in name
    ]


@pytest.mark.parametrize("who", ["nobody", "alice"])
def test_the_office_is_closed_to_readers_and_walkers(cast, who):
    rows = one_of_each(cast)
    draft = rows["articles.edition"]
    client = cast.nobody if who == "nobody" else cast.client(cast.alice)
    addresses = [url("index"), url("articles_edition_preview", draft.pk)]
    addresses += [act_url(draft, act) for act in ACTIONS]
    for name in MODELS:
        addresses += addresses_of(name, rows.get(name)).values()
    before = everything()
    for address in addresses:
        for response in (client.get(address), client.post(address, {"post": "yes"})):
            if who == "nobody":
                assert response.status_code == 302, address
                assert response["Location"].startswith(("/accounts/login/", "/admin/login/"))
            else:
                assert response.status_code in (302, 403), address
                if response.status_code == 302:
                    followed = client.get(response["Location"])
                    assert followed.status_code == 403, address
    assert everything() == before


@pytest.mark.parametrize("who", STAFF)
def test_staff_see_what_is_theirs_and_no_more(cast, who):
    rows = one_of_each(cast)
    client = cast.client(getattr(cast, who))
    assert client.get(url("index")).status_code == 200
    for name in MODELS:
        may = MAY[who].get(name, "")
        for kind, address in addresses_of(name, rows.get(name)).items():
            allowed = name in SHOWN and (
                kind in ("list", "change", "history", "version") or kind[0] in may
            )
            status = client.get(address).status_code
            assert status == (200 if allowed else 403), f"{who} {name} {kind}"


@pytest.mark.parametrize("who", STAFF)
def test_a_refused_change_changes_nothing(cast, who):
    """Each page's own form, filled by somebody who may, sent by somebody who may not."""
    rows = one_of_each(cast)
    admin_client = cast.client(make_staff("root@example.org", "Root", is_superuser=True))
    client = cast.client(getattr(cast, who))
    changes = {
        "articles.topic": {"title": "Other"},
        "articles.article": {"position": "77"},
        "articles.edition": {"title": "Other"},
        "articles.question": {"also_asked_as": "Other"},
        "articles.shortaddress": {"address": "other"},
        "articles.source": {"title": "Other"},
        "articles.figure": {"caption": "Other"},
        "articles.vote": {"helpful": "9"},
        "articles.remark": {"text": "Other"},
        "articles.warningsign": {"text": "Other"},
        "articles.caution": {"title": "Other"},
        "articles.synonym": {"words": "ache, sore"},
        "articles.promotedanswer": {"searches": "Other"},
        "articles.failedsearch": {"words": "Other"},
        "articles.proposedchange": {"note": "Other"},
        "journal.advicerule": {"because": "Other."},
        "journal.nudge": {"words": "Other."},
    }
    for name in SHOWN:
        addresses = addresses_of(name, rows[name])
        page = admin_client.get(addresses["change"])
        data = (admin_form(page) if "adminform" in page.context else {}) | changes[name]
        may = MAY[who].get(name, "")
        refused = {"list": {"action": "delete_selected", "post": "yes"}}
        refused |= {"version": data} if "version" in addresses else {}
        refused |= {} if "c" in may else {"change": data}
        refused |= {} if "a" in may else {"add": data}
        refused |= {} if "d" in may else {"delete": {"post": "yes"}}
        before = everything()
        for kind, sent in refused.items():
            sent = sent | {"_selected_action": str(rows[name].pk)}
            if kind == "list" and "d" in may:
                continue
            response = client.post(addresses[kind], sent)
            refusals = (200, 302) if kind == "list" else (403,)
            assert response.status_code in refusals, f"{who} {name} {kind}"
            assert everything() == before, f"{who} {name} {kind}"
        if "c" in may:
            response = client.post(addresses["change"], data)
            assert response.status_code == 302, errors_of(response)
            assert everything() != before, name


def test_an_account_without_a_group_sees_nothing(cast):
    client = cast.client(make_staff("new@example.org", "New"))
    assert client.get(url("index")).status_code == 200
    for name in MODELS:
        assert client.get(addresses_of(name, None)["list"]).status_code == 403


def test_no_page_of_the_office_shows_a_walk(cast):
    make_walk(cast.alice, note="A secret note.")
    client = cast.client(make_staff("root@example.org", "Root", is_superuser=True))
    page = client.get(url("accounts_user_change", cast.alice.pk)).content.decode()
    assert "secret" not in page
    delete = client.get(url("accounts_user_delete", cast.alice.pk)).content.decode()
    assert "secret" not in delete


# --- Acts ---------------------------------------------------------------------------------------

GIVEN = {
    "send_back": {"note": "Shorter."},
    "withdraw": {"reason_for_readers": "Wrong."},
    "publish": {"at_0": "", "at_1": ""},
    "set_review_date": {"on": f"{NOW + DAY:%Y-%m-%d}"},
    "copy_article": {"title": "Another title"},
}
WHO_MAY = {
    "submit": {"ed", "pia"},
    "take_back": set(),  # who wrote it: see test_who_wrote_it_takes_it_back_until_it_is_approved
    "approve": {"rhea"},
    "send_back": {"rhea"},
    "publish": {"pia"},
    "unschedule": {"pia"},
    "withdraw": {"pia"},
    "expire_at": {"pia"},
    "new_edition": {"ed", "pia"},
    "copy_article": {"ed", "pia"},
    "hand_over": {"ed", "rhea", "pia"},
    "correct": {"pia"},
    "publish_correction": set(),  # of what was begun as a correction: see test_corrections
    "undo_correction": set(),
    "confirm_review": {"rhea"},
    "set_review_date": {"pia"},
}
FROM = {
    "submit": {"draft"},
    "take_back": {"in_review"},
    "approve": {"in_review"},
    "send_back": {"in_review", "ready"},
    "publish": {"ready"},
    "unschedule": {"scheduled"},
    "withdraw": {"live"},
    "expire_at": {"scheduled", "live"},
    "new_edition": {"scheduled", "live", "withdrawn"},
    "copy_article": {"ready", "scheduled", "live", "withdrawn"},
    "hand_over": {"draft", "in_review", "ready"},
    "correct": {"live"},
    "publish_correction": {"draft"},
    "undo_correction": {"live"},
    "confirm_review": {"live"},
    "set_review_date": {"draft", "live"},
}


def standing_as(standing: str) -> Edition:
    edition = make_draft(make_article(), author=None)
    if standing in ("scheduled", "live", "withdrawn"):
        publish(edition, at=NOW + DAY if standing == "scheduled" else None)
    if standing == "withdrawn":
        store(edition, withdrawn_at=NOW, withdrawn_reason="Wrong.")
    if standing in ("in_review", "ready", "withdrawn"):
        store(edition, state=State(standing))
    assert edition.status(NOW) == standing
    return edition


# They may change editions, not this one.
TOLD_WHY = {
    ("ed", "take_back"),
    ("pia", "take_back"),
    ("pia", "publish_correction"),
    ("pia", "undo_correction"),
}
STANDINGS = ("draft", "in_review", "ready", "scheduled", "live", "withdrawn")


def offered_acts(client: Client, edition: Edition) -> set[str]:
    acts = client.get(change_url(edition)).context["actions"]
    return {act.name for act, blocked_because in acts if not blocked_because}


@pytest.mark.parametrize("standing", STANDINGS)
def test_the_page_names_the_standing_and_leads_to_the_site_only_while_readers_see_it(
    cast, standing
):
    edition = standing_as(standing)
    page = cast.client(cast.pia).get(change_url(edition)).content.decode()
    label = edition.status(NOW).label.lower()
    article = "a " if standing == "draft" else ""
    assert f"This edition is {article}<strong>{label}</strong>" in page
    assert ('class="viewsitelink"' in page) == (standing == "live")


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("who", STAFF)
def test_an_act_is_offered_to_and_done_by_those_who_may_and_in_its_states(cast, who, standing):
    """Each act is tried on the same edition, and what it did is taken back."""
    client = cast.client(getattr(cast, who))
    edition = standing_as(standing)
    # Nobody reviews what they have not opened.
    offered = offered_acts(client, edition)
    assert offered == {a for a in ACTIONS if who in WHO_MAY[a] and standing in FROM[a]}
    before = everything()
    for act in ACTIONS:
        with transaction.atomic():
            page = client.get(act_url(edition, act))
            sent = GIVEN.get(act, {}) | {"topic": edition.article.topic_id}
            response = post_act(client, edition, act, sent)
            said, after = messages_of(response), everything()
            transaction.set_rollback(True)
        Dump.forget()
        statuses = (page.status_code, response.status_code)
        if who not in WHO_MAY[act]:
            assert statuses == ((302, 302) if (who, act) in TOLD_WHY else (403, 403)), act
        elif standing not in FROM[act]:
            assert statuses == (302, 302), act
            assert "is not possible now" in said[-1]
        else:
            assert statuses == (200, 302), act
        assert (after != before) == (act in offered), act


def test_there_is_no_other_act(cast):
    edition = make_draft()
    client = cast.client(cast.pia)
    for name in ("delete", "save", "refuse_if_locked", "__class__"):
        assert post_act(client, edition, name).status_code == 404
    assert client.get(url("articles_edition_act", 999_999, "submit")).status_code == 404


@pytest.mark.parametrize(
    ("act", "standing", "sent", "said"),
    [
        ("send_back", "in_review", {"note": " "}, "required"),
        ("withdraw", "live", {"reason_for_readers": ""}, "required"),
        ("publish", "ready", {"at_0": "2026-05-13", "at_1": "12:00"}, "That time has passed"),
        ("publish", "ready", {"at_0": "soon", "at_1": ""}, "Write the date as 2026-05-31."),
        ("publish", "ready", {"at_0": "2026-06-01", "at_1": ""}, "Write the time as 14:30."),
        ("publish", "ready", {"at_0": "2026-06-01", "at_1": "2 pm"}, "Write the time as 14:30."),
    ],
)
def test_an_act_that_lacks_something_says_so_and_does_nothing(cast, act, standing, sent, said):
    client = cast.client(cast.rhea if act == "send_back" else cast.pia)
    edition = standing_as(standing)
    before = everything()
    response = post_act(client, edition, act, sent)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert everything() == before


def test_the_author_cannot_approve_even_with_the_permission(cast):
    both = make_staff("both@example.org", "Both", "author", "reviewer", credentials="MD")
    edition = make_draft(author=both)
    edition.submit()
    edition.save()
    client = cast.client(both)
    assert "approve" not in offered_acts(client, edition)
    why = "You wrote in it, so somebody else approves."
    assert why in client.get(change_url(edition)).content.decode()
    response = post_act(client, edition, "approve")
    assert messages_of(response)[-1] == f"“Approve” is not possible now: {why}"
    assert Edition.objects.get().state == State.IN_REVIEW


def test_the_review_is_dated_by_the_reviewers_own_day(cast, clock):
    clock.move_to(datetime(2026, 5, 14, 23, 30, tzinfo=UTC))  # 15 May in London
    edition = make_draft()
    edition.submit()
    edition.save()
    post_act(cast.client(cast.rhea), edition, "approve")
    assert Edition.objects.get().reviewed_on.isoformat() == "2026-05-15"


def test_the_time_of_publication_is_read_in_the_publishers_zone(cast):
    edition = standing_as("ready")
    sent = {"at_0": "2026-06-01", "at_1": "09:00"}
    post_act(cast.client(cast.pia), edition, "publish", sent)
    assert Edition.objects.get().publish_at == datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def test_an_incomplete_edition_is_not_published(cast):
    edition = make_draft(questions=0)
    make_answer(edition, wording="Why?", body="")
    edition.submit()
    edition.approve(by=None, today=NOW.date())
    edition.save()
    response = post_act(cast.client(cast.pia), edition, "publish")
    assert "“Why?” has no answer text." in response.content.decode()
    assert Edition.objects.get().state == State.READY


def test_an_edition_without_a_question_is_not_submitted(cast):
    edition = make_draft(questions=0, author=cast.ed)
    client = cast.client(cast.ed)
    assert "submit" not in offered_acts(client, edition)
    why = "Write and save a question first."
    assert why in client.get(change_url(edition)).content.decode()
    response = post_act(client, edition, "submit")
    assert messages_of(response) == [f"“Submit for review” is not possible now: {why}"]
    with pytest.raises(ValidationError, match="Write a question"):
        Edition.objects.get().submit()
    assert Edition.objects.get().state == State.DRAFT


def test_who_wrote_it_takes_it_back_until_it_is_approved(cast):
    edition = make_draft(author=cast.ed)
    ed, pia = cast.client(cast.ed), cast.client(cast.pia)
    do(ed, edition, "submit")
    response = post_act(pia, edition, "take_back")
    assert "is not possible now" in messages_of(response)[-1]
    with pytest.raises(ValidationError, match="Only who wrote it"):
        Edition.objects.get().take_back(by=cast.pia)
    assert offered_acts(ed, edition) == {"take_back", "hand_over"}
    assert do(ed, edition, "take_back").state == State.DRAFT
    latest = edition.history.first()
    assert (latest.history_user, latest.history_change_reason) == (cast.ed, "Take back")
    do(ed, edition, "submit")
    do(cast.client(cast.rhea), edition, "approve")
    post_act(ed, edition, "take_back")
    assert Edition.objects.get().state == State.READY


def test_a_wrong_date_in_a_draft_is_answered_with_how_to_write_it(cast):
    edition = make_draft()
    sent = {"expires_at_0": "2026-06-01", "expires_at_1": "noon", "review_due_on": "soon"}
    said = errors_of(save(cast.client(cast.ed), edition, **sent))
    assert "Write the time as 14:30." in said
    assert "Write the date as 2026-05-31." in said


def test_the_preview_of_a_draft_names_no_day_of_publication(cast):
    draft = make_draft()
    client = cast.client(cast.ed)
    page = client.get(url("articles_edition_preview", draft.pk)).content.decode()
    assert "Not yet published" in page
    assert f"{NOW:%-d %B %Y}" not in page
    publish(draft, at=NOW + DAY)
    page = client.get(url("articles_edition_preview", draft.pk)).content.decode()
    assert "Not yet published" in page


def test_what_is_being_reviewed_cannot_be_edited(cast):
    edition = make_draft(author=cast.ed)
    client = cast.client(cast.ed)
    data = admin_form(client.get(change_url(edition))) | {"title": "Other"}
    edition.submit()
    edition.save()
    before = everything()
    assert client.post(change_url(edition), data).status_code == 403
    assert everything() == before


def test_a_page_of_a_row_asked_by_no_field_is_refused(cast):
    path = f"/admin/articles/source/{make_source().pk}/change/?_to_field="
    assert cast.client(cast.ed).get(path).status_code == 400


@pytest.mark.parametrize("version", ["x", "-1", "1e3", "²", "9" * 30, "0"])
def test_a_version_that_is_no_number_is_not_found(cast, version):
    edition = make_published()
    address = url("articles_edition_simple_history", edition.pk, "1")
    assert address.endswith("/1/")
    client = cast.client(cast.pia)
    for method in (client.get, client.head):
        assert method(f"{address[:-2]}{version}/").status_code == 404
        assert method(address.replace(f"/{edition.pk}/", f"/{version}/")).status_code == 404


def test_history_brings_no_old_state_back(cast):
    edition = make_published()
    first = edition.history.earliest()
    address = url("articles_edition_simple_history", edition.pk, first.pk)
    for person in (cast.ed, cast.pia, make_staff("root@example.org", "Root", is_superuser=True)):
        client = cast.client(person)
        before = everything()
        page = client.get(address)
        assert page.status_code == 200
        assert b"Revert" not in page.content
        data = admin_form_of_version(page)
        assert client.post(address, data).status_code == 403
        assert everything() == before


def admin_form_of_version(response) -> dict[str, object]:
    fields = ("title", "summary", "introduction", "author_name")
    original = response.context["original"]
    return {field: getattr(original, field) for field in fields}


def test_the_history_names_who_did_it_and_why(cast):
    edition = make_draft()
    post_act(cast.client(cast.ed), edition, "submit")
    post_act(cast.client(cast.rhea), edition, "send_back", {"note": "Too long."})
    latest, before = edition.history.all()[:2]
    assert (latest.history_user, latest.history_change_reason) == (
        cast.rhea,
        "Sent back: Too long.",
    )
    assert (before.history_user, before.history_change_reason) == (cast.ed, "Submit for review")


def test_a_page_that_cannot_be_changed_does_not_say_change(cast):
    live = make_published(author=cast.ed)
    draft = live.new_edition(cast.ed)
    for edition, word in ((live, "View"), (draft, "Change")):
        page = cast.client(cast.ed).get(change_url(edition)).content.decode()
        assert f"<h1>{word} edition</h1>" in page
        assert f"{edition} | {word} edition | " in page


def test_related_articles_are_offered_by_their_titles_and_never_an_article_itself(cast):
    live = make_published(make_article(slug="feet"), title="Sore feet")
    live.new_edition(cast.ed)
    Edition.objects.filter(number=2).update(title="Sorer feet")
    empty = make_article(slug="empty")
    article = make_draft(make_article(slug="knees"), title="Sore knees").article
    client = cast.client(cast.ed)
    form = client.get(change_url(article)).context["adminform"].form
    offered = [label for _, label in form.fields["related"].choices]
    assert sorted(offered) == ["Sorer feet (feet)", "empty"]
    data = admin_form(client.get(change_url(article)))
    assert client.post(change_url(article), data | {"related": [article.pk]}).status_code == 200
    chosen = data | {"related": [live.article.pk, empty.pk]}
    assert client.post(change_url(article), chosen).status_code == 302
    assert article.related_in_order == [live.article, empty]


def test_related_articles_stand_in_the_order_of_being_chosen(cast):
    """Chosen c, a, b: shown, offered again and saved again as c, a, b."""
    a, b, c = (make_article(slug=slug) for slug in "abc")
    article = make_draft(make_article(slug="knees")).article
    client = cast.client(cast.ed)
    data = admin_form(client.get(change_url(article)))
    for chosen in ([c, a, b], [b, c, a]):
        client.post(change_url(article), data | {"related": [each.pk for each in chosen]})
        assert article.related_in_order == chosen
        form = client.get(change_url(article)).context["adminform"].form
        assert [key.value for key, _ in form.fields["related"].choices] == [
            each.pk for each in chosen
        ]
    client.post(change_url(article), admin_form(client.get(change_url(article))))
    assert article.related_in_order == [b, c, a]


def test_a_cited_source_is_not_deleted_by_anybody(cast):
    """Not one by one, not many at once: answers that readers saw would lose it."""
    answer = make_published().answers.get()
    cited, free = answer.sources.get(), make_source()
    caution = Caution.objects.create(slug="c", title="C", names="x", body="<p>B</p>")
    beside = make_source()
    caution.sources.add(beside)
    client = cast.client(make_staff("root@example.org", "Root", is_superuser=True))
    keys = [str(source.pk) for source in (cited, free, beside)]
    many = {"action": "delete_selected", "post": "yes", "_selected_action": keys}
    client.post(url("articles_source_changelist"), many)
    for source in (cited, beside):
        client.post(url("articles_source_delete", source.pk), {"post": "yes"})
        with pytest.raises(ValidationError, match="cited"):
            source.delete()
    assert Source.objects.count() == 3
    assert list(answer.sources.all()) == [cited]
    client.post(url("articles_source_delete", free.pk), {"post": "yes"})
    assert not Source.objects.filter(pk=free.pk).exists()


def test_who_rewrote_a_draft_cannot_approve_it(cast):
    both = make_staff("both@example.org", "Both", "author", "reviewer", credentials="MD")
    edition = make_draft(author=cast.ed)
    client = cast.client(both)
    data = admin_form(client.get(change_url(edition))) | {"title": "Rewritten"}
    assert client.post(change_url(edition), data).status_code == 302
    for act in ("submit", "approve"):
        response = post_act(client, edition, act)
    assert "is not possible now" in messages_of(response)[-1]
    assert Edition.objects.get().state == State.IN_REVIEW


def test_the_office_leads_to_no_page_of_a_row_that_it_does_not_show(cast):
    """“View on site” of Django serves every model, and asks for no permission."""
    walk, edition = make_walk(cast.alice), make_published()
    new = make_staff("new@example.org", "New")

    def leads_to(person, row) -> str | None:
        kind = ContentType.objects.get_for_model(row)
        for typed in (kind.pk, f" {kind.pk}", f"+{kind.pk}"):
            response = cast.client(person).get(f"/admin/r/{typed}/{row.pk}/")
            if response.status_code == 302:
                return response["Location"].removeprefix("http://testserver")
            assert response.status_code in (403, 404)
        return None

    for person in (cast.rhea, new, make_staff("root@example.org", "Root", is_superuser=True)):
        assert leads_to(person, walk) is None
    assert leads_to(new, edition.article) is None
    assert leads_to(cast.rhea, edition.article) == edition.get_absolute_url()
    assert cast.client(cast.rhea).get("/admin/r/999999/1/").status_code == 403


def test_an_author_changes_nothing_that_readers_may_have_seen(cast):
    """Neither the source under an answer nor an address: that would be publishing."""
    ed, pia = cast.client(cast.ed), cast.client(cast.pia)
    edition = make_published()
    source = edition.answers.get().sources.get()
    root = cast.client(make_staff("root@example.org", "Root", is_superuser=True))
    for row, change in (
        (source, {"url": "https://other.example/"}),
        (edition.article, {"slug": "other"}),
    ):
        data = admin_form(root.get(change_url(row))) | change
        before = everything()
        assert ed.get(change_url(row)).status_code == 200  # for reading
        assert ed.post(change_url(row), data).status_code == 403
        assert everything() == before
        response = pia.post(change_url(row), data)
        assert response.status_code == 302, errors_of(response)


# --- The whole way ------------------------------------------------------------------------------


def add_article(client: Client, **fields):
    data = admin_form(client.get(url("articles_article_add")))
    return client.post(url("articles_article_add"), data | fields)


def read(slug: str):
    return Client().get(f"/articles/{slug}/")


def do(client: Client, edition: Edition, act: str, **sent) -> Edition:
    response = post_act(client, edition, act, sent)
    assert response.status_code == 302, response.content.decode()
    return Edition.objects.get(pk=edition.pk)


def test_an_article_goes_its_whole_way(search_index, cast, clock):
    ed, rhea, pia = (cast.client(person) for person in (cast.ed, cast.rhea, cast.pia))

    # Ed makes the article, and its first draft with two questions and a new source.
    topic = make_topic()
    fields = {"title": "Sore feet", "slug": "sore-feet", "topic": str(topic.pk), "position": "1"}
    response = add_article(ed, summary="About feet.", **fields)
    edition = Edition.objects.get()
    assert response["Location"] == change_url(edition)
    assert (edition.author, edition.author_name, edition.number) == (cast.ed, "Ed Itor", 1)
    popup = url("articles_source_add") + "?_popup=1"
    source_fields = {"key": "new-one", "title": "New", "publisher": "P", "kind": "guideline"}
    added = ed.post(popup, source_fields | {"_popup": "1"})
    assert added.status_code == 200
    source = Source.objects.get(key="new-one")
    first = {"wording": "Why do feet hurt?", "short_answer": "Shoes.", "body": "<p>Tight.</p>"}
    second = {"wording": "What helps?", "short_answer": "Rest.", "body": "<p>A while.</p>"}
    sources = {"sources": [str(source.pk)]}
    also = {"also_asked_as": " Sore feet? \n\nAching feet?"}
    response = save(ed, edition, first | sources | also, second | sources)
    assert response.status_code == 302, errors_of(response)
    answers = list(edition.answers.all())
    assert [answer.wording for answer in answers] == ["Why do feet hurt?", "What helps?"]
    anchors = ["why-do-feet-hurt", "what-helps"]
    assert [answer.question.anchor for answer in answers] == anchors
    assert answers[0].question.other_wordings == ["Sore feet?", "Aching feet?"]
    assert [list(answer.sources.all()) for answer in answers] == [[source], [source]]
    preview = ed.get(url("articles_edition_preview", edition.pk))
    assert "Why do feet hurt?" in preview.content.decode()
    assert read("sore-feet").status_code == 404

    # It is submitted, sent back, fixed, approved.
    do(ed, edition, "submit")
    edition = do(rhea, edition, "send_back", note="Name the shoes.")
    assert "Name the shoes." in ed.get(change_url(edition)).content.decode()
    assert save(ed, edition, title="Sore feet in shoes").status_code == 302
    do(ed, edition, "submit")
    edition = do(rhea, edition, "approve")
    assert (edition.title, edition.reviewer) == ("Sore feet in shoes", cast.rhea)

    # It is scheduled, taken back, published.
    edition = do(pia, edition, "publish", at_0="2026-05-16", at_1="09:00")
    assert edition.status(NOW) == EditionStatus.SCHEDULED
    assert read("sore-feet").status_code == 404
    edition = do(pia, edition, "unschedule")
    assert edition.status(NOW) == EditionStatus.READY
    do(pia, edition, "publish", at_0="", at_1="")
    page = read("sore-feet").content.decode()
    assert "Sore feet in shoes" in page
    assert "Rhea Viewer" in page
    assert "Physiotherapist (test)" in page
    found = Client().get("/search/?q=aching+feet").context["results"]
    assert [strip_tags(result.wording) for result in found] == ["Why do feet hurt?"]

    # A new edition changes an answer; readers see it once it is published.
    clock.move_to(NOW + DAY)
    response = post_act(ed, edition, "new_edition")
    draft = edition.article.open_draft
    assert response["Location"] == change_url(draft)
    assert save(ed, draft, **{"answers-0-short_answer": "Tight shoes."}).status_code == 302
    assert "Tight shoes." not in read("sore-feet").content.decode()
    do(ed, draft, "submit")
    do(rhea, draft, "approve")
    draft = do(pia, draft, "publish", at_0="", at_1="")
    page = read("sore-feet").content.decode()
    assert "Tight shoes." in page
    assert 'id="why-do-feet-hurt"' in page

    # It is withdrawn, and readers are told where to go.
    successor = publish(make_draft(make_article(topic=topic)))
    do(
        pia,
        draft,
        "withdraw",
        reason_for_readers="Out of date.",
        successor=str(successor.article.pk),
    )
    gone = read("sore-feet")
    assert gone.status_code == 410
    assert "Out of date." in gone.content.decode()
    assert successor.title in gone.content.decode()
    assert Client().get("/search/?q=aching+feet").content.decode().count("Why do feet hurt?") == 0


def test_what_a_newer_edition_has_replaced_is_not_withdrawn(cast):
    first = make_published()
    publish(first.new_edition(author=None))
    response = post_act(cast.client(cast.pia), first, "withdraw", {"reason_for_readers": "Wrong."})
    assert "not possible now: it is superseded" in messages_of(response)[-1]
    assert Edition.objects.get(pk=first.pk).state == Edition.State.PUBLISHED


def test_in_place_of_a_withdrawn_article_only_what_readers_see_is_offered_by_its_title(cast):
    live, other = make_published(title="Gone soon"), make_published(title="Still here")
    other.new_edition(cast.ed)
    draft = make_draft(make_article(slug="unseen"), title="Not yet")
    client = cast.client(cast.pia)
    offered = client.get(act_url(live, "withdraw")).context["form"].fields["successor"]
    assert [name for _, name in offered.choices][1:] == ["Still here"]
    sent = {"reason_for_readers": "Old.", "successor": str(draft.article.pk)}
    assert "successor" in post_act(client, live, "withdraw", sent).context["form"].errors


def test_the_page_of_an_edition_leads_to_the_draft_after_it_and_names_who_approved(cast):
    live = make_published()
    draft = live.new_edition(cast.ed)
    page = cast.client(cast.pia).get(change_url(live)).content.decode()
    assert f'<a href="{change_url(draft)}">Go to edition 2</a>' in page
    assert "Go to edition" not in cast.client(cast.pia).get(change_url(draft)).content.decode()
    draft.submit()
    draft.approve(by=cast.rhea, today=NOW.date())
    draft.reviewed_on = None  # as approved by somebody without credentials
    draft.save()
    page = cast.client(cast.pia).get(change_url(draft)).content.decode()
    assert f"<dd>{cast.rhea}</dd>" in page
    assert "no clinician yet" in page


# --- Writing answers ----------------------------------------------------------------------------

ROW = {"wording": "Why?", "short_answer": "Because.", "body": "<p>So.</p>", "sources": []}


@pytest.fixture
def editor(cast) -> Client:
    return cast.client(cast.ed)


def test_rich_text_from_the_office_is_cleaned(editor):
    edition = make_draft(questions=0)
    bad = '<p onclick="x()">Kept</p><script>x()</script><a href="javascript:x()">l</a>'
    response = save(editor, edition, ROW | {"body": bad}, introduction=bad)
    assert response.status_code == 302, errors_of(response)
    clean = "<p>Kept</p><a>l</a>"
    assert Edition.objects.get().introduction == clean
    assert Answer.objects.get().body == clean


def test_the_same_question_twice_gets_two_anchors(editor):
    edition = make_draft(questions=0)
    assert save(editor, edition, ROW, ROW).status_code == 302
    assert [a.question.anchor for a in edition.answers.all()] == ["why", "why-2"]


def test_one_anchor_twice_is_refused(editor):
    edition = make_draft(questions=0)
    response = save(editor, edition, ROW | {"anchor": "x"}, ROW | {"anchor": "X"})
    assert "Another question of this edition has this anchor." in errors_of(response)
    assert not Answer.objects.exists()
    assert not Question.objects.exists()


def test_an_anchor_that_was_emptied_is_still_that_of_its_question(editor):
    draft = make_draft(questions=0)
    make_answer(draft, anchor="why")
    response = save(editor, draft, ROW | {"anchor": "why"}, **{"answers-0-anchor": ""})
    assert "Another question of this edition has this anchor." in errors_of(response)
    assert draft.answers.count() == 1


def test_a_new_question_may_have_the_anchor_that_another_one_gives_up(editor):
    draft = make_draft(questions=0)
    make_answer(draft, anchor="why")
    response = save(editor, draft, ROW | {"anchor": "why"}, **{"answers-0-anchor": "why-not"})
    assert response.status_code == 302
    assert {each.question.anchor for each in draft.answers.all()} == {"why-not", "why"}


def test_the_anchor_of_another_question_of_the_article_is_refused(editor):
    first = make_draft(questions=0)
    make_answer(first, anchor="gone")
    draft = publish(first).new_edition(author=None)
    draft.answers.get().delete()
    make_answer(draft, anchor="new")
    response = save(editor, draft, **{"answers-0-anchor": "gone"})
    assert response.status_code == 200
    assert "Another question of this article has this anchor." in errors_of(response)
    assert draft.answers.get().question.anchor == "new"


def test_a_published_anchor_cannot_be_changed(editor):
    draft = make_published().new_edition(author=None)
    before = everything()
    response = save(editor, draft, **{"answers-0-anchor": "other"})
    assert "a published anchor never changes" in errors_of(response)
    assert everything() == before


def test_an_anchor_changes_until_it_is_published(editor):
    edition = make_draft()
    assert save(editor, edition, **{"answers-0-anchor": "other"}).status_code == 302
    assert Question.objects.get().anchor == "other"


def test_an_answer_can_come_back_to_its_old_question(editor):
    first = make_draft(questions=0)
    make_answer(first, anchor="why", also="How come?")
    draft = publish(first).new_edition(author=None)
    draft.answers.get().delete()
    row = ROW | {"anchor": "why", "also_asked_as": "What for?"}
    response = save(editor, draft, row)
    assert response.status_code == 302, errors_of(response)
    assert Question.objects.get() == draft.answers.get().question
    question = Question.objects.get()
    assert question.other_wordings == ["How come?"]  # readers see it: what is new waits
    assert question.drafted_wordings.splitlines() == ["How come?", "What for?"]


def test_other_wordings_can_be_taken_away(editor):
    edition = make_draft(questions=0)
    make_answer(edition, also="How come?")
    assert save(editor, edition, **{"answers-0-also_asked_as": ""}).status_code == 302
    assert Question.objects.get().other_wordings == []


def test_an_answer_is_taken_out_and_its_question_stays(editor):
    draft = make_published(questions=2).new_edition(author=None)
    assert save(editor, draft, **{"answers-0-DELETE": "on"}).status_code == 302
    assert draft.answers.count() == 1
    assert draft.article.questions.count() == 2


BAD_ROWS = [
    ({"kind": "movement"}, "A movement card says how long and how often."),
    ({"wording": ""}, "This field is required."),
    ({"anchor": "two words"}, "valid “slug”"),
    ({"anchor": "x_y"}, "lower-case letters"),
    ({"anchor": "1st"}, "lower-case letters"),
    ({"short_answer": "x" * 401}, "at most 400 characters"),
    ({"kind": "dance"}, "Select a valid choice"),
    ({"sources": ["999999"]}, "There is no source “999999”"),
    ({"sources_add": "no-such-key"}, "There is no source “no-such-key”"),
]


def test_a_bad_row_is_refused_with_words_and_nothing_is_stored(editor):
    edition = make_draft()
    page = change_url(edition)
    opened = admin_form(editor.get(page)) | {"title": "Other"}
    before = everything()
    for row, said in BAD_ROWS:
        response = editor.post(page, with_answers(dict(opened), ROW | row))
        assert response.status_code == 200, row
        assert said in errors_of(response)
        assert everything() == before, row


def test_an_anchor_made_from_any_words_is_a_good_one():
    article, taken = make_article(), set()
    for wording in ("5 reasons?", "what_is_it", "¿Qué?", "日本", "?" * 9, "x" * 200, "a - b_-c"):
        anchor = free_anchor(wording, taken)
        Question(article=article, anchor=anchor).full_clean()
        taken.add(anchor)
    assert free_anchor("5 reasons?", taken) == "q-5-reasons-2"


def test_an_address_that_is_taken_is_refused(editor):
    taken = make_article(slug="taken")
    fields = {"title": "T", "summary": "S", "topic": str(taken.topic.pk), "position": "1"}
    assert add_article(editor, slug="taken", **fields).status_code == 200
    assert Article.objects.count() == 1


# --- Cost ---------------------------------------------------------------------------------------


def test_the_page_of_an_edition_costs_the_same_with_more_answers(cast):
    client = cast.client(cast.ed)
    few, many = make_draft(make_article(), questions=3), make_draft(make_article(), questions=6)
    for edition in (few, many):
        for answer in edition.answers.all():
            answer.sources.add(make_source(), make_source())
            answer.set_figures([make_figure(), make_figure()])
        client.get(change_url(edition))
    costs = [count_queries(lambda e=e: client.get(change_url(e))) for e in (few, many)]
    assert costs[0] == costs[1]


def test_the_pages_of_an_article_and_a_rule_cost_the_same_with_more_editions(cast):
    client = cast.client(cast.pia)
    edition = make_published()
    rule = make_rule(edition.answers.get().question)
    pages = (change_url(edition.article), change_url(rule))

    def cost() -> list[int]:
        return [count_queries(lambda page=page: client.get(page)) for page in pages]

    cost()
    before = cost()
    for _ in range(3):
        edition = publish(edition.new_edition(author=None))
    assert cost() == before


# --- Login --------------------------------------------------------------------------------------


def test_the_office_has_no_door_of_its_own(cast):
    response = cast.nobody.get("/admin/login/?next=/admin/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    response = cast.nobody.post("/admin/login/", {"username": cast.ed.email, "password": PASSWORD})
    assert response.status_code == 302
    assert cast.nobody.get(url("index")).status_code == 302


def test_pages_of_the_office_are_not_stored(cast):
    response = cast.client(cast.ed).get(url("index"))
    assert "no-store" in response["Cache-Control"]
    assert Topic.objects.count() == 0


def test_nobody_approves_words_that_they_have_not_seen(cast, clock):
    """Opened, then sent back, changed and submitted again by others: the old form is void."""
    draft = make_draft(author=cast.ed)
    draft.submit()
    draft.save()
    rhea = cast.client(cast.rhea)
    old = sent_back(rhea.get(act_url(draft, "approve")).context["form"])
    clock.shift(timedelta(minutes=5))
    draft.send_back(note="Say it simpler.")
    draft.save()
    draft.title = "Other words"
    draft.save()
    draft.submit()
    draft.save()
    answer = rhea.post(act_url(draft, "approve"), old)
    assert "has changed since you opened this page" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == Edition.State.IN_REVIEW
    again = sent_back(rhea.get(act_url(draft, "approve")).context["form"])
    assert rhea.post(act_url(draft, "approve"), again).status_code == 302


TOO_LARGE = ("9" * 19, "9" * 30)  # for a column of 64 bits


@pytest.mark.parametrize("is_changed_meanwhile", [False, True])
def test_a_number_that_no_row_can_have_is_refused_in_words(cast, is_changed_meanwhile):
    draft, client = make_draft(author=cast.ed), cast.client(cast.ed)
    data = admin_form(client.get(change_url(draft)))
    if is_changed_meanwhile:
        answer = draft.answers.get()
        answer.set_figures([make_figure()])
        answer.sources.add(make_source())
        draft.save()
    for name, number in product(("figures", "sources", "id"), TOO_LARGE):
        sent = number if name == "id" else [number]
        response = client.post(change_url(draft), data | {f"answers-0-{name}": sent})
        assert response.status_code == 200, (name, number)
        said = errors_of(response)
        assert any(words in said for words in ("There is no", "Select a valid", "Some")), name


@pytest.mark.parametrize("number", TOO_LARGE)
def test_such_a_number_is_refused_in_every_list_of_choices(cast, number):
    client = cast.client(make_staff("root@example.org", "Root", is_superuser=True))
    caution = Caution.objects.create(slug="c", title="C", names="x", body="<p>B</p>")
    for row, field in ((make_article(), "related"), (caution, "sources"), (cast.ed, "groups")):
        data = admin_form(client.get(change_url(row))) | {field: [number]}
        response = client.post(change_url(row), data)
        assert response.status_code == 200, field
        assert "Select a valid choice" in errors_of(response)
    chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [number]}
    address = url("articles_source_changelist")
    assert client.post(address, chosen).status_code == 302
    assert client.get(address, {"id__in": number}).status_code in (200, 302)


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "yesterday"}])
@pytest.mark.parametrize("act", ["approve", "send_back"])
def test_an_act_that_does_not_say_what_was_seen_is_refused(cast, act, seen):
    edition, rhea = standing_as("in_review"), cast.client(cast.rhea)
    before = everything()
    answer = rhea.post(act_url(edition, act), GIVEN.get(act, {}) | seen)
    assert "has changed since you opened this page" in answer.content.decode()
    assert everything() == before


def test_a_page_opened_before_a_change_leads_to_no_act(cast, clock):
    """The words stand on the edition's page: to open the act's page later is not to see them."""
    edition = make_draft(author=cast.ed)
    edition.submit()
    edition.save()
    rhea = cast.client(cast.rhea)
    (link,) = re.findall(
        r'href="([^"]+/do/approve/[^"]*)"', rhea.get(change_url(edition)).content.decode()
    )
    assert rhea.get(link).status_code == 200
    clock.shift(timedelta(minutes=5))
    edition.send_back(note="Say it simpler.")
    edition.save()
    save(cast.client(cast.ed), edition, title="Other words")
    do(cast.client(cast.ed), edition, "submit")
    answer = rhea.get(link)
    assert answer["Location"] == change_url(edition)
    assert "has changed since you opened this page" in messages_of(answer)[-1]
    assert rhea.get(act_url(edition, "approve")).status_code == 200


def test_a_publisher_may_throw_an_open_draft_away_and_nothing_else(cast):
    """A scheduled edition and a newer draft would otherwise wait for each other."""
    live = make_published()
    draft = make_draft(live.article)
    pia = cast.client(cast.pia)
    assert pia.post(url("articles_edition_delete", live.pk), {"post": "yes"}).status_code == 403
    assert pia.post(url("articles_edition_delete", draft.pk), {"post": "yes"}).status_code == 302
    assert list(Edition.objects.all()) == [live]
