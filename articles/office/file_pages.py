"""Articles as files in the office: exported, and imported after a look at what would change."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import AuthenticatedRequest
from articles.files.article_format import FormatError
from articles.files.bundle import MAX_ZIP_BYTES
from articles.files.exporting import download_of, exported_editions
from articles.files.importing import ImportOutcome
from articles.importer.to_drafts import ImportFailed
from articles.models import Article, PendingImport
from articles.office.history import ReadOnlyHistoryAdmin
from articles.office.uploads import import_fingerprint, import_upload


class ImportForm(forms.Form):
    file = forms.FileField(
        help_text="An export of ours (.zip, or one article as .md), or a raw document as plain "
        "text. You will see what would change before anything does."
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_ZIP_BYTES:
            raise ValidationError(f"The file is larger than {MAX_ZIP_BYTES // 2**20} MB.")
        return file


class FilePages(ReadOnlyHistoryAdmin):
    change_list_template = "admin/articles/article/change_list.html"

    def get_urls(self):
        def page(address: str, view, name: str):
            return path(address, self.admin_site.admin_view(view), name=f"articles_article_{name}")

        return [
            page("export/", require_safe(self.export_all_view), "export_all"),
            page("<int:pk>/export/", require_safe(self.export_view), "export"),
            page("import/", self.import_view, "import"),
            page("import/<int:pk>/", require_POST(self.confirm_view), "confirm_import"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context=None):
        return super().changelist_view(
            request, (extra_context or {}) | {"may_import": _may_import(request)}
        )

    # --- Out --------------------------------------------------------------------------------

    def export_all_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._download(request, Article.objects.all(), "admin:articles_article_changelist")

    def export_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What readers see of one article, or its newest edition, with what it names."""
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return self._download(request, [article], "admin:articles_article_change", article.pk)

    def _download(self, request: HttpRequest, articles, back: str, *args) -> HttpResponse:
        try:
            name, data = download_of(exported_editions(articles, timezone.now()))
        except FormatError as error:
            self.message_user(request, f"Nothing was exported. {error}", level="error")
            return redirect(back, *args)
        kind = "application/zip" if name.endswith(".zip") else "text/markdown; charset=utf-8"
        disposition = f'attachment; filename="{name}"'
        return HttpResponse(data, kind, headers={"Content-Disposition": disposition})

    # --- In ---------------------------------------------------------------------------------

    def import_view(self, request: AuthenticatedRequest) -> HttpResponse:
        """Ask for a file; then show what it would change, and keep it until that is confirmed."""
        if not _may_import(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self._import_page(request, {"form": form})
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            outcome = self._import(request, file.name, data, dry_run=True)
        except ImportFailed as failure:
            return self._import_page(request, {"form": ImportForm(), "errors": failure.errors})
        pending = PendingImport.objects.keep(request.user, file.name, data, timezone.now())
        return self._preview(request, pending, outcome)

    def confirm_view(self, request: AuthenticatedRequest, pk: int) -> HttpResponse:
        """Do what was shown. A second click finds the file gone, and so does nothing."""
        if not _may_import(request):
            raise PermissionDenied
        with transaction.atomic():
            waiting = PendingImport.objects.select_for_update().filter(uploaded_by=request.user)
            pending = waiting.filter(pk=pk).first()
            if pending is None:
                self.message_user(
                    request,
                    "This file was imported already, or waited for too long. Look below; if it is "
                    "not there, upload it again.",
                    level="warning",
                )
                return redirect("admin:articles_edition_changelist")
            try:
                outcome = self._import(request, pending.name, bytes(pending.data), dry_run=True)
                if import_fingerprint(outcome) != request.POST.get("seen"):
                    self.message_user(
                        request,
                        "The site has changed since you saw this. Look again, then import it.",
                        level="warning",
                    )
                    return self._preview(request, pending, outcome)
                outcome = self._import(request, pending.name, bytes(pending.data), dry_run=False)
            except ImportFailed as failure:
                return self._import_page(request, {"form": ImportForm(), "errors": failure.errors})
            pending.delete()
        return self._imported(request, outcome)

    def _import(
        self, request: AuthenticatedRequest, name: str, data: bytes, *, dry_run: bool
    ) -> ImportOutcome:
        return import_upload(
            name,
            data,
            now=timezone.now(),
            author=request.user,
            may=request.user.has_perm,
            dry_run=dry_run,
        )

    def _imported(self, request: AuthenticatedRequest, outcome: ImportOutcome) -> HttpResponse:
        drafts = [change.edition for change in outcome.articles if change.edition is not None]
        made = f"{len(drafts)} draft{'' if len(drafts) == 1 else 's'}" if drafts else "No draft"
        self.message_user(request, f"Imported. {made} made, nothing published.")
        if len(drafts) == 1:
            return redirect("admin:articles_edition_change", drafts[0])
        return redirect("admin:articles_edition_changelist")

    def _preview(
        self, request: AuthenticatedRequest, pending: PendingImport, outcome: ImportOutcome
    ) -> HttpResponse:
        shown = {"pending": pending, "outcome": outcome, "seen": import_fingerprint(outcome)}
        return self._import_page(request, shown)

    def _import_page(self, request: AuthenticatedRequest, context: dict) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Import articles",
            "opts": self.opts,
            **context,
        }
        return TemplateResponse(request, "admin/articles/article/import.html", context)


def _may_import(request: HttpRequest) -> bool:
    needed = ("articles.add_article", "articles.add_edition")
    return request.user.has_perms(needed)
