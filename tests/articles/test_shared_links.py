"""Drafts shown to people without an account: who shares them, who reads them, what they may say."""

import logging
import re
import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from articles.comparison.edition_content import content_of
from articles.models import Edition, SharedComment, SharedLink
from articles.models.shared_links import (
    ENDED_RETENTION,
    MAX_COMMENTS,
    MAX_DAYS,
    MAX_PER_HOUR,
    USUAL_DAYS,
    digest_of,
    new_token,
)
from articles.public.shared_drafts import ROBOTS
from backsite.logs import CleanFormatter
from tests.cast import (
    NOW,
    make_answer,
    make_draft,
    make_figure,
    make_published,
    make_staff,
    png,
    publish,
)
from tests.forms import sent_back
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0"}
STAFF = ("ed", "rhea", "pia")


def share_url(edition: Edition) -> str:
    return reverse("admin:articles_edition_share", args=[edition.pk])


def revoke_url(link: SharedLink) -> str:
    return reverse("admin:articles_edition_revoke", args=[link.edition_id, link.pk])


def change_url(edition: Edition) -> str:
    return reverse("admin:articles_edition_change", args=[edition.pk])


def shared_url(token: str) -> str:
    return reverse("articles:shared", args=[token])


def share(client: Client, edition: Edition, **sent):
    """The form of the office, filled in and sent."""
    form = client.get(share_url(edition)).context["form"]
    data = sent_back(form) | {"for_whom": "Dr Back"} | sent
    return client.post(share_url(edition), data)


def token_of(response) -> str:
    """From the page that shows the address, this once."""
    return re.search(r"/shared/([\w-]+)/", response.context["address"])[1]


@pytest.fixture
def draft(cast) -> Edition:
    return make_draft(author=cast.ed, title="Walks in the dark")


@pytest.fixture
def token(draft) -> str:
    return make_link(draft)


def make_link(edition: Edition, **fields) -> str:
    token = new_token()
    by = fields.pop("by", None) or make_staff(f"{token}@example.org".lower(), "Ed Itor", "author")
    values = {"for_whom": "Dr Back", "days": USUAL_DAYS, "now": NOW} | fields
    SharedLink.make(edition, token, by=by, **values)
    return token


def comment(client: Client, token: str, **sent):
    form = client.get(shared_url(token)).context["form"]
    data = sent_back(form) | {"kind": "comment", "name": "Dr Back", "text": "Well said."} | sent
    return client.post(shared_url(token), data)


# --- Sharing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", STAFF)
def test_all_three_groups_share_and_revoke(cast, draft, who):
    person = getattr(cast, who)
    client = cast.client(person)
    response = share(client, draft)
    link = SharedLink.objects.get()
    assert (link.shared_by, link.for_whom, link.digest) == (
        person,
        "Dr Back",
        digest_of(token_of(response)),
    )
    assert link.expires_at == NOW + timedelta(days=14)
    assert client.post(revoke_url(link)).status_code == 302
    link.refresh_from_db()
    assert (link.revoked_by, link.revoked_at) == (person, NOW)


def test_nobody_else_shares_or_revokes(cast, draft, token):
    link = SharedLink.objects.get()
    author = cast.client(cast.ed)
    data = sent_back(author.get(share_url(draft)).context["form"]) | {"for_whom": "Me"}
    newcomer = make_staff("new@example.org", "New Comer")
    for client, refused in (
        (cast.nobody, 302),
        (cast.client(cast.alice), 302),
        (cast.client(newcomer), 403),
    ):
        assert client.get(share_url(draft)).status_code == refused
        assert client.post(share_url(draft), data).status_code == refused
        assert client.post(revoke_url(link)).status_code == refused
    assert SharedLink.objects.get() == link
    assert SharedLink.objects.get().revoked_at is None


