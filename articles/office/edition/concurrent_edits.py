"""The merge of two people's changes to one draft.

It compares three versions: the draft as it was opened (`base`), as somebody else has stored it
since (`theirs`), and as this person sends it (`mine`). A change that only one of them made is
taken. Where both changed the same thing, each in another way, that is a conflict, and it stays as
in `mine` until somebody chooses. All are plain values, as a browser would post them: no request and
no row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

Value = str | list[str]
Fields = dict[str, Value]

WHOLE = "whole"  # the question itself: taken out by one, changed by the other
ORDER = "order"  # of the edition: which question comes after which


@dataclass(frozen=True)
class FormContent:
    """An edition as its form shows it; `questions` by key, in their order on the page."""

    fields: Fields = field(default_factory=dict)
    questions: dict[str, Fields] = field(default_factory=dict)


@dataclass(frozen=True)
class Conflict:
    question: str  # its key; empty for a field of the edition itself
    field: str
    was: Value | None
    theirs: Value | None
    mine: Value | None

    @property
    def place(self) -> tuple[str, str]:
        return self.question, self.field


@dataclass(frozen=True)
class MergeResult:
    content: FormContent
    conflicts: list[Conflict]
    taken: list[tuple[str, str]]  # (question, field) that only they changed


def same(one: Value | None, other: Value | None) -> bool:
    """Whether two values are the same but for line endings and white space around them."""
    return _plain(one) == _plain(other)


def _plain(value: Value | None) -> Value | None:
    if isinstance(value, str):
        return "\n".join(value.split("\r\n")).strip()
    return value


def same_fields(one: Fields | None, other: Fields | None) -> bool:
    """Whether all fields have the `same` values; None stands for no such question."""
    if one is None or other is None:
        return one is other
    return all(same(one.get(name), other.get(name)) for name in one.keys() | other.keys())


def same_content(one: FormContent, other: FormContent) -> bool:
    return (
        same_fields(one.fields, other.fields)
        and list(one.questions) == list(other.questions)
        and all(same_fields(one.questions[key], other.questions[key]) for key in one.questions)
    )


def merge(base: FormContent, theirs: FormContent, mine: FormContent) -> MergeResult:
    """A three-way merge, field by field: `base` is what both people began from.

    What only one of them changed is taken. Where both changed the same field, question or order,
    the content has mine, and a conflict names all three versions.
    """
    mine = recognised(base, theirs, mine)
    fields, conflicts, taken = _merge_fields("", base.fields, theirs.fields, mine.fields)
    questions: dict[str, Fields] = {}
    for key in dict.fromkeys((*theirs.questions, *mine.questions)):
        versions = (base.questions.get(key), theirs.questions.get(key), mine.questions.get(key))
        merged, more, taken_here = _merge_question(key, *versions)
        conflicts += more
        taken += taken_here
        if merged is not None:
            questions[key] = merged
    order, disputed = _merge_order(*map(list, (base.questions, theirs.questions, mine.questions)))
    if disputed:
        orders = (_wordings(content) for content in (base, theirs, mine))
        conflicts.append(Conflict("", ORDER, *orders))
    merged_order = {key: questions[key] for key in order if key in questions}
    return MergeResult(FormContent(fields, merged_order), conflicts, taken)


SAYS_THE_SAME = ("wording", "short_answer", "body")


def recognised(
    base: FormContent, theirs: FormContent, mine: FormContent, by: tuple[str, ...] = SAYS_THE_SAME
) -> FormContent:
    """`mine`, in which new questions that are stored already get the keys of the stored ones.

    That is so when a form is sent twice, for example because the response to the first was lost. A
    question is the same if all of its fields named in `by` are.
    """
    added = {key: row for key, row in theirs.questions.items() if key not in base.questions}
    questions: dict[str, Fields] = {}
    for key, row in mine.questions.items():
        known = None
        if key not in base.questions and key not in theirs.questions:
            known = next((key for key in added if _says_the_same(added[key], row, by)), None)
        if known is not None and known not in {**mine.questions, **questions}:
            stored = added.pop(known)
            questions[known] = row | (
                {} if row.get("anchor") else {"anchor": stored.get("anchor", "")}
            )
        else:
            questions[key] = row
    return FormContent(mine.fields, questions)


def _says_the_same(one: Fields, other: Fields, names: tuple[str, ...]) -> bool:
    return all(name in one and name in other and same(one[name], other[name]) for name in names)


def _merge_fields(
    key: str, base: Fields, theirs: Fields, mine: Fields
) -> tuple[Fields, list[Conflict], list[tuple[str, str]]]:
    merged = dict(mine)
    conflicts, taken = [], []
    for name in mine:
        was, their, my = base.get(name), theirs.get(name), mine[name]
        if their is None or same(their, my) or same(their, was):
            continue
        if same(my, was):
            merged[name] = their
            taken.append((key, name))
        else:
            conflicts.append(Conflict(key, name, was, their, my))
    return merged, conflicts, taken


def _merge_question(
    key: str, was: Fields | None, theirs: Fields | None, mine: Fields | None
) -> tuple[Fields | None, list[Conflict], list[tuple[str, str]]]:
    if theirs is not None and mine is not None:
        return _merge_fields(key, was or {}, theirs, mine)
    if theirs is None:
        if was is None or mine is None:  # added here, or gone in both
            return mine, [], []
        if same_fields(mine, was):
            return None, [], [(key, WHOLE)]
        return mine, [Conflict(key, WHOLE, _words(was), None, _words(mine))], []
    if was is None:
        return theirs, [], [(key, WHOLE)]
    if same_fields(theirs, was):
        return None, [], []
    return None, [Conflict(key, WHOLE, _words(was), _words(theirs), None)], []


def _words(fields: Fields) -> str:
    return "\n".join(value for value in fields.values() if isinstance(value, str) and value)


def _wordings(content: FormContent) -> list[str]:
    return [str(fields.get("wording", "")) for fields in content.questions.values()]


def _merge_order(base: list[str], theirs: list[str], mine: list[str]) -> tuple[list[str], bool]:
    """(one order of all questions of both, whether both moved questions, each in another way)."""
    common = set(base) & set(theirs) & set(mine)
    was, their, my = ([key for key in keys if key in common] for keys in (base, theirs, mine))
    if my == was:
        return merged_order(theirs, mine), False
    return merged_order(mine, theirs), their not in (was, my)


def merged_order(leader: Iterable[str], other: Iterable[str]) -> list[str]:
    """The keys of `leader`; each key that only `other` has follows its predecessor in `other`."""
    order = list(leader)
    before = None
    for key in other:
        if key not in order:
            order.insert(order.index(before) + 1 if before is not None else 0, key)
        before = key
    return order


def take_theirs(mine: FormContent, theirs: FormContent, conflict: Conflict) -> FormContent:
    """`mine`, with what `theirs` says in the place of the conflict."""
    fields, questions = dict(mine.fields), {k: dict(row) for k, row in mine.questions.items()}
    key, name = conflict.question, conflict.field
    if name == ORDER:
        questions = {
            k: questions[k] for k in merged_order(theirs.questions, questions) if k in questions
        }
    elif not key:
        fields[name] = theirs.fields[name]
    elif name != WHOLE:
        if key in questions and key in theirs.questions:
            questions[key][name] = theirs.questions[key][name]
    elif key in theirs.questions:
        questions[key] = theirs.questions[key]
        order = merged_order(mine.questions, theirs.questions)
        questions = {k: questions[k] for k in order if k in questions}
    else:
        questions.pop(key, None)
    return FormContent(fields, questions)
