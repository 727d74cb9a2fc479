"""The page on which a walker erases the whole journal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import AuthenticatedRequest
from accounts.password_first import password_first
from journal.forms.erase_form import EraseForm, erase_everything_of
from journal.models import Walk


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@password_first
def erase_journal(request: AuthenticatedRequest) -> HttpResponse:
    """Erase the whole journal at once and for good. Open also to who took their agreement back."""
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        erase_everything_of(request.user)
        messages.success(request, "Your journal is erased. Nothing of it is left on this site.")
        return redirect("consent")
    # Of a journal that is closed nothing is read, not even how much there is.
    walks = Walk.objects.for_user(request.user)
    context = {"form": form, "count": request.user.has_consented and walks.count()}
    return render(request, "journal/erase.html", context)
