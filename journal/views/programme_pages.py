"""Exercises that a walker began: the list of them, and taking one out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.forms.programme_form import ProgrammeForm
from journal.models import Programme


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def programme_list(request: AuthenticatedRequest) -> HttpResponse:
    """Exercises that the walker began: say so, see them, take one back."""
    form = ProgrammeForm(
        request.POST or None, walker=request.user, today=timezone.localdate(timezone.now())
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Noted.")
        return redirect("journal:programmes")
    context = {"form": form, "programmes": Programme.objects.for_user(request.user)}
    return render(request, "journal/programmes.html", context)


@require_POST
@walker_required
def delete_programme(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    deleted, _ = Programme.objects.for_user(request.user).filter(pk=pk).delete()
    if not deleted:
        raise Http404("You began no such exercises.")
    messages.success(request, "Taken out. Your walks are as they were.")
    return redirect("journal:programmes")