def test_who_may_only_look_sees_the_list_and_changes_nothing(cast, draft, token):
    looker = make_staff("look@example.org", "Look Only")
    looker.user_permissions.add(Permission.objects.get(codename="view_edition"))
    client = cast.client(looker)
    page = client.get(share_url(draft)).content.decode()
    assert "Dr Back" in page
    assert "Make a link" not in page
    assert "/revoke/" not in page
    data = sent_back(cast.client(cast.ed).get(share_url(draft)).context["form"])
    assert client.post(share_url(draft), data | {"for_whom": "Me"}).status_code == 403
    assert client.post(revoke_url(SharedLink.objects.get())).status_code == 403
    assert SharedLink.objects.get().revoked_at is None


def test_the_address_is_shown_once_and_never_kept(cast, draft):
    client = cast.client(cast.ed)
    response = share(client, draft)
    token = token_of(response)
    assert response.context["address"] == settings.SITE_URL + shared_url(token)
    assert len(token) >= 43
    assert token not in client.get(share_url(draft)).content.decode()
    assert token not in client.get(change_url(draft)).content.decode()
    row = SharedLink.objects.values().get()
    assert token not in str(row)
    assert token not in str(list(Edition.history.values()))


@pytest.mark.slow
def test_a_second_click_makes_no_second_link_and_shows_the_same_address(cast, draft):
    client = cast.client(cast.ed)
    form = client.get(share_url(draft)).context["form"]
    data = sent_back(form) | {"for_whom": "Dr Back"}
    first, second = client.post(share_url(draft), data), client.post(share_url(draft), data)
    assert first.context["address"] == second.context["address"]
    assert SharedLink.objects.count() == 1
    assert draft.history.filter(history_change_reason__startswith="Shared").count() == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "sent",
    [
        {"for_whom": ""},
        {"for_whom": "x" * 121},
        {"days": "0"},
        {"days": str(MAX_DAYS + 1)},
        {"days": "-1"},
        {"days": "soon"},
        {"token": "weak"},
        {"token": ""},
    ],
)
def test_a_link_that_cannot_be_is_refused_with_words(cast, draft, sent):
    response = share(cast.client(cast.ed), draft, **sent)
    assert response.status_code == 200
    assert not response.context["address"]
    assert response.context["form"].errors
    assert not SharedLink.objects.exists()


def test_nobody_chooses_the_address_of_another_draft(cast, draft):
    """The number in one edition's form makes no link to another edition."""
    other = make_draft()
    client = cast.client(cast.ed)
    token = sent_back(client.get(share_url(other)).context["form"])["token"]
    assert not share(client, draft, token=token).context["address"]
    assert not SharedLink.objects.exists()


def test_a_form_that_was_open_for_days_goes_through_at_the_second_try(cast, draft, clock):
    client = cast.client(cast.ed)
    data = sent_back(client.get(share_url(draft)).context["form"]) | {"for_whom": "Dr Back"}
    clock.shift(2 * DAY)
    refused = client.post(share_url(draft), data)
    assert "open for too long" in refused.content.decode()
    assert refused.context["form"]["for_whom"].value() == "Dr Back"
    again = client.post(share_url(draft), sent_back(refused.context["form"]))
    assert token_of(again)


