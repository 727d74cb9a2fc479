"""Small changes stay small, a review is never lost unsaid, and a review can be confirmed."""

from datetime import timedelta

import pytest
from django.core import mail

from articles.comparison.edition_diff import EditionContent, QuestionContent, Text
from articles.comparison.small_change import changes_of_claims
from articles.models import Answer, Edition, EditionOpening, WarningSign
from articles.models.editions import EditionStatus
from articles.text.claim_words import claims_changed
from tests.cast import NOW, make_article, make_draft, make_published, make_source, publish
from tests.office import act_url, change_url, messages_of, post_act

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

BODY = "<p>Walk for ten minutes twice a day, and <strong>rest</strong> in betwen.</p>"


@pytest.fixture
def live(cast) -> Edition:
    draft = make_draft(make_article(), author=cast.ed, author_name="The editors", title="A walk")
    Answer.objects.filter(edition=draft).update(body=BODY)
    return publish(draft, by=cast.rhea)


def begin(client, live: Edition) -> Edition:
    post_act(client, live, "correct")
    return live.article.editions.open().get()


def put(edition: Edition, body: str) -> None:
    answer = edition.answers.get()
    answer.body = body
    answer.save()
    edition.save()


def now_live(edition: Edition) -> Edition:
    return Edition.objects.public(NOW).get(article=edition.article)


# --- Corrections --------------------------------------------------------------------------------


def test_a_typing_error_in_a_reviewed_page_is_put_right_by_one_person(cast, live):
    client = cast.client(cast.pia)
    draft = begin(client, live)
    assert (draft.is_minor, draft.assigned_to, draft.author) == (True, cast.pia, cast.ed)
    put(draft, BODY.replace("betwen", "between"))
    mail.outbox.clear()
    response = post_act(client, draft, "publish_correction")
    assert messages_of(response)[-1] == "Published, with the review that the page had."
    seen = now_live(live)
    assert seen.number == 2
    for field in ("author_name", "reviewer", "reviewer_name", "reviewed_on", "review_due_on"):
        assert getattr(seen, field) == getattr(live, field), field
    page = cast.nobody.get(live.article.get_absolute_url()).content.decode()
    assert "between" in page
    assert "noindex" not in page


def test_the_reviewer_is_told_of_a_correction(cast, live, django_capture_on_commit_callbacks):
    client = cast.client(cast.pia)
    draft = begin(client, live)
    put(draft, BODY.replace("betwen", "between"))
    with django_capture_on_commit_callbacks(execute=True):
        post_act(client, draft, "publish_correction")
    assert cast.rhea.email in [to for each in mail.outbox for to in each.to]


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (BODY.replace("ten", "20"), "a digit"),
        (BODY.replace("ten", "twenty"), "a number"),
        (BODY.replace("minutes", "hours"), "a unit"),
        (BODY.replace("Walk", "Do not walk"), "a negation"),
        (BODY.replace("rest", "take ibuprofen"), "a medicine"),
        (BODY.replace("rest", "stretch"), "“rest” becomes “stretch”"),
        (BODY.replace("Walk", "You must walk"), "how sure"),
    ],
)
def test_what_changes_a_claim_is_no_small_correction(cast, live, new, said):
    client = cast.client(cast.pia)
    draft = begin(client, live)
    put(draft, new)
    response = post_act(client, draft, "publish_correction")
    assert said in messages_of(response)[-1]
    assert "submit it for review" in messages_of(response)[-1]
    assert now_live(live) == live
    post_act(client, draft, "submit")
    assert not Edition.objects.get(pk=draft.pk).is_minor


