"""Search in one's own notes.

Notes are encrypted, and an index of their words would tell what they say. So a search decrypts them
in batches, newest first, and stops after a page of walks found or a number of notes read. It takes
a limited time however long the log is, and the next one can go on where it stopped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Length

from accounts.models import User
from articles.text.tokens import fold
from journal.models import Walk
from journal.models.walks import WalkQuerySet

BATCH_SIZE = 200  # notes decrypted at once
MAX_NOTES = 1_000  # read in one search
MAX_FOUND = 25


@dataclass(frozen=True)
class NotesFound:
    """Walks whose note has all the words, the newest first."""

    walks: tuple[Walk, ...]
    read: int  # notes looked through
    stopped_at: Walk | None  # the last walk looked through; None: there are no more


def find_notes(walker: User, words: Sequence[str], older_than: UUID | None = None) -> NotesFound:
    """Walks of one person whose note has all of `words`, which are folded.

    `older_than` is the entry of a walk of theirs, even of a deleted one: only walks before it are
    looked through, and none where there is no such walk.
    """
    notes = _with_note(walker)
    if older_than is not None:
        last = Walk.objects.filter(walker=walker, entry=older_than).first()
        notes = _after(notes, last) if last else notes.none()
    found: list[Walk] = []
    read = 0
    while read < MAX_NOTES:
        batch = list(notes[:BATCH_SIZE])
        for walk in batch:
            read += 1
            note = fold(walk.note)
            if all(word in note for word in words):
                found.append(walk)
            if len(found) == MAX_FOUND:
                return NotesFound(tuple(found), read, walk)
        if len(batch) < BATCH_SIZE:
            return NotesFound(tuple(found), read, None)
        notes = _after(_with_note(walker), batch[-1])
    return NotesFound(tuple(found), read, batch[-1])


def _with_note(walker: User) -> WalkQuerySet:
    stored = Walk.objects.for_user(walker).annotate(note_length=Length("note"))
    return stored.filter(note_length__gt=0)


def _after(notes: WalkQuerySet, walk: Walk) -> WalkQuerySet:
    """The notes after that of `walk`, when the newest come first."""
    same = Q(started_at=walk.started_at, pk__lt=walk.pk)
    return notes.filter(Q(started_at__lt=walk.started_at) | same)
