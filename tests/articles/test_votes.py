"""“Was this answer helpful?”: counted once, kept short, and never with a trace of who."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Limit
from articles.models import Answer, Question, Remark, UsedVoteToken, Vote
from articles.models.feedback import REMARK_LENGTH, REMARK_RETENTION
from articles.public.feedback_page import MAX_PER_HOUR, MAX_PER_NETWORK, new_vote_token
from tests.cast import NOW, make_article, make_draft, make_published, publish
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def forgotten_limits():
    yield
    cache.clear()


@pytest.fixture
def answer() -> Answer:
    return make_published(make_article(slug="backs")).answers.get()


@pytest.fixture
def client() -> Client:
    """Strict about forms from elsewhere, as the site is."""
    return Client(enforce_csrf_checks=True)


def address(answer: Answer, name: str = "vote") -> str:
    return reverse(f"articles:{name}", args=["backs", answer.question.anchor])


def token_on(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def send(client: Client, answer: Answer, **data):
    values = {"helpful": "yes", "token": new_vote_token(answer), "remark": ""}
    return client.post(address(answer), values | data)


def counted() -> list[tuple[date, int, int]]:
    return list(Vote.objects.values_list("day", "helpful", "unhelpful"))


@pytest.mark.slow
def test_a_reader_votes_with_two_taps_and_is_thanked(client, answer):
    article = client.get("/articles/backs/").content.decode()
    link = f'href="{address(answer)}?said=no"'
    assert link in article
    page = client.get(f"{address(answer)}?said=no").content.decode()
    assert re.search(r'value="no"[^>]*checked', page)
    sent = client.post(address(answer), {"helpful": "no", "token": token_on(page)}, follow=True)
    assert sent.redirect_chain == [(address(answer, "voted"), 302)]
    assert "Thank you" in sent.content.decode()
    assert answer.get_absolute_url() in sent.content.decode()
    assert counted() == [(TODAY, 0, 1)]


def test_a_vote_counts_whose_remark_has_nothing_that_a_page_could_show(client, answer):
    assert send(client, answer, remark="\x01\x7f").status_code == 302
    assert counted() == [(TODAY, 1, 0)]
    assert not Remark.objects.exists()


def test_votes_are_added_up_by_day_and_edition(client, answer, clock):
    for said in ("yes", "yes", "no"):
        send(client, answer, helpful=said)
    clock.move_to(NOW + timedelta(days=1))
    send(client, answer)
    edition = answer.edition.new_edition(author=None)
    publish(edition, now=NOW + timedelta(days=1))
    send(client, answer, token=new_vote_token(answer))
    assert sorted(counted()) == [
        (TODAY, 2, 1),
        (TODAY + timedelta(days=1), 1, 0),
        (TODAY + timedelta(days=1), 1, 0),
    ]
    assert Vote.objects.filter(edition=edition).count() == 1


def test_sending_a_form_twice_counts_once(client, answer):
    token = new_vote_token(answer)
    for _ in range(2):
        assert send(client, answer, token=token, remark="Clear.").status_code == 302
    assert counted() == [(TODAY, 1, 0)]
    assert Remark.objects.count() == 1


def test_used_slips_are_forgotten_when_they_have_run_out(client, answer, clock):
    send(client, answer)
    clock.move_to(NOW + timedelta(days=3))
    send(client, answer)
    assert UsedVoteToken.objects.count() == 1


def test_a_form_that_was_open_for_long_can_be_sent_again_with_what_was_written(
    client, answer, clock
):
    old = new_vote_token(answer)
    clock.move_to(NOW + timedelta(days=2))
    refused = send(client, answer, helpful="no", token=old, remark="Too long.")
    page = refused.content.decode()
    assert refused.status_code == 200
    assert "open for too long" in page
    assert "Too long." in page
    assert token_on(page) != old
    assert counted() == []
    send(client, answer, helpful="no", token=token_on(page), remark="Too long.")
    assert Remark.objects.get().text == "Too long."


@pytest.mark.parametrize("token", ["", "made-up", "a:b:c"])
def test_a_made_up_slip_counts_nothing(client, answer, token):
    assert send(client, answer, token=token).status_code == 200
    assert counted() == []


def test_a_slip_is_good_for_its_own_answer_only(client, answer):
    other = make_published().answers.get()
    assert send(client, answer, token=new_vote_token(other)).status_code == 200
    assert counted() == []


@pytest.mark.usefixtures("starter_content")
@pytest.mark.parametrize(
    ("remark", "level"),
    [
        ("Nice page. I have not been able to pee since yesterday.", "emergency"),
        ("i dont want to live like this anymore", "emergency"),
        ("my back hurts and I am feverish", "urgent"),
    ],
)
def test_a_remark_that_names_a_danger_is_thanked_with_its_card(client, answer, remark, level):
    thanked = send(client, answer, helpful="no", remark=remark)
    assert thanked.status_code == 200
    assert f'data-warning-sign="{level}"' in thanked.content.decode()
    assert Remark.objects.get().text == remark
    assert counted() == [(TODAY, 0, 1)]


@pytest.mark.usefixtures("starter_content")
def test_a_remark_that_names_a_danger_has_its_card_also_where_it_is_not_counted(client, answer):
    remark = "i dont want to live like this anymore"
    for said in ({"helpful": ""}, {"token": "old"}, {"remark": remark + "!" * REMARK_LENGTH}):
        page = send(client, answer, **{"remark": remark} | said).content.decode()
        assert 'data-warning-sign="emergency"' in page
    assert counted() == []
    assert "data-warning-sign" not in client.get(address(answer, "vote")).content.decode()


@pytest.mark.usefixtures("starter_content")
def test_another_remark_is_thanked_without_a_card(client, answer):
    for remark in ("It should say when to see a doctor.", "More on chest stretches, please."):
        assert send(client, answer, remark=remark)["Location"] == address(answer, "voted")
    assert "data-warning-sign" not in client.get(address(answer, "voted")).content.decode()


@pytest.mark.parametrize("helpful", ["", "maybe"])
def test_a_vote_says_yes_or_no(client, answer, helpful):
    page = send(client, answer, helpful=helpful, remark="But why?").content.decode()
    assert "There is a problem" in page
    assert "But why?" in page
    assert counted() == []


def test_a_remark_has_a_limit_and_nothing_typed_is_lost(client, answer):
    long = "x" * (REMARK_LENGTH + 1)
    assert long in send(client, answer, remark=long).content.decode()
    assert counted() == []
    send(client, answer, remark="y" * REMARK_LENGTH)
    assert Remark.objects.get().text == "y" * REMARK_LENGTH


def test_the_database_holds_the_limits_of_a_remark_too(answer):
    of = {"question": answer.question, "edition": answer.edition, "was_helpful": True}
    for text in ("", "x" * (REMARK_LENGTH + 1)):
        with pytest.raises(Exception, match=r"remark|too long"), transaction.atomic():
            Remark.objects.create(week=TODAY, text=text, **of)
    Vote.objects.create(question=answer.question, edition=answer.edition, day=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(question=answer.question, edition=answer.edition, day=TODAY)


def test_one_network_casts_some_of_an_hours_votes_and_not_all(client, answer, clock):
    for _ in range(MAX_PER_NETWORK):
        assert send(client, answer).status_code == 302
    assert "has not been counted" in send(client, answer).content.decode()
    elsewhere = Client(REMOTE_ADDR="2001:db8:1:2::3")
    for number in range(MAX_PER_NETWORK):  # a household has many addresses of IPv6
        elsewhere.defaults["REMOTE_ADDR"] = f"2001:db8:1:2::{number}"
        assert send(elsewhere, answer).status_code == 302
    assert "has not been counted" in send(elsewhere, answer).content.decode()
    assert not [row for row in Limit.objects.values_list() if "127.0.0.1" in str(row)]


@pytest.mark.slow
def test_an_answer_takes_so_many_votes_an_hour_and_no_more(client, answer, clock):
    for number in range(MAX_PER_HOUR):
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert send(client, answer).status_code == 302
    refused = send(client, answer, remark="Me too.")
    assert "has not been counted" in refused.content.decode()
    assert "Me too." in refused.content.decode()
    clock.move_to(NOW + timedelta(hours=1))
    assert send(client, answer).status_code == 302
    assert sum(helpful for _, helpful, _ in counted()) == MAX_PER_HOUR + 1


def test_nothing_says_who_voted_or_when(cast, answer):
    """Not for a walker who is logged in either: no cookie is set, no column could hold it."""
    alice = cast.client(cast.alice)
    for response in (
        alice.get(address(answer)),
        send(alice, answer, remark="Good."),
        Client().get(address(answer)),
    ):
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
    for model in (Vote, Remark, UsedVoteToken):
        fields = {field.name: field for field in model._meta.get_fields()}
        assert not {"user", "session", "ip", "address"} & set(fields)
        for field in fields.values():
            assert field.get_internal_type() not in ("DateTimeField", "TimeField"), field
            assert field.related_model in (None, Question, apps.get_model("articles.edition"))
    assert Remark.objects.get().week == date(2026, 5, 11)  # the Monday before
    assert Vote.objects.get().day == TODAY


def test_the_page_is_kept_by_nobody_and_found_by_no_search_engine(client, answer):
    for name in ("vote", "voted"):
        response = client.get(address(answer, name))
        assert "no-store" in response["Cache-Control"]
        assert b'content="noindex"' in response.content


@pytest.mark.parametrize("missing", ["anchor", "article", "draft", "withdrawn"])
def test_only_a_public_answer_can_be_voted_on(client, answer, missing):
    path = address(answer)
    if missing == "anchor":
        path = reverse("articles:vote", args=["backs", "no-such-question"])
    if missing == "article":
        path = reverse("articles:vote", args=["no-such-article", answer.question.anchor])
    if missing == "draft":
        draft = make_draft(make_article(slug="draft")).answers.get()
        path = reverse("articles:vote", args=["draft", draft.question.anchor])
    if missing == "withdrawn":
        answer.edition.withdraw(NOW, "Wrong.")
        answer.edition.save()
    for response in (
        client.get(path),
        client.post(path, {"helpful": "yes", "token": new_vote_token(answer)}),
        client.get(f"{path}thanks/"),
    ):
        assert response.status_code == 404
    assert counted() == []


def test_a_draft_in_preview_asks_nobody(cast, answer):
    draft = answer.edition.new_edition(author=cast.ed)
    page = cast.client(cast.ed).get(reverse("admin:articles_edition_preview", args=[draft.pk]))
    assert "/helpful/" not in page.content.decode()


@pytest.mark.usefixtures("search_index")
def test_remarks_are_shown_to_staff_only_and_never_published(cast, client, answer):
    send(client, answer, remark="My name is <b>Zebedee</b>.")
    for path in ("/articles/backs/", "/search/?q=zebedee", address(answer), "/feed/"):
        shown = client.get(path).content.decode().partition("<main")[2]
        assert "is &lt;b" not in shown, path
    listed = reverse("admin:articles_remark_changelist")
    assert client.get(listed).status_code == 302
    assert cast.client(cast.alice).get(listed).status_code in (302, 403)
    for person in (cast.ed, cast.rhea, cast.pia):
        page = cast.client(person).get(listed).content.decode()
        assert "My name is &lt;b&gt;Zebedee" in page


def test_nobody_writes_votes_or_remarks_and_publishers_may_delete_a_remark(cast, client, answer):
    send(client, answer, remark="Call me.")
    vote, remark = Vote.objects.get(), Remark.objects.get()
    for person, gone in ((cast.ed, 403), (cast.rhea, 403), (cast.pia, 302)):
        staff = cast.client(person)
        for row, model in ((vote, "vote"), (remark, "remark")):
            change = reverse(f"admin:articles_{model}_change", args=[row.pk])
            assert staff.post(change, {"text": "Changed", "helpful": 9}).status_code == 403
            assert staff.get(reverse(f"admin:articles_{model}_add")).status_code == 403
        delete = reverse("admin:articles_vote_delete", args=[vote.pk])
        assert staff.post(delete, {"post": "yes"}).status_code == 403
        delete = reverse("admin:articles_remark_delete", args=[remark.pk])
        assert staff.post(delete, {"post": "yes"}).status_code == gone
    assert not Remark.objects.exists()
    assert counted() == [(TODAY, 1, 0)]


def test_remarks_are_deleted_after_a_year(answer, capsys):
    of = {"question": answer.question, "edition": answer.edition, "was_helpful": False}
    Remark.objects.create(week=TODAY - REMARK_RETENTION, text="Just kept", **of)
    Remark.objects.create(week=TODAY - REMARK_RETENTION - timedelta(days=1), text="Over", **of)
    call_command("purge_remarks", dry_run=True)
    assert Remark.objects.count() == 2
    call_command("purge_remarks")
    assert capsys.readouterr().out == ("1 remark to delete for good.\n1 remark deleted for good.\n")
    assert Remark.objects.get().text == "Just kept"


def test_questions_marked_unhelpful_have_five_votes_and_at_least_half_against():
    def voted(helpful: int, unhelpful: int, *, days: int = 1) -> Question:
        answer = make_published().answers.get()
        for day in range(days):
            Vote.objects.create(
                question=answer.question,
                edition=answer.edition,
                day=TODAY - timedelta(days=day),
                helpful=helpful,
                unhelpful=unhelpful,
            )
        return answer.question

    few, liked, split, disliked = voted(0, 4), voted(6, 5), voted(3, 3), voted(1, 2, days=5)
    found = list(Question.objects.marked_unhelpful())
    assert found == [disliked, split]
    assert (found[0].helpful, found[0].unhelpful) == (5, 10)
    assert few not in found
    assert liked not in found


@pytest.mark.slow
def test_a_long_list_of_remarks_costs_no_query_a_row(cast, answer):
    staff = cast.client(cast.pia)

    def fill(number: int) -> None:
        for _ in range(number):
            other = make_published().answers.get()
            of = {"question": other.question, "edition": other.edition}
            Remark.objects.create(week=TODAY, text="Hm.", was_helpful=False, **of)
            Vote.objects.create(day=TODAY, **of)

    paths = [reverse(f"admin:articles_{model}_changelist") for model in ("remark", "vote")]
    fill(10)
    before = [count_queries(lambda path=path: staff.get(path)) for path in paths]
    fill(10)
    assert [count_queries(lambda path=path: staff.get(path)) for path in paths] == before


def test_the_clock_of_the_week_is_the_sites(answer, clock, client):
    """Half past midnight on a Monday in London is still Sunday in universal time."""
    clock.move_to(datetime.fromisoformat("2026-05-18T00:30+01:00"))
    send(client, answer, remark="Late.")
    assert Remark.objects.get().week == date(2026, 5, 18)