def test_a_word_by_which_a_sign_is_searched_for_may_be_put_right(cast, live):
    """Most words of the language are among them: what counts is whether a sign is spoken of."""
    words = "numb + between, thigh\nfever but not hay fever, exercise"
    WarningSign.objects.create(
        level="emergency", text="No feeling below", search_words=words, source=make_source(key="s")
    )
    client = cast.client(cast.pia)
    draft = begin(client, live)
    heading = "<h3>Your sore thigh</h3>"
    live.answers.update(body=BODY + heading)
    put(draft, BODY + heading.replace("thigh", "numb thigh"))
    said = messages_of(post_act(client, draft, "publish_correction"))[-1]
    assert "Answer: it speaks of other warning signs than before" in said
    put(draft, BODY.replace("betwen", "between") + heading)
    said = messages_of(post_act(client, draft, "publish_correction"))[-1]
    assert said == "Published, with the review that the page had."


def test_raised_figures_and_fractions_are_digits():
    assert claims_changed("10² steps", "10³ steps", ()) == ["a digit (“2” goes, “3” comes)"]
    assert claims_changed("½ a tablet", "¼ a tablet", ())[0].startswith("a digit")
    assert claims_changed("20 m² betwen", "20 m² between", ()) == []


def test_another_source_or_byline_is_no_small_correction(cast, live):
    client = cast.client(cast.pia)
    draft = begin(client, live)
    draft.answers.get().sources.add(make_source(key="new"))
    assert "sources change" in messages_of(post_act(client, draft, "publish_correction"))[-1]
    draft.answers.get().sources.set(live.answers.get().sources.all())
    Edition.objects.filter(pk=draft.pk).update(author_name="Somebody else")
    assert "Author changes" in messages_of(post_act(client, draft, "publish_correction"))[-1]


def test_a_correction_is_undone_with_the_review_that_the_page_had(cast, live):
    client = cast.client(cast.pia)
    draft = begin(client, live)
    put(draft, BODY.replace("betwen", "between"))
    post_act(client, draft, "publish_correction")
    post_act(client, now_live(live), "undo_correction")
    seen = now_live(live)
    assert (seen.number, seen.answers.get().body) == (3, BODY)
    assert seen.reviewed_on == live.reviewed_on


def test_a_correction_does_not_change_when_the_page_expires(cast, live):
    client = cast.client(cast.pia)
    draft = begin(client, live)
    Edition.objects.filter(pk=draft.pk).update(expires_at=NOW + timedelta(minutes=1))
    live.expire_at(NOW, NOW + timedelta(days=9))  # somebody sets it meanwhile
    live.save()
    post_act(client, draft, "publish_correction")
    assert (now_live(live).number, now_live(live).expires_at) == (2, NOW + timedelta(days=9))


def test_an_undone_correction_keeps_what_was_decided_about_the_page_since(cast, live):
    client = cast.client(cast.pia)
    post_act(client, begin(client, live), "publish_correction")
    corrected, due = now_live(live), NOW.date() + timedelta(days=30)
    corrected.expire_at(NOW, NOW + timedelta(days=9))
    corrected.set_review_date(due, NOW.date())
    corrected.save()
    post_act(client, corrected, "undo_correction")
    seen = now_live(live)
    assert (seen.number, seen.expires_at) == (3, NOW + timedelta(days=9))
    assert (seen.review_due_on, seen.reviewed_on) == (due, live.reviewed_on)


@pytest.mark.parametrize("who", ["ed", "rhea"])
def test_only_who_has_the_right_corrects(cast, live, who):
    assert post_act(cast.client(getattr(cast, who)), live, "correct").status_code == 403
    assert live.article.editions.count() == 1