def test_the_database_holds_the_limits_too(draft):
    values = {"edition": draft, "for_whom": "X", "shared_by_name": "E", "created_at": NOW}
    for number, wrong in enumerate(
        [
            {"days": 0, "expires_at": NOW + DAY},
            {"days": MAX_DAYS + 1, "expires_at": NOW + DAY},
            {"days": 1, "expires_at": NOW},
        ]
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SharedLink.objects.create(digest=str(number), **values, **wrong)


def test_every_act_stands_in_the_history_and_the_draft_is_not_called_changed(cast, draft):
    saved_at = draft.updated_at
    client = cast.client(cast.rhea)
    share(client, draft)
    client.post(revoke_url(SharedLink.objects.get()))
    rows = draft.history.filter(history_user=cast.rhea)
    assert [row.history_change_reason for row in rows] == [
        "Link revoked, for Dr Back",
        "Shared until 28 May 2026, for Dr Back",
    ]
    draft.refresh_from_db()
    assert draft.updated_at == saved_at
    assert not draft.was_written_by(cast.rhea)  # she may still review it
    page = client.get(reverse("admin:articles_edition_history", args=[draft.pk]))
    assert "Shared until 28 May 2026, for Dr Back" in page.content.decode()


def test_only_what_readers_do_not_see_yet_is_shared(cast, clock):
    client = cast.client(cast.pia)
    live = make_published()
    assert "send the address of its page" in client.get(share_url(live)).content.decode()
    data = sent_back(client.get(share_url(live)).context["form"]) | {"for_whom": "X"}
    client.post(share_url(live), data)
    assert not SharedLink.objects.exists()
    scheduled = publish(make_draft(), at=NOW + DAY)
    assert token_of(share(client, scheduled))


def test_revoking_needs_a_form_and_the_right_edition(cast, draft, token):
    link = SharedLink.objects.get()
    client = cast.client(cast.ed)
    assert client.get(revoke_url(link)).status_code == 405
    other = make_draft()
    wrong = reverse("admin:articles_edition_revoke", args=[other.pk, link.pk])
    assert client.post(wrong).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_who_revoked_first_stays_named(cast, draft, token):
    link = SharedLink.objects.get()
    cast.client(cast.rhea).post(revoke_url(link))
    cast.client(cast.pia).post(revoke_url(link))
    link.refresh_from_db()
    assert link.revoked_by == cast.rhea


# --- Reading ------------------------------------------------------------------------------------


def test_the_draft_is_read_as_it_is_now_without_a_session(cast, draft, token):
    client = Client()
    page = client.get(shared_url(token)).content.decode()
    assert "Walks in the dark" in page
    assert draft.answers.get().wording in page
    assert "shared with you by Ed Itor until 28 May 2026" in page
    assert "please do not pass it on" in page
    assert "State: draft" in page
    draft.title = "Walks by night"
    draft.save()
    draft.submit()
    draft.save()
    page = client.get(shared_url(token)).content.decode()
    assert "Walks by night" in page
    assert "State: in review" in page
    assert not client.cookies


def test_the_page_is_kept_by_nobody_found_by_nobody_and_named_to_nobody(draft, token):
    for address in (shared_url(token), shared_url("unknown")):
        for method in ("get", "head", "post"):
            response = getattr(Client(), method)(address)
            assert "no-store" in response["Cache-Control"]
            assert "private" in response["Cache-Control"]
            assert "noindex" in response["X-Robots-Tag"]
            assert response["Referrer-Policy"] == "no-referrer"
            assert not response.has_header("ETag")
            assert not response.has_header("Last-Modified")
    page = Client().get(shared_url(token)).content.decode()
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert token not in page  # in no link that could be copied or shared with the page
    assert 'property="og:title"' not in page
    assert 'data-does="share"' not in page


def test_a_person_who_is_signed_in_reads_the_same(cast, draft, token):
    def read(client: Client) -> str:
        page = client.get(shared_url(token)).content.decode()
        return re.sub(r'name="entry" value="[^"]*"', "", page)

    assert read(cast.client(cast.pia)) == read(Client())


def gone(response) -> bytes:
    assert response.status_code == 404
    return response.content


def test_what_is_not_open_answers_alike_whatever_it_was(cast, draft, token, clock):
    tampered = token[:-1] + ("A" if token[-1] != "A" else "B")
    page = gone(Client().get(shared_url(tampered)))
    assert b"Walks in the dark" not in page
    revoked, expired, discarded = (
        make_link(draft),
        make_link(draft, days=1),
        make_link(make_draft(title="Thrown away")),
    )
    SharedLink.objects.get(digest=digest_of(revoked)).revoke(cast.ed, NOW)
    Edition.objects.get(title="Thrown away").delete()
    clock.shift(DAY)
    for closed in (revoked, expired, discarded, token.lower(), token + "=", digest_of(token), "ü"):
        assert gone(Client().get(shared_url(closed))) == page
        assert gone(Client().post(shared_url(closed), {"name": "X"})) == page
    assert Client().get(shared_url(token)).status_code == 200
    assert not SharedComment.objects.exists()


def test_what_was_written_while_the_link_ended_is_given_back(cast, draft, token, clock):
    words = {"text": "Say <b>how</b> long.", "name": "Dr Back"}
    given_back = "Say &lt;b&gt;how&lt;/b&gt; long.</textarea>"
    publish(draft)
    page = Client().post(shared_url(token), words).content.decode()
    assert "has been published" in page
    assert given_back in page
    SharedLink.objects.get().revoke(cast.ed, NOW)
    for closed in (token, "unknown"):
        page = gone(Client().post(shared_url(closed), words)).decode()
        assert "Your comment has not been sent" in page
        assert given_back in page
    assert b"Your comment" not in gone(Client().get(shared_url(token)))
    assert not SharedComment.objects.exists()


def test_a_link_ends_on_the_minute(draft, clock):
    token = make_link(draft, days=1)
    clock.move_to(NOW + DAY - timedelta(seconds=1))
    assert Client().get(shared_url(token)).status_code == 200
    clock.move_to(NOW + DAY)
    assert Client().get(shared_url(token)).status_code == 404


def test_once_published_the_link_leads_to_the_page_of_readers(cast, draft, token, clock):
    publish(draft, at=NOW + HOUR)
    page = Client().get(shared_url(token)).content.decode()
    assert "State: scheduled for 14 May 2026" in page
    clock.shift(HOUR)
    response = Client().get(shared_url(token))
    page = response.content.decode()
    assert response.status_code == 200
    assert "has been published" in page
    assert f'href="{draft.get_absolute_url()}"' in page
    assert "What do you say" not in page
    refused = Client().post(shared_url(token), {"kind": "comment", "name": "X", "text": "Y"})
    assert refused.status_code == 200
    assert not SharedComment.objects.exists()


def test_after_that_it_shows_no_later_draft(cast, draft, token, clock):
    publish(draft)
    later = draft.new_edition(author=cast.ed)
    later.title = "Still a secret"
    later.save()
    assert "Still a secret" not in Client().get(shared_url(token)).content.decode()
    publish(later, now=NOW + HOUR)
    clock.shift(HOUR)
    page = Client().get(shared_url(token)).content.decode()
    assert "newer edition has taken its place" in page


def test_what_was_withdrawn_leads_to_the_reason(draft, token, clock):
    publish(draft)
    clock.shift(HOUR)
    draft.withdraw(now=NOW + HOUR, reason="It was wrong.")
    draft.save()
    page = Client().get(shared_url(token)).content.decode()
    assert "no longer on the site" in page
    assert draft.answers.get().short_answer not in page
    assert Client().get(draft.get_absolute_url()).status_code == 410


def test_a_link_opens_nothing_but_its_draft(draft, token):
    client = Client()
    client.get(shared_url(token))
    other = make_draft()
    for name in ("change", "preview", "compare", "share", "history"):
        for edition in (draft, other):
            address = reverse(f"admin:articles_edition_{name}", args=[edition.pk])
            assert client.get(address).status_code == 302, name
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(f"{shared_url(token)}?edition={other.pk}").context["edition"] == draft


def figures_of(page: str) -> list[str]:
    return re.findall(r'<img src="(figures/[^"]+)"', page)


def test_its_figures_come_with_it_and_no_others(cast, draft, token, clock):
    shown, elsewhere = (make_figure(image=png(colour=colour)) for colour in ("red", "blue"))
    assert shown.digest != elsewhere.digest
    draft.answers.get().set_figures([shown])
    make_draft().answers.get().set_figures([elsewhere])
    page = Client().get(shared_url(token)).content.decode()
    (path,) = figures_of(page)
    assert token not in page
    image = Client().get(shared_url(token) + path)
    assert image.status_code == 200
    assert image["Content-Type"] == "image/webp"
    assert "no-store" in image["Cache-Control"]
    assert "noindex" in image["X-Robots-Tag"]
    assert Client().get(shown.get_absolute_url()).status_code == 404
    closed = gone(Client().get(shared_url("unknown")))
    other = path.replace(shown.digest, elsewhere.digest)
    assert gone(Client().get(shared_url(token) + other)) == closed
    no_size = path.replace(f"-{shown.width}.", "-7.")
    assert gone(Client().get(shared_url(token) + no_size)) == closed
    SharedLink.objects.get().revoke(cast.ed, NOW)
    assert gone(Client().get(shared_url(token) + path)) == closed
    assert Client().post(shared_url(token) + path).status_code == 405


def test_after_publication_the_link_gives_no_figures(draft, token, clock):
    draft.answers.get().set_figures([make_figure()])
    (path,) = figures_of(Client().get(shared_url(token)).content.decode())
    publish(draft, at=NOW + HOUR)
    assert Client().get(shared_url(token) + path).status_code == 200
    clock.shift(HOUR)
    assert Client().get(shared_url(token) + path).status_code == 404


def test_reading_costs_the_same_with_more_answers(draft, token):
    def read() -> object:
        return Client().get(shared_url(token), headers=BROWSER)

    read()
    before = count_queries(read)
    for _ in range(10):
        make_answer(draft)
    assert count_queries(read) == before


# --- Counting -----------------------------------------------------------------------------------


def visits() -> int:
    return SharedLink.objects.get().visits


def test_visits_are_counted_with_their_day(token, clock):
    for _ in range(3):
        Client().get(shared_url(token), headers=BROWSER)
    clock.shift(DAY)
    Client().get(shared_url(token), headers=BROWSER)
    link = SharedLink.objects.get()
    assert (link.visits, link.last_visit_on) == (4, (NOW + DAY).date())


def test_two_visits_at_once_are_both_counted(token):
    first, second = SharedLink.objects.get(), SharedLink.objects.get()
    SharedLink.objects.count_visit(first, NOW.date())
    SharedLink.objects.count_visit(second, NOW.date())
    assert visits() == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"user-agent": "WhatsApp/2.23"},
        {"user-agent": "Slackbot-LinkExpanding 1.0"},
        {"user-agent": "curl/8.5"},
        BROWSER | {"sec-purpose": "prefetch"},
    ],
)
def test_programs_are_shown_the_page_and_not_counted(token, headers):
    assert Client().get(shared_url(token), headers=headers).status_code == 200
    assert visits() == 0


