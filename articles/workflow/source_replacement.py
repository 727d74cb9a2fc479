"""Replacing one source by another everywhere: where it is cited, and what happens to each place.

A draft is changed at once, as by a save. For what readers see, a new draft is begun, or a change of
the record proposed: nothing that is live changes before a second person has approved it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from articles.models import (
    Caution,
    DraftRevision,
    Edition,
    ProposedChange,
    Source,
    WarningSign,
)
from articles.models.editions import refuse_state
from articles.models.office_addresses import change_address
from articles.workflow.proposals import propose_as_if

IN_DRAFT, NEW_EDITION, PROPOSED, WAITS = "draft", "new edition", "proposed", "waits"
SAYS = {
    IN_DRAFT: "replaced in the draft",
    NEW_EDITION: "a new edition is begun; readers see the old one until that is published",
    PROPOSED: "a change of the record is proposed; it waits for a second person",
}


@dataclass(frozen=True)
class CitingPlace:
    """One edition or record that cites the source, and what would happen to it."""

    row: Edition | Caution | WarningSign
    becomes: str  # one of the four above
    why: str = ""  # the reason, if it waits

    @property
    def says(self) -> str:
        return self.why or SAYS[self.becomes]

    @property
    def address(self) -> str:
        return change_address(self.row)


def citing_places(source: Source, user: User) -> list[CitingPlace]:
    """Every place that cites `source`, and what `user` can do there: drafts first, records last.

    Editions that readers no longer see are left out: they stay as they were.
    """
    now = timezone.now()
    citing = Edition.objects.filter(answers__sources=source).distinct()
    public = citing.public(now).exclude(article__editions__state__in=Edition.OPEN_STATES)
    scheduled = Edition.objects.appearing_after(now).order_by()
    places = [_open_place(edition) for edition in citing.open().select_related("article")]
    has_open = citing.public(now).filter(article__editions__state__in=Edition.OPEN_STATES)
    with_draft = has_open.exclude(article__in=citing.open().values("article"))
    places += [
        CitingPlace(edition, WAITS, "its open draft cites other sources: see to it there")
        for edition in with_draft
    ]
    with_next = public.filter(article__in=scheduled.values("article"))
    places += [
        CitingPlace(edition, WAITS, "a scheduled edition will take its place: see to that one")
        for edition in with_next
    ]
    places += [
        CitingPlace(edition, WAITS, "it is scheduled: begin a new edition from it")
        for edition in citing.filter(pk__in=scheduled.values("pk"))
    ]
    begun = public.exclude(pk__in=with_next.values("pk"))
    places += [CitingPlace(edition, NEW_EDITION) for edition in begun]
    return [*places, *_records(source, user)]


def _open_place(edition: Edition) -> CitingPlace:
    if edition.state == Edition.State.DRAFT:
        return CitingPlace(edition, IN_DRAFT)
    return CitingPlace(edition, WAITS, "it is being reviewed: its words stand still")


def _records(source: Source, user: User) -> Iterator[CitingPlace]:
    for model in (Caution, WarningSign):
        field = "sources" if model is Caution else "source"
        may = user.has_perm(f"articles.change_{model._meta.model_name}")
        for record in model._default_manager.filter(**{field: source}):
            if not may:
                yield CitingPlace(record, WAITS, "a publisher proposes changes of it")
            elif ProposedChange.objects.open().about(record).exists():
                yield CitingPlace(record, WAITS, "a change of it is open: see to it there")
            else:
                yield CitingPlace(record, PROPOSED)


@transaction.atomic
def replace_source(places: list[CitingPlace], old: Source, new: Source, by: User) -> int:
    """Replace `old` by `new` in every place that does not wait; returns how many those are."""
    done = 0
    for place in places:
        if isinstance(place.row, Edition) and place.becomes != WAITS:
            draft = place.row if place.becomes == IN_DRAFT else place.row.new_edition(author=by)
            _replace_in_draft(draft, old, new, by)
        elif place.becomes == PROPOSED:
            propose_as_if(place.row, lambda record: _replace_in_record(record, old, new), by)
        done += place.becomes != WAITS
    return done


def _replace_in_draft(listed: Edition, old: Source, new: Source, by: User) -> None:
    # Read again: somebody may have saved it after the list of places was read.
    draft = Edition.objects.select_for_update(of=("self",)).filter(pk=listed.pk).first()
    if draft is None:
        raise ValidationError("One of the drafts was deleted meanwhile. Look again.")
    refuse_state(draft.state)
    DraftRevision.objects.record_base(draft)
    for answer in draft.answers.filter(sources=old):
        answer.sources.remove(old)
        answer.sources.add(new)
    draft.save()  # so that whoever has it open is told
    DraftRevision.objects.record(draft, by, f"Replaced the source “{old.key}” by “{new.key}”")


def _replace_in_record(record: models.Model, old: Source, new: Source) -> None:
    changed: Any = record
    if isinstance(record, Caution):
        changed.sources.remove(old)
        changed.sources.add(new)
    else:
        changed.source = new
        changed.save()
