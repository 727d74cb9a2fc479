"""What the next page shows once after a walk was saved, changed or deleted; kept in the session."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.base import UpdateError

from accounts.encryption import decrypt, encrypt
from accounts.models import AuthenticatedRequest
from accounts.sign_ins import forget_in_sessions
from journal import interrupted_form
from journal.advice.fitting import read_journal
from journal.looking_back.similar_walks import SimilarWalks, similar_walks
from journal.models import Walk
from journal.presentation.next_question import NextQuestion, next_question
from journal.presentation.statements import statements_of
from journal.presentation.unknown_yet import UnknownYet, unknown_of

KEY = "after_save"
UNDOABLE = tuple(
    each.attname
    for each in Walk._meta.concrete_fields
    if not each.primary_key
    and each.attname not in {"walker_id", "entry", "logged_at", "changed_at", "deleted_at"}
)


@dataclass(frozen=True)
class AfterSave:
    """One walk, what was done to it, and, after a save, what the log shows about it.

    `known` is how many statements the journal can make now; `unknown` says what is still missing.
    """

    walk: Walk
    done: str  # saved, changed, deleted
    similar: SimilarWalks | None = None
    known: int = 0
    unknown: UnknownYet | None = None
    question: NextQuestion | None = None


def remember(request: AuthenticatedRequest, walk: Walk, done: str, **more: str) -> None:
    """Store in the session what was `done` to `walk`, for `after_save` on the next page.

    The session is saved at once: within the transaction that stored the walk, this needs no further
    wait for the disk. If the person signed out meanwhile and the session is gone, the walk is still
    stored, and the error is left to the session middleware.
    """
    session = request.session
    has_more = session.modified
    session[KEY] = {"entry": str(walk.entry), "done": done, **more}
    with suppress(UpdateError):
        session.save()
        session.modified = has_more


def remember_change(request: AuthenticatedRequest, walk: Walk, before: dict[str, Any]) -> None:
    """As `remember`, with the values `before` the change, so that it can be undone.

    They are encrypted, because the note is among them. `walk` is as it was stored.
    """
    kept = json.dumps(before, default=datetime.isoformat)  # Django's encoder would round the start
    changed_at = walk.changed_at.isoformat()
    remember(request, walk, "changed", before=encrypt(kept), changed_at=changed_at)


def values_of(walk: Walk) -> dict[str, Any]:
    return {name: getattr(walk, name) for name in UNDOABLE}


def values_before(request: AuthenticatedRequest, walk: Walk) -> dict[str, Any] | None:
    """The values of `walk` before its last change, as `values_of` gives them; None if not known.

    They are known only if that change was made in this session: undoing an earlier one would undo
    what was changed since, too.
    """
    kept = request.session.get(KEY + "_before", {})
    if (kept.get("entry"), kept.get("changed_at")) != (
        str(walk.entry),
        walk.changed_at.isoformat(),
    ):
        return None
    values = json.loads(decrypt(kept["before"]))
    return values | {"started_at": datetime.fromisoformat(values["started_at"])}


def remember_undone(request: AuthenticatedRequest, walk: Walk) -> None:
    """After the last change was undone, so that a second click on “Undo” finds what it undid."""
    kept = request.session[KEY + "_before"]
    request.session[KEY + "_before"] = kept | {"changed_at": walk.changed_at.isoformat()}


def forget_sessions(request: AuthenticatedRequest) -> None:
    """Delete what any session of this person keeps of a walk, also of one that was being typed."""
    names = KEY, KEY + "_before", interrupted_form.KEY
    forget_in_sessions(request.user, *names)
    for name in names:
        request.session.pop(name, None)


def after_save(request: AuthenticatedRequest, now: datetime) -> AfterSave | None:
    """What to show on this page after the last save, and on no later page; None if nothing."""
    kept = request.session.pop(KEY, None)
    if kept is None:
        return None
    if "before" in kept:
        request.session[KEY + "_before"] = kept
    walk = Walk.objects.filter(walker=request.user, entry=kept["entry"]).first()
    if walk is None or (walk.deleted_at is None) == (kept["done"] == "deleted"):
        return None
    if kept["done"] != "saved":
        return AfterSave(walk, kept["done"])
    reading = read_journal(request.user, now)
    statements = statements_of(reading, {})
    return AfterSave(
        walk,
        "saved",
        similar=similar_walks(walk),
        known=sum(each.is_spoken for each in statements),
        unknown=unknown_of(statements),
        question=next_question(walk, reading),
    )
