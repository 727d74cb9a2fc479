"""Small corrections: a new edition that changes no claim keeps the review and needs one person.

The live edition was approved as it stands. What says the same, but for a typing error, a link or
the wording of a heading, needs no second look: `articles.comparison.small_change` decides, and not
the person who corrects. Everything else goes through a review, and whoever sends it there is told
when that takes a review off a page that readers see.
"""

from datetime import datetime
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.prepared_queries import PreparedQuery
from articles.comparison.edition_content import content_of
from articles.comparison.edition_diff import EditionContent, Text
from articles.comparison.small_change import changes_of_claims
from articles.models import Caution, Edition, WarningSign
from articles.search.warning_signs import signs_named_in
from articles.text.plain_text import in_sentences
from articles.text.sentences import GENERAL_WORDS
from articles.text.tokens import STOP_WORDS, words_in
from articles.workflow.publishing import publish_edition

_ORDINARY = (
    "back lower pain pains painful ache aches aching hurt hurts hurting sore walk walks walking "
    "leg legs after for with feel feels feeling body muscle muscles spine rest worse better change "
    "long short new same other make makes take takes"
)
ORDINARY = frozenset(_ORDINARY.split())
_live_before = PreparedQuery(
    lambda now, article, edition: (
        Edition.objects.public(now).filter(article=article).exclude(pk=edition).order_by()[:1]
    ),
    *(datetime, int, int),
)
NOTE = "Small corrections; it says the same."


def live_edition_before(edition: Edition, now: datetime) -> Edition | None:
    """The other edition of the same article that readers see at `now`, if there is one."""
    live = _live_before.first(now, edition.article_id, edition.pk)
    if live is not None:
        live.article = edition.article
    return live


def protected_words() -> frozenset[str]:
    """The words of all warning signs and the names of all cautions, folded.

    Without those that every second sentence here has (“back”, “walking”): a typing error in one of
    them is corrected like any other. The words by which people search for a sign are most of the
    language, so those are looked for together, in whole texts (`_signs_changed`).
    """
    said = [*WarningSign.objects.values_list("text", flat=True)]
    said += Caution.objects.values_list("names", flat=True)
    words = {word for text in said for word in words_in(text)}
    return frozenset(words - STOP_WORDS - GENERAL_WORDS - ORDINARY)


def correction_refusals(edition: Edition, now: datetime) -> list[str]:
    """Why this draft is no small correction of the live edition, in sentences; empty if it is."""
    live = live_edition_before(edition, now)
    if live is None:
        return ["Readers see no edition that it could correct."]
    before, after = content_of(live), content_of(edition)
    return changes_of_claims(before, after, protected_words()) or _signs_changed(before, after)


def _signs_changed(before: EditionContent, after: EditionContent) -> list[str]:
    """A sentence for each text that names other warning signs; both have the same questions."""
    return [
        f"{new.label}: it speaks of other warning signs than before."
        for old, new in zip(_texts(before), _texts(after), strict=True)
        if old.value != new.value and _signs_of(old) != _signs_of(new)
    ]


def _texts(content: EditionContent) -> list[Text]:
    answers = [[Text(each.wording, each.wording), *each.texts] for each in content.answers]
    return [*content.texts, *chain.from_iterable(answers)]


def _signs_of(text: Text) -> list[WarningSign]:
    return signs_named_in(in_sentences(text.value) if text.is_rich else text.value)


@transaction.atomic
def begin_correction(live: Edition, by: User) -> Edition:
    """Store a draft with the words of `live` to correct; its author stays, assigned to `by`."""
    draft = live.new_edition(author=live.author)
    draft.is_minor = True
    draft.assigned_to = by
    draft.expires_at = live.expires_at
    draft.change_note = NOTE
    draft.save()
    return draft


@transaction.atomic
def publish_correction(edition: Edition, now: datetime) -> None:
    """Publish the draft with review and expiry of the live edition. The caller saves.

    Raises:
        ValidationError: it changes a claim, or the check list refuses it.
    """
    live = live_edition_before(edition, now)
    refusals = correction_refusals(edition, now)
    if live is None or refusals:
        raise ValidationError(refusals)
    edition.accept_correction(live)
    publish_edition(edition, now)


@transaction.atomic
def undo_correction(edition: Edition, by: User, now: datetime) -> Edition:
    """Publish what readers saw before the correction as a new edition, and return that.

    The page keeps the review and the expiry that it has now. Raises ValidationError if
    there is no earlier edition, or the check list refuses it.
    """
    earlier = edition.article.editions.filter(
        number__lt=edition.number, state=Edition.State.PUBLISHED
    )
    before = earlier.order_by("-number").first()
    if before is None:
        raise ValidationError("There is no edition before this one.")
    draft = begin_correction(before, by)
    draft.accept_correction(edition)
    publish_edition(draft, now)
    draft._change_reason = f"Edition {edition.number} undone"  # type: ignore[attr-defined]
    draft.save()
    return draft


def review_at_stake(action: str, edition: Edition, user: User, now: datetime) -> str:
    """The warning to show before an action that takes the review off a live page; else empty."""
    if action == "new_edition":
        is_live = Edition.objects.public(now).filter(pk=edition.pk).exists()
        if not (edition.is_reviewed and is_live):
            return ""
        return (
            f"{_now_reviewed(edition)} A new edition begins without that review: unless a reviewer "
            f"with clinical credentials approves it, {LOST} To put a typing error right, use "
            "“Correct something small” instead: that keeps the review."
        )
    if action not in ("submit", "approve", "publish") or edition.is_reviewed:
        return ""
    live = live_edition_before(edition, now)
    if live is None or not live.is_reviewed:
        return ""
    if action == "approve" and user.credentials and user.name:
        return ""
    why = {
        "submit": f"Unless a reviewer with clinical credentials approves this edition, {LOST}",
        "approve": f"Your account has no clinical credentials: if this is published, {LOST}",
        "publish": f"Nobody with clinical credentials has approved this edition: {LOST}",
    }
    return f"{_now_reviewed(live)} {why[action]}"


LOST = (
    "this takes the review away. The page will say “Not yet reviewed”, search engines are asked to "
    "leave it out, and no advice leads to it."
)


def _now_reviewed(live: Edition) -> str:
    return f"Readers now see a page reviewed by {live.reviewer_name}."
