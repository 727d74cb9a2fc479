"""The report of an import, finding by finding: done, dismissed with a reason, or still open.

The state of each finding is kept in the stored report. It changes no word of the draft, so whoever
sets it does not count as a writer, and a reviewer may do it too; the history says who did what.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.utils import timezone

from accounts.models import AuthenticatedRequest, User
from articles.checklist.imported_text import (
    DISMISSED,
    DONE,
    HELD_OTHERWISE,
    OPEN,
    open_findings,
)
from articles.importer.report import REWRITE
from articles.models import Edition
from articles.office.frame import Frame, row_page

MAX_REASON = 300
STATES = ((OPEN, "Open"), (DONE, "Done"), (DISMISSED, "Dismissed, because"))
RELEASE = "articles.publish_edition"  # who may say that imported words may stand


class FindingForm(forms.Form):
    """The form of one finding; `finding` is its dictionary in the report."""

    state = forms.ChoiceField(choices=STATES, widget=forms.RadioSelect, label="This is")
    reason = forms.CharField(max_length=MAX_REASON, required=False, label="Reason")

    def __init__(self, data: QueryDict | None, number: int, finding: dict[str, Any]) -> None:
        self.finding = finding
        initial = {"state": finding.get("state", OPEN), "reason": finding.get("reason", "")}
        super().__init__(data, initial=initial, prefix=f"finding-{number}")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") == DISMISSED and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why: whoever publishes it reads this.")
        return cleaned

    def store(self, user: User, now: datetime) -> str:
        """Write the choice into the finding. Returns its new state; empty if nothing changed."""
        state, reason = self.cleaned_data["state"], self.cleaned_data["reason"].strip()
        before = (self.finding.get("state", OPEN), self.finding.get("reason", ""))
        if (state, reason) == before:
            return ""
        self.finding |= {"state": state, **_signed(reason, user, now)}
        return str(state)


def _signed(reason: str, user: User, now: datetime) -> dict[str, str]:
    return {"reason": reason, "by": str(user), "at": now.isoformat()}


class ReleaseForm(forms.Form):
    """The form that says that the imported words may stand as they are, and why."""

    reason = forms.CharField(
        max_length=MAX_REASON,
        required=False,
        label="These words may stand as they are, because",
        help_text="Only where they are yours, or you hold the rights. Empty: they are rewritten.",
    )


def _forms(data: QueryDict | None, report: dict[str, Any]) -> tuple[list[FindingForm], ReleaseForm]:
    findings = [
        FindingForm(data, number, finding)
        for number, finding in enumerate(report.get("findings", []))
        if finding["code"] not in HELD_OTHERWISE
    ]
    said = report.get("released", {}).get(REWRITE.code, {})
    initial = {"reason": said.get("reason", "")}
    return findings, ReleaseForm(data, initial=initial, prefix="release")


def import_context(request: AuthenticatedRequest, edition: Edition) -> dict[str, Any]:
    """Context beside the form: the findings of the import report that are still open."""
    report = edition.import_report
    return {"open_import_findings": open_findings(report) if report else []}


@row_page("view", locked=True)
def import_findings_page(
    request: AuthenticatedRequest, edition: Edition, frame: Frame
) -> HttpResponse:
    """The page of the report: every finding with its state, and what the import left out."""
    report = edition.import_report
    if not report:
        raise Http404("This edition was not imported.")
    may_change = edition.is_open and request.user.has_perm("articles.change_edition")
    findings, release = _forms(request.POST if request.method == "POST" else None, report)
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        invalid = [form for form in (*findings, release) if not form.is_valid()]
        if not invalid:  # every form was validated, so that each shows its errors
            _store(request, edition, findings, release)
            return frame.to_page("import_findings")
    return frame.render(
        "admin/articles/edition/import_findings.html",
        here="Report of the import",
        findings=findings,
        release=release,
        left=len(open_findings(report)),
        may_change=may_change,
        may_release=request.user.has_perm(RELEASE),
        dropped=report.get("dropped", []),
    )


def _store(
    request: AuthenticatedRequest,
    edition: Edition,
    findings: list[FindingForm],
    release: ReleaseForm,
) -> None:
    now = timezone.now()
    stored = [form.store(request.user, now) for form in findings]
    done = [state for state in stored if state]
    said = [f"{done.count(state)} {state}" for state in (DONE, DISMISSED, OPEN) if state in done]
    if request.user.has_perm(RELEASE):
        said += _release(request.user, edition, release.cleaned_data["reason"].strip(), now)
    if not said:
        messages.info(request, "Nothing was changed.")
        return
    edition._change_reason = f"Import report: {', '.join(said)}"[:100]  # type: ignore[attr-defined]
    edition.save(update_fields=["import_report"])
    left = len(open_findings(edition.import_report or {}))
    messages.info(request, f"Kept: {', '.join(said)}. {left or 'None'} still open.")


def _release(user: User, edition: Edition, reason: str, now: datetime) -> list[str]:
    """Store whether imported words may stand. Returns what changed in words, or an empty list."""
    report = edition.import_report or {}
    released = report.setdefault("released", {})
    if reason == released.get(REWRITE.code, {}).get("reason", ""):
        return []
    if not reason:
        del released[REWRITE.code]
        return ["imported words may not stand"]
    released[REWRITE.code] = _signed(reason, user, now)
    return [f"imported words may stand: {reason}"]