def test_looking_at_the_head_or_sending_a_comment_is_no_visit(token):
    Client(headers=BROWSER).head(shared_url(token))
    comment(Client(), token)
    Client(headers=BROWSER).get(f"{shared_url(token)}?sent=1")
    assert visits() == 0


def test_usual_browsers_are_no_robots():
    for agent in (
        BROWSER["user-agent"],
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
        "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
    ):
        assert not ROBOTS.search(agent)


# --- What they say ------------------------------------------------------------------------------


def test_a_comment_reaches_the_editors(cast, draft, token):
    response = comment(Client(), token, credentials="Physiotherapist", text="See line 3.")
    assert response.status_code == 302
    thanks = Client().get(response["Location"]).content.decode()
    assert "Thank you." in thanks
    stored = SharedComment.objects.get()
    assert (stored.kind, stored.name, stored.credentials, stored.text) == (
        "comment",
        "Dr Back",
        "Physiotherapist",
        "See line 3.",
    )
    assert stored.seen_digest == content_of(draft).fingerprint
    assert stored.seen_saved_at == draft.updated_at
    for who in STAFF:
        page = cast.client(getattr(cast, who)).get(change_url(draft)).content.decode()
        assert "See line 3." in page
        assert "Dr Back, Physiotherapist" in page
        assert "The draft still says what they read." in page


