"""Findings of the checks: in words for the author, with the place on the edition's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    REQUIRED = "required"  # refuses publication until it is fixed
    ADVISORY = "advisory"  # informs, and leaves the decision to people


@dataclass(frozen=True)
class EditionPage:
    """A page of the site that a finding is about."""

    title: str
    address: str


@dataclass(frozen=True)
class Finding:
    """One thing found, and what to do about it."""

    code: str
    message: str
    level: Level = Level.REQUIRED
    answer: int | None = None  # the answer's place on the page, from 0
    field: str = ""  # the edition's field, where no answer is concerned
    page: EditionPage | None = None

    @property
    def is_required(self) -> bool:
        return self.level == Level.REQUIRED

    @property
    def block(self) -> str:
        """The HTML id of the part of the edition's page that it is about; empty if of none."""
        if self.answer is not None:
            return f"answers-{self.answer}"
        if self.field == "introduction":  # its own field is hidden behind the editor
            return "edition_form"
        return f"id_{self.field}" if self.field else ""


@dataclass(frozen=True)
class Place:
    """An answer or a field of the edition, with the name by which sentences call it."""

    name: str
    answer: int | None = None  # the answer's place on the page, from 0
    field: str = ""

    def finding(
        self,
        code: str,
        message: str,
        level: Level = Level.REQUIRED,
        page: EditionPage | None = None,
    ) -> Finding:
        return Finding(code, message, level, self.answer, self.field, page)


INTRODUCTION = Place("the introduction", field="introduction")


@dataclass(frozen=True)
class CheckList:
    """All findings on one edition, those that refuse publication first."""

    required: tuple[Finding, ...]
    advisory: tuple[Finding, ...]
    measured: str = ""  # the page's length and reading ease, as a sentence

    @classmethod
    def of(cls, findings: Iterable[Finding], measured: str = "") -> "CheckList":
        found = tuple(findings)
        return cls(
            required=tuple(finding for finding in found if finding.is_required),
            advisory=tuple(finding for finding in found if not finding.is_required),
            measured=measured,
        )

    @property
    def refusals(self) -> list[str]:
        """Why the edition cannot be published: the messages of the required findings."""
        return [finding.message for finding in self.required]

    def without(self, code: str) -> "CheckList":
        kept = (each for each in self.required + self.advisory if each.code != code)
        return CheckList.of(kept, self.measured)