def content(body: str, wording: str = "Why does it hurt?", title: str = "Sore") -> EditionContent:
    answer = QuestionContent(1, "why", wording, (Text("Answer", body, is_rich=True),))
    return EditionContent((Text("Title", title),), (answer,))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>It is teh muscle.</p>", "<p>It is the muscle.</p>"),
        ("<p>It is the the muscle.</p>", "<p>It is the muscle.</p>"),
        ("<p>A work out helps.</p>", "<p>A workout helps.</p>"),
        ("<p>See <a href='https://a.example'>this</a>.</p>", "<p>See <a href='/b/'>this</a>.</p>"),
        ("<p>Its a muscle</p>", "<p>It’s a muscle.</p>"),
        ("<h3>What helps</h3><p>A.</p>", "<h3>What helps best here</h3><p>A.</p>"),
        ("<p>One. Two.</p>", "<p>One.</p><p>Two.</p>"),
    ],
)
def test_harmless_changes(old, new):
    assert changes_of_claims(content(old), content(new), frozenset()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>Rest is safe.</p>", "<p>Rest is unsafe.</p>"),
        ("<p>Pain increases.</p>", "<p>Pain decreases.</p>"),
        ("<p>Walk on if pain is &lt; 4.</p>", "<p>Walk on if pain is &gt; 4.</p>"),
        ("<p>Walk on if pain is ≤ 4.</p>", "<p>Walk on if pain is ≥ 4.</p>"),
        ("<p>For people of 65+.</p>", "<p>For people of 65.</p>"),
        ("<p>Walk, then rest.</p>", "<p>Rest, then walk.</p>"),
        ("<p>It helps.</p>", "<p>It helps the heart.</p>"),
        ("<h3>Rest in bed</h3><p>A.</p>", "<h3>Keep walking</h3><p>A.</p>"),
        ("<p>Numb thighs.</p>", "<p>Numb toes.</p>"),
        ("<p>It helps.</p>", "<blockquote><p>It helps.</p></blockquote>"),
        ("<blockquote>It helsp.</blockquote>", "<blockquote>It helps.</blockquote>"),
    ],
)
def test_harmful_changes(old, new):
    assert changes_of_claims(content(old), content(new), frozenset({"numb"}))


# --- What a review is lost by ---------------------------------------------------------------------


def test_whatever_takes_a_review_off_a_page_says_so_in_red(cast, live):
    red = "This takes a review off a page"
    assert red in cast.client(cast.ed).get(act_url(live, "new_edition")).content.decode()
    post_act(cast.client(cast.ed), live, "new_edition")
    draft = live.article.editions.open().get()
    assert draft.author_name == "The editors"  # the byline does not change by itself
    assert red in cast.client(cast.ed).get(act_url(draft, "submit")).content.decode()
    post_act(cast.client(cast.ed), draft, "submit")
    assert red not in cast.client(cast.rhea).get(act_url(draft, "approve")).content.decode()
    cast.rhea.credentials = ""
    cast.rhea.save()
    assert red in cast.client(cast.rhea).get(act_url(draft, "approve")).content.decode()
    post_act(cast.client(cast.rhea), draft, "approve")
    assert red in cast.client(cast.pia).get(act_url(draft, "publish")).content.decode()


def test_nothing_is_said_where_no_review_is_lost(cast):
    edition = make_published(make_article())
    page = cast.client(cast.ed).get(act_url(edition, "new_edition")).content.decode()
    assert "takes a review off" not in page


# --- Reviewed again -------------------------------------------------------------------------------


def test_a_review_is_confirmed_without_a_new_edition(cast, live, clock):
    clock.shift(timedelta(days=900))
    client = cast.client(cast.rhea)
    client.get(change_url(live))
    post_act(client, live, "confirm_review")
    edition = Edition.objects.get(pk=live.pk)
    assert edition.reviewed_on == live.reviewed_on + timedelta(days=900)
    assert edition.review_due_on.year == edition.reviewed_on.year + 3
    assert live.article.editions.count() == 1
    reason = edition.history.first().history_change_reason
    assert reason.startswith("Reviewed again, nothing changed; opened ")
    assert edition.status(NOW + timedelta(days=900)) == EditionStatus.LIVE


def test_nobody_confirms_what_they_have_not_opened_since_it_changed(cast, live):
    client = cast.client(cast.rhea)
    EditionOpening.objects.record(live, cast.rhea, NOW - timedelta(days=1))
    assert "Open it first" in messages_of(post_act(client, live, "confirm_review"))[-1]


def test_nobody_without_credentials_confirms(cast, live):
    cast.rhea.credentials = ""
    cast.rhea.save()
    client = cast.client(cast.rhea)
    client.get(change_url(live))
    assert "no clinical credentials" in messages_of(post_act(client, live, "confirm_review"))[-1]
