"""Export of articles to files, and import of files after a preview of what would change."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.audit import AuditEntry, record
from accounts.models import AuthenticatedRequest
from articles.files.article_format import FormatError
from articles.files.bundle import MAX_ZIP_BYTES
from articles.files.exporting import download_of, exported_editions
from articles.files.importing import ImportOutcome
from articles.importer.decoding import MAX_BYTES
from articles.importer.document_parts import MAX_TITLE
from articles.importer.to_drafts import IMPORTED_TOPIC, ImportFailed
from articles.models import Article, PendingImport, Topic
from articles.office.frame import Frame, row_page
from articles.office.uploads import import_fingerprint, import_upload, is_raw
from articles.text.sentences import count_with_noun

IMPORT_PAGE = ("admin/articles/article/import.html", "Import articles")
PREVIEW_PAGE = ("admin/articles/article/import_preview.html", "Import articles")
PASTED = "pasted text.txt"


class ImportForm(forms.Form):
    file = forms.FileField(
        required=False,
        help_text="An export of ours (.zip, or one article as .md), or a raw document: plain text, "
        "a web page (.html) or a Word file (.docx). You will see what would change before "
        "anything does.",
    )

    text = forms.CharField(
        required=False,
        max_length=MAX_BYTES,
        label="Or paste a text",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="A whole page as it is: menus, banners and comments are told from the text, and "
        "the report says what was left out.",
    )

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_ZIP_BYTES:
            raise ValidationError(f"The file is larger than {MAX_ZIP_BYTES // 2**20} MB.")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("text", "").strip()):
            raise ValidationError("Choose a file, or paste a text: one of the two.")
        return cleaned

    def read(self) -> tuple[str, bytes]:
        """(name, content) of the uploaded file, or of the pasted text."""
        if file := self.cleaned_data["file"]:
            return file.name, file.read()
        return PASTED, self.cleaned_data["text"].encode()


class RawDraftForm(forms.Form):
    """What a raw document does not state: the topic of its draft, and its author.

    Also its title, since that may have been read wrongly.
    """

    title = forms.CharField(
        max_length=MAX_TITLE,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="As it was read. The address of the article is made of it.",
    )
    topic = forms.ModelChoiceField(
        queryset=Topic.objects.exclude(slug=IMPORTED_TOPIC),
        required=False,
        empty_label="Imported drafts (readers never see it)",
        help_text="Nothing is published from the topic of imported drafts.",
    )
    author_name = forms.CharField(
        max_length=120,
        required=False,
        label="Author",
        help_text="As printed on the page: who rewrites it. It cannot be published without.",
    )


# --- Out ----------------------------------------------------------------------------------------


@require_safe
def export_all_page(request: AuthenticatedRequest, office: "ModelAdmin[Article]") -> HttpResponse:
    """Download all articles as one file."""
    if not office.has_view_permission(request):
        raise PermissionDenied
    return _download(request, Article.objects.all(), redirect("admin:articles_article_changelist"))


@require_safe
@row_page()
def export_page(request: AuthenticatedRequest, article: Article, frame: Frame) -> HttpResponse:
    """Download the live edition of one article, else its newest one, with the records it names."""
    return _download(request, [article], frame.to_form())


def _download(
    request: AuthenticatedRequest, articles: Iterable[Article], back: HttpResponse
) -> HttpResponse:
    """The file as a download; if an article cannot be exported, `back` with an error message."""
    try:
        name, data = download_of(exported_editions(articles, timezone.now()))
    except FormatError as error:
        messages.error(request, f"Nothing was exported. {error}")
        return back
    record(request.user, AuditEntry.Act.EXPORTED, name)
    kind = "application/zip" if name.endswith(".zip") else "text/markdown; charset=utf-8"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(data, kind, headers={"Content-Disposition": disposition})


# --- In -----------------------------------------------------------------------------------------


def may_import(request: AuthenticatedRequest) -> bool:
    return request.user.has_perms(("articles.add_article", "articles.add_edition"))


def import_page(request: AuthenticatedRequest, office: "ModelAdmin[Article]") -> HttpResponse:
    """Ask for a file or a text, and keep it until its preview is confirmed.

    `?again=` gives the key of a pasted text kept before: the form shows it, to be changed.
    """
    if not may_import(request):
        raise PermissionDenied
    frame = Frame(request, office)
    if request.method != "POST":
        return frame.render(*IMPORT_PAGE, form=ImportForm(initial=_pasted_before(request)))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return frame.render(*IMPORT_PAGE, form=form)
    name, data = form.read()
    try:
        _import(request, name, data, dry_run=True)
    except ImportFailed as failure:
        return frame.render(*IMPORT_PAGE, form=form, errors=failure.errors)  # a paste stays
    pending = PendingImport.objects.keep(request.user, name, data, timezone.now())
    return redirect("admin:articles_article_confirm_import", pending.pk)


def _pasted_before(request: AuthenticatedRequest) -> dict[str, str]:
    asked = request.GET.get("again")
    waiting = PendingImport.objects.filter(uploaded_by=request.user, name=PASTED)
    found = (bytes(each.data).decode(errors="replace") for each in waiting if str(each.pk) == asked)
    return {"text": next(found, "")}


@transaction.atomic
def confirm_import_page(
    request: AuthenticatedRequest, pk: int, office: "ModelAdmin[Article]"
) -> HttpResponse:
    """Show what a kept file would change; on POST, import it once, and delete what was kept."""
    if not may_import(request):
        raise PermissionDenied
    waiting = PendingImport.objects.filter(uploaded_by=request.user)
    if request.method == "POST":
        waiting = waiting.select_for_update()
    pending = waiting.filter(pk=pk).first()
    if pending is None:
        messages.warning(
            request,
            "This was imported already, or waited for too long. Look below; if it is not there, "
            "import it again.",
        )
        return redirect("admin:articles_edition_changelist")
    frame = Frame(request, office)
    choices, outcome = RawDraftForm(request.POST), None
    try:
        outcome = _import(request, pending.name, bytes(pending.data), dry_run=True)
        if request.method != "POST":
            read = {"title": outcome.articles[0].title} if outcome.articles else {}
            choices = RawDraftForm(initial=read | request.GET.dict())
            return _preview(frame, pending, choices, outcome)
        if not choices.is_valid():
            return _preview(frame, pending, choices, outcome)
        if import_fingerprint(outcome) != request.POST.get("seen"):
            messages.warning(
                request, "The site has changed since you saw this. Look again, then import it."
            )
            return _look_again(pending, request)
        chosen = choices.cleaned_data
        done = _import(request, pending.name, bytes(pending.data), dry_run=False, **chosen)
    except ImportFailed as failure:
        return _preview(frame, pending, choices, outcome, failure.errors)
    pending.delete()
    return _imported(request, done)


def _look_again(pending: PendingImport, request: HttpRequest) -> HttpResponseRedirect:
    """Redirect to the preview, with what was chosen there filled in."""
    chosen = {name: request.POST.get(name, "") for name in RawDraftForm.base_fields}
    address = reverse("admin:articles_article_confirm_import", args=[pending.pk])
    return HttpResponseRedirect(f"{address}?{urlencode(chosen)}")


def _import(
    request: AuthenticatedRequest, name: str, data: bytes, *, dry_run: bool, **chosen: Any
) -> ImportOutcome:
    return import_upload(
        name,
        data,
        now=timezone.now(),
        author=request.user,
        may=request.user.has_perm,
        dry_run=dry_run,
        **chosen,
    )


def _preview(
    frame: Frame,
    pending: PendingImport,
    choices: RawDraftForm,
    outcome: ImportOutcome | None,
    errors: Iterable[str] = (),
) -> HttpResponse:
    """The page that shows what would change, and the `errors` that stopped the import, if any.

    `outcome` is None if the file can no longer be imported at all.
    """
    is_new = outcome and is_raw(bytes(pending.data)) and not outcome.changes_nothing
    return frame.render(
        *PREVIEW_PAGE,
        pending=pending,
        is_pasted=pending.name == PASTED,
        outcome=outcome,
        seen=outcome and import_fingerprint(outcome),
        form=choices if is_new else None,
        errors=errors,
    )


def _imported(request: AuthenticatedRequest, outcome: ImportOutcome) -> HttpResponseRedirect:
    drafts = [change.edition for change in outcome.articles if change.edition is not None]
    made = count_with_noun(len(drafts), "draft") if drafts else "No draft"
    said = f"Imported. {made} made, nothing published."
    if len(drafts) == 1:
        next_steps = '{} The check list says what it needs. <a href="{}">Import another</a>.'
        address = reverse("admin:articles_article_import")
        messages.info(request, format_html(next_steps, said, address))
        return redirect("admin:articles_edition_change", drafts[0])
    messages.info(request, said)
    return redirect("admin:articles_edition_changelist")
