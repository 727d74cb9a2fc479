"""Consent to keep health data, and the person's own settings."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import ConsentForm, SettingsForm, WithdrawConsentForm
from accounts.models import AuthenticatedRequest, Consent


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def consent(request: AuthenticatedRequest) -> HttpResponse:
    """Ask before the first walk for consent to keep health data; show since when it is given."""
    form = ConsentForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.give(now=timezone.now())
        return redirect(settings.LOGIN_REDIRECT_URL)
    given = Consent.objects.open_for(request.user).first()
    return render(request, "accounts/consent.html", {"form": form, "given": given})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw_consent(request: AuthenticatedRequest) -> HttpResponse:
    form = WithdrawConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        Consent.withdraw(request.user, timezone.now())
        messages.success(
            request,
            "You have taken back your agreement. Your journal is closed: we read nothing in it.",
        )
        return redirect("consent")
    return render(request, "accounts/withdraw_consent.html", {"form": form})


@require_safe
@login_required
def sign_in_again(request: AuthenticatedRequest) -> HttpResponse:
    """Tells somebody without a password how to prove who they are: sign in again by a code."""
    to = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    back = to if is_ours else reverse("account_settings")
    code_page = f"{reverse('account_request_login_code')}?{urlencode({'next': back})}"
    return render(request, "accounts/sign_in_again.html", {"code_page": code_page, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account_settings(request: AuthenticatedRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        is_from_journal = request.POST.get("back") == "journal"
        return redirect(settings.LOGIN_REDIRECT_URL if is_from_journal else "account_settings")
    return render(request, "accounts/settings.html", {"form": form})