def test_an_approval_from_outside_is_no_review(cast, draft, token):
    comment(Client(), token, kind="approval", text="", credentials="Professor")
    draft.refresh_from_db()
    assert draft.state == Edition.State.DRAFT
    assert not draft.is_reviewed
    page = cast.client(cast.ed).get(change_url(draft)).content.decode()
    assert "Would approve it" in page
    assert "It is not the review" in page
    publish(draft)
    assert not draft.is_reviewed
    assert "Not yet reviewed" in Client().get(draft.get_absolute_url()).content.decode()


def test_the_editors_are_told_when_the_words_have_changed_since(cast, draft, token, clock):
    comment(Client(), token, kind="approval")
    client = cast.client(cast.ed)
    clock.shift(HOUR)
    draft.submit()
    draft.save()
    draft.approve(by=cast.rhea, today=NOW.date())
    draft.save()
    # A state, and the date that a review sets, are no words.
    assert "still says what they read" in client.get(change_url(draft)).content.decode()
    draft.send_back(note="One word more.")
    draft.save()
    answer = draft.answers.get()
    answer.body = "<p>Other words.</p>"
    answer.save()
    page = client.get(change_url(draft)).content.decode()
    assert "The draft has changed since" in page
    assert "14 May 2026, 13:00" in page  # as Ed's clock shows it


