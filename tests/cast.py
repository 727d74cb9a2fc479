"""The people of the tests, and small makers of what they own."""

from datetime import UTC, datetime, timedelta
from functools import cached_property
from io import BytesIO
from itertools import count

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import Consent, User
from articles.images.reading import read_image
from articles.models import (
    Answer,
    Article,
    Edition,
    Figure,
    Question,
    SearchEntry,
    Source,
    Topic,
)
from articles.models.edition_states import REVIEW_YEARS
from articles.workflow.publishing import publish_edition
from journal.models import (
    AdviceRule,
    Nudge,
    Programme,
    ReceivedFile,
    RuleCondition,
    ShownNudge,
    Walk,
    WalkImport,
)
from journal.models.nudges import shown_nudge
from tests.search_index import SearchIndex

NOW = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
PASSWORD = "walks-in-the-rain"
_number = count(1)


class Cast:
    """Each person is made when a test first speaks of them."""

    @cached_property
    def alice(self) -> User:
        return make_walker("alice@example.org")

    @cached_property
    def bob(self) -> User:
        return make_walker("bob@example.org")

    @cached_property
    def ed(self) -> User:
        return make_staff("ed@example.org", "Ed Itor", "author")

    @cached_property
    def rhea(self) -> User:
        return make_staff(
            "rhea@example.org", "Rhea Viewer", "reviewer", credentials="Physiotherapist (test)"
        )

    @cached_property
    def pia(self) -> User:
        return make_staff("pia@example.org", "Pia Blisher", "publisher")

    @cached_property
    def nobody(self) -> Client:
        return Client()

    def client(self, person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    def confirmed(self, person: User) -> Client:
        """Somebody who has just given the password again."""
        client = self.client(person)
        done = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert done.status_code == 302
        return client


def make_walker(email: str, *, consents: bool = True, **fields) -> User:
    user = User.objects.create_user(email, PASSWORD, **fields)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    if consents:
        Consent.give(user, NOW)
    return user


def make_staff(email: str, name: str, *groups: str, **fields) -> User:
    user = make_walker(email, consents=False, name=name, is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def make_walk(walker: User, **fields) -> Walk:
    started_at = fields.pop("started_at", NOW - timedelta(days=1))
    values = {
        "minutes": 20,
        "pain_before": 2,
        "pain_after": 3,
        "time_zone": walker.time_zone,
        "logged_at": started_at + timedelta(hours=1),
        "changed_at": started_at + timedelta(hours=1),
    }
    walk = Walk(walker=walker, started_at=started_at, **{**values, **fields})
    # As forms check it, but for what the database says itself when the row is written: Django
    # would ask it about each constraint, which takes longer than all else.
    walk.full_clean(validate_unique=False, validate_constraints=False)
    walk.save()
    return walk


def make_import(walker: User, **fields) -> WalkImport:
    values = {"format": "GPX", "sha256": "0" * 64, "found": 1, "created_at": NOW}
    return WalkImport.objects.create(walker=walker, **values | fields)


def make_received(walker: User, **fields) -> ReceivedFile:
    return ReceivedFile.objects.create(walker=walker, **{"size": 1, "created_at": NOW} | fields)


def make_programme(walker: User, **fields) -> Programme:
    values = {"name": "Bridge and knee rolls", "started_on": NOW.date() - timedelta(days=30)}
    return Programme.objects.get_or_create(walker=walker, **values | fields)[0]


def make_topic(**fields) -> Topic:
    number = next(_number)
    return Topic.objects.create(
        **{"slug": f"topic-{number}", "title": f"Topic {number}", "summary": "A topic."} | fields
    )


def make_source(**fields) -> Source:
    number = next(_number)
    values = {
        "key": f"source-{number}",
        "title": f"Source {number}",
        "publisher": "A publisher",
        "year": 2020,
        "kind": Source.Kind.GUIDELINE,
    }
    return Source.objects.create(**values | fields)


def png(width: int = 400, height: int = 300, colour: str = "teal", **options) -> bytes:
    """A plain picture as somebody would upload it."""
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG", **options)
    return out.getvalue()


def make_figure(*, image: bytes | None = None, **fields) -> Figure:
    number = next(_number)
    values = {
        "key": f"figure-{number}",
        "alternative_text": f"Alternative {number}.",
        "caption": f"Caption {number}.",
        "credit": "Backsite, CC BY 4.0",
    }
    # Each its own colour, so that no two are the same image.
    picture = image or png(colour=f"#{number % 0xFFFFFF:06x}")
    return Figure(**values | fields).store(read_image(picture))


def make_article(**fields) -> Article:
    if "topic" not in fields:
        fields["topic"] = Topic.objects.first() or make_topic()
    return Article.objects.create(**{"slug": f"article-{next(_number)}"} | fields)


def make_draft(article: Article | None = None, *, questions: int = 1, **fields) -> Edition:
    """A draft with `questions` complete answers."""
    values = {
        "title": f"Title {next(_number)}",
        "summary": "A summary.",
        "introduction": "<p>An introduction.</p>",
        "author_name": "Ed Itor",
    }
    edition = Edition(article=article or make_article(), **values | fields)
    edition.save()
    _add_answers(edition, questions)
    return edition


def _add_answers(edition: Edition, count: int) -> None:
    """Complete answers to `count` new questions, stored together."""
    if not count:
        return
    numbers = [next(_number) for _ in range(count)]
    questions = Question.objects.bulk_create(
        Question(article=edition.article, anchor=f"question-{number}") for number in numbers
    )
    answers = Answer.objects.bulk_create(
        Answer(edition=edition, question=question, position=position, **_words_of(number))
        for position, (number, question) in enumerate(zip(numbers, questions, strict=True), start=1)
    )
    cited = Answer.sources.through
    source = Source.objects.first() or make_source()
    cited.objects.bulk_create(cited(answer=answer, source=source) for answer in answers)


def _words_of(number: int) -> dict[str, str]:
    return {
        "wording": f"Question {number}?",
        "short_answer": f"Short answer {number}.",
        "body": f"<p>Body {number}.</p>",
    }


def make_answer(edition: Edition, *, anchor: str = "", also: str = "", **fields) -> Answer:
    number = next(_number)
    question, _ = Question.objects.get_or_create(
        article=edition.article,
        anchor=anchor or f"question-{number}",
        defaults={"also_asked_as": also},
    )
    values = {"position": number} | _words_of(number)
    answer = Answer.objects.create(edition=edition, question=question, **values | fields)
    answer.sources.add(Source.objects.first() or make_source())
    return answer


def publish(
    edition: Edition, *, now: datetime = NOW, at: datetime | None = None, by: User | None = None
) -> Edition:
    """Store `edition` as published, with the review of `by`.

    The row alone: no walk through the workflow, no history, and no search index unless the test
    asks for the fixture `search_index`. `publish_in_steps` takes the whole way.
    """
    fields: dict[str, object] = {"state": Edition.State.PUBLISHED, "publish_at": at or now}
    fields |= {"reviewer_id": by and by.pk}
    if by and by.credentials and by.name:
        fields |= {"reviewer_name": by.name, "reviewer_credentials": by.credentials}
        due = now.date().replace(year=now.year + REVIEW_YEARS)
        fields |= {"reviewed_on": now.date(), "review_due_on": edition.review_due_on or due}
    return store(edition, **fields)


def store(edition: Edition, **fields) -> Edition:
    """Write the row of `edition` with these fields, whatever its state: past every rule."""
    own = [field.attname for field in Edition._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(edition, name) for name in own} | {"updated_at": timezone.now()}
    Edition.objects.filter(pk=edition.pk).update(**values | fields)
    edition.refresh_from_db(fields=[*fields, "updated_at"])
    if SearchIndex.is_kept:
        SearchEntry.objects.index_article(edition.article)
    return edition


def publish_in_steps(
    edition: Edition, *, now: datetime = NOW, at: datetime | None = None, by: User | None = None
) -> Edition:
    """The same by the workflow: submitted, approved, checked, published, each step in history."""
    edition.submit()
    edition.approve(by=by, today=now.date())
    publish_edition(edition, now=now, at=at)
    edition.save()
    return edition


def make_published(article: Article | None = None, **fields) -> Edition:
    return publish(make_draft(article, **fields))


def make_nudge(event: str = "ended_high", **fields) -> Nudge:
    values = {"level": "soon", "threshold": 8, "words": "Two walks ended at {threshold} or more."}
    if event == "both_legs":
        values |= {"level": "emergency", "threshold": None, "signs": "Numbness\nTrouble peeing"}
    nudge, _ = Nudge.objects.update_or_create(event=event, defaults=values | fields)
    nudge.sources.add(Source.objects.first() or make_source())
    return nudge


def make_shown_nudge(walk: Walk, event: str = "ended_high", **fields) -> ShownNudge:
    nudge = Nudge.objects.filter(event=event).first() or make_nudge(event)
    shown = {"day": walk.local_start.date(), "kept_at": NOW} | fields
    row = shown_nudge(walk.walker, nudge, walk.entry, **shown)
    row.save()
    return row


def make_rule(question: Question, **when) -> AdviceRule:
    """A rule with one condition; `beside` and `tell_apart` go to the rule."""
    rule_fields = {name: when.pop(name) for name in ("beside", "tell_apart") if name in when}
    rule = AdviceRule.objects.create(
        slug=f"rule-{next(_number)}", question=question, because="Because.", **rule_fields
    )
    RuleCondition.objects.create(
        rule=rule, **{"pattern": "rise_with_minutes", "state": "linked"} | when
    )
    return rule
