"""The figure library: images with their words, where each is used, and the upload."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.models import AuthenticatedRequest
from articles.images.reading import MAX_BYTES, ImageRefused, read_image
from articles.models import Edition, Figure
from articles.models.figures import free_key
from articles.models.office_addresses import change_address
from articles.office.deletion import links_to_rows
from articles.office.edition.as_read import small_picture
from articles.office.figure_picture import PICTURE_PAGES
from articles.office.frame import Frame, linked_list, page_or_refusal, row_page
from articles.office.history import ReadOnlyHistoryAdmin
from articles.office.several_figures import SEVERAL_PAGES
from articles.text.sentences import count_with_noun

THUMBNAIL_WIDTH, SHOWN_WIDTH = 120, 480


class FigureForm(forms.ModelForm):
    """The words of a figure. A constraint checks that it has an alternative text or needs none."""

    class Meta:
        model = Figure
        fields = ("alternative_text", "is_decorative", "caption", "credit", "key")
        widgets = {
            name: forms.Textarea(attrs={"rows": 2}) for name in ("alternative_text", "caption")
        }


class NewFigureForm(FigureForm):
    """The form of a new figure, with the upload. Later the picture can only be cut and turned."""

    image = forms.FileField(
        help_text="JPEG, PNG or WebP, best 1440 pixels wide. It is written again in two sizes, "
        "without what the camera noted, such as the place.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].required = False

    def clean_image(self) -> Any:
        upload: UploadedFile = self.cleaned_data["image"]
        try:
            return read_image(upload.read(MAX_BYTES + 1))
        except ImageRefused as refused:
            raise ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.cleaned_data.get("key"):
            words = self.cleaned_data.get("caption") or self.cleaned_data.get("alternative_text")
            self.cleaned_data["key"] = free_key(words or "")
        return self.cleaned_data


class UseFilter(admin.SimpleListFilter):
    title = "use"
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("public", "Readers have seen it"),
            ("none", "Used nowhere"),
            ("lacking", "Its words are missing"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Figure]:
        if self.value() == "public":
            return queryset.public(timezone.now())
        if self.value() == "none":
            return queryset.filter(answer_links=None)
        if self.value() == "lacking":
            return queryset.lacking_words()
        return queryset


@require_POST
@row_page("articles.add_figure")
def copy_page(request: AuthenticatedRequest, figure: Figure, frame: Frame) -> HttpResponse:
    """Copy the figure under another key, so that the same image can have other words."""
    copy = figure.copy()
    messages.info(request, "This is a copy: write its words, then choose it in the draft.")
    return frame.to_form(copy)


@admin.register(Figure)
class FigureAdmin(ReadOnlyHistoryAdmin):
    form = FigureForm
    change_form_template = "admin/articles/figure/change_form.html"
    own_pages = (*PICTURE_PAGES, *SEVERAL_PAGES, ("<int:pk>/copy/", "copy", copy_page))
    change_list_template = "admin/articles/figure/change_list.html"
    list_display = ("thumbnail", "key", "caption", "alternative_text", "used_in_editions")
    list_display_links = ("key",)
    list_filter = (UseFilter, "is_decorative")
    list_per_page = 50
    search_fields = ("caption", "key", "alternative_text", "credit")
    readonly_fields = ("shown", "used_in")
    view_on_site = False  # readers see it where an edition shows it

    def get_queryset(self, request: HttpRequest) -> QuerySet[Figure]:
        return Figure.objects.with_use()

    def get_form(
        self, request: HttpRequest, obj: Figure | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = NewFigureForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Figure | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("image", *FigureForm.Meta.fields)
        return ("shown", *FigureForm.Meta.fields, "used_in")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Figure | None = None
    ) -> tuple[str, ...]:
        """Once an edition with the figure was submitted, all words are read-only but the credit.

        The credit can still be put right: it is owed to whoever made the image.
        """
        if obj is None or not obj.is_locked:
            return self.readonly_fields
        return (*self.readonly_fields, "alternative_text", "is_decorative", "caption", "key")

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        page = partial(super().changeform_view, request, *args, **kwargs)
        return page_or_refusal(request, page, partial(HttpResponseRedirect, request.path))

    def save_model(
        self, request: AuthenticatedRequest, figure: Figure, form: Any, change: bool
    ) -> None:
        if change:
            figure.save()
        else:
            figure.store(form.cleaned_data["image"])

    # --- Who may ----------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Figure | None = None) -> bool:
        """Once an edition with the figure was submitted, only a publisher may change it."""
        return super().has_change_permission(request, obj) and (
            obj is None or not obj.is_locked or request.user.has_perm("articles.publish_edition")
        )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Figures in use cannot be deleted, one or many: the editions that show them are named."""
        named, counts, lacking, protected = super().get_deleted_objects(objs, request)
        using = Edition.objects.filter(answers__figure_links__figure__in=objs).distinct()
        if protected:
            protected = links_to_rows(using)
        return named, counts, lacking, protected

    def instead_of_deleting(self, obj: Any) -> str:
        return "Take it out of the drafts that show it. What readers saw keeps its figures."

    # --- What is shown ----------------------------------------------------------------------

    @admin.display(description="picture")
    def thumbnail(self, figure: Figure) -> str:
        return small_picture(figure, THUMBNAIL_WIDTH)

    @admin.display(description="picture")
    def shown(self, figure: Figure) -> str:
        files = ", ".join(f"{width} × {height}" for width, height in figure.sizes)
        return format_html(
            '{}<p class="small quiet">Kept as WebP, {}.</p>',
            small_picture(figure, SHOWN_WIDTH),
            files,
        )

    @admin.display(description="used in", ordering="editions_using")
    def used_in_editions(self, figure: Figure) -> str:
        count = getattr(figure, "editions_using", 0)  # set by `get_queryset`
        return count_with_noun(count, "edition") if count else "–"

    @admin.display(description="used in")
    def used_in(self, figure: Figure) -> str:
        now = timezone.now()
        using = Edition.objects.with_newest(now).select_related("article")
        editions = using.filter(answers__figure_links__figure=figure).distinct()
        rows = ((change_address(one), str(one), one.status_in_words(now)) for one in editions)
        return linked_list(rows, empty="no edition yet")