def test_nobody_approves_words_that_they_have_not_seen(draft, token):
    client = Client()
    form = client.get(shared_url(token)).context["form"]
    draft.title = "Changed meanwhile"
    draft.save()
    data = sent_back(form) | {"kind": "approval", "name": "Dr Back", "text": "Good."}
    refused = client.post(shared_url(token), data)
    page = refused.content.decode()
    assert "was changed while you had it open" in page
    assert "Changed meanwhile" in page
    assert refused.context["form"]["text"].value() == "Good."
    assert not SharedComment.objects.exists()
    client.post(shared_url(token), sent_back(refused.context["form"]))
    assert SharedComment.objects.get().seen_digest == content_of(draft).fingerprint


def test_a_second_click_stores_one_comment(token):
    client = Client()
    form = client.get(shared_url(token)).context["form"]
    data = sent_back(form) | {"kind": "comment", "name": "Dr Back", "text": "Once."}
    first, second = client.post(shared_url(token), data), client.post(shared_url(token), data)
    assert first["Location"] == second["Location"]
    assert SharedComment.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "review"}, "kind"),
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"credentials": "x" * 201}, "credentials"),
        ({"text": ""}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "\x01"}, "text"),
        ({"name": "\x01"}, "name"),
        ({"entry": "x"}, "entry"),
    ],
)
def test_a_comment_that_cannot_be_is_refused_and_nothing_typed_is_lost(token, sent, field):
    response = comment(Client(), token, **sent)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["name"].value() == sent.get("name", "Dr Back")
    assert not SharedComment.objects.exists()


@pytest.mark.slow
def test_a_link_takes_so_many_comments_an_hour_and_so_many_in_all(token, clock):
    client = Client()
    for number in range(MAX_COMMENTS):
        if number and number % MAX_PER_HOUR == 0:
            refused = comment(client, token)
            assert "no more comments for now" in refused.content.decode()
            assert refused.context["form"]["text"].value() == "Well said."
            clock.shift(HOUR + timedelta(minutes=1))
        assert comment(client, token).status_code == 302
    clock.shift(2 * HOUR)
    assert comment(client, token).status_code == 200
    assert SharedComment.objects.count() == MAX_COMMENTS


def test_what_they_typed_is_shown_and_never_run(cast, draft, token):
    comment(Client(), token, name="<b>Dr</b>", text="<script>alert(1)</script>")
    page = cast.client(cast.ed).get(change_url(draft)).content.decode()
    assert "<script>alert" not in page
    assert "<b>Dr</b>" not in page


def test_a_comment_keeps_no_trace_but_what_was_typed(token):
    """Every column is known, and none is for an address, a browser or a session."""
    assert {field.name for field in SharedComment._meta.get_fields()} == {
        "id",
        "link",
        "entry",
        "kind",
        "name",
        "credentials",
        "text",
        "sent_at",
        "seen_digest",
        "seen_saved_at",
    }
    client = Client(REMOTE_ADDR="203.0.113.77", headers=BROWSER)
    comment(client, token)
    rows = f"{SharedComment.objects.values().get()} {SharedLink.objects.values().get()}"
    assert "203.0.113" not in rows
    assert "Mozilla" not in rows


def test_the_database_wants_a_comment_to_say_something(token):
    link = SharedLink.objects.get()
    values = {"link": link, "name": "X", "sent_at": NOW, "seen_saved_at": NOW}
    SharedComment.objects.create(kind="approval", **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        SharedComment.objects.create(kind="comment", **values)
    with pytest.raises(ValidationError):
        SharedComment.send(
            link, entry=uuid.uuid4(), now=NOW, kind="odd", name="X", seen_saved_at=NOW
        )


# --- The end ------------------------------------------------------------------------------------


def test_a_draft_takes_its_links_and_comments_with_it(cast, draft, token):
    comment(Client(), token)
    address = reverse("admin:articles_edition_delete", args=[draft.pk])
    cast.client(cast.pia).post(address, {"post": "yes"})
    assert not Edition.objects.filter(pk=draft.pk).exists()
    assert not SharedLink.objects.exists()
    assert not SharedComment.objects.exists()


def test_a_link_outlives_the_account_that_made_it(cast, draft):
    token = make_link(draft, by=cast.pia)
    cast.pia.delete()
    assert "by Pia Blisher" in Client().get(shared_url(token)).content.decode()


def test_an_account_without_a_name_is_not_named_by_its_address(draft):
    token = make_link(draft, by=make_staff("secret@example.org", "", "author"))
    page = Client().get(shared_url(token)).content.decode()
    assert "by the editors" in page
    assert "secret@example.org" not in page


def test_what_ended_long_ago_is_deleted_for_good(cast, draft, clock, capsys):
    old, revoked, lately, open_one = (
        make_link(draft, days=1),
        make_link(draft, days=90),
        make_link(draft, days=2),
        make_link(draft, days=90, now=NOW + ENDED_RETENTION),
    )
    comment(Client(), old)
    SharedLink.objects.get(digest=digest_of(revoked)).revoke(cast.ed, NOW + DAY)
    clock.move_to(NOW + DAY + ENDED_RETENTION)
    call_command("purge_shared_links", dry_run=True)
    assert SharedLink.objects.count() == 4
    call_command("purge_shared_links")
    assert capsys.readouterr().out.splitlines() == [
        "2 shared links to delete for good.",
        "2 shared links deleted for good.",
    ]
    left = set(SharedLink.objects.values_list("digest", flat=True))
    assert left == {digest_of(lately), digest_of(open_one)}
    assert not SharedComment.objects.exists()


def test_the_log_does_not_tell_the_address(token, caplog):
    SharedLink.objects.update(revoked_at=NOW)
    with caplog.at_level(logging.WARNING):
        Client().get(shared_url(token))
    (record,) = [each for each in caplog.records if each.name == "django.request"]
    (terminal,) = [
        h for h in logging.getLogger().handlers if isinstance(h.formatter, CleanFormatter)
    ]
    assert terminal.format(record).endswith("Not Found: /shared/…/")


@pytest.mark.slow
@pytest.mark.parametrize("who", STAFF)
def test_the_pages_cost_the_same_with_more_links_and_comments(cast, draft, who):
    client = cast.client(getattr(cast, who))

    def cost() -> list[int]:
        addresses = (share_url(draft), change_url(draft))
        return [count_queries(partial(client.get, address)) for address in addresses]

    comment(Client(), make_link(draft))
    cost()  # what is asked once for each process
    before = cost()
    for _ in range(5):
        comment(Client(), make_link(draft))
    assert cost() == before
