"""The page of a person's own tokens: make one, see them, revoke one."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import AuthenticatedRequest, PersonalToken, User
from accounts.tokens import MAX_TOKENS, REQUESTS_PER_MINUTE


class PersonalTokenForm(forms.ModelForm):
    class Meta:
        model = PersonalToken
        fields = ("name",)
        labels = {"name": "Which tool is it for?"}
        help_texts = {"name": "So that you know later which one to revoke: “Watch”, “Kitchen”."}
        error_messages = {"name": {"required": "Say which tool the token is for."}}

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user

    def clean(self) -> None:
        if PersonalToken.objects.for_user(self.user).count() >= MAX_TOKENS:
            raise forms.ValidationError(
                f"You have {MAX_TOKENS} tokens, the most there can be. Revoke one that you "
                "no longer use."
            )

    def make(self) -> str:
        return PersonalToken.objects.make(self.user, self.cleaned_data["name"], timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
def personal_tokens(request: AuthenticatedRequest) -> HttpResponse:
    """The list of tokens, and the form for a new one, which only the response to POST shows."""
    form = PersonalTokenForm(request.POST if request.method == "POST" else None, user=request.user)
    made = form.make() if form.is_bound and form.is_valid() else ""
    if made:
        name = form.cleaned_data["name"]
        adapter = get_adapter(request)
        adapter.send_notification_mail("account/email/token_made", request.user, {"name": name})
        form = PersonalTokenForm(user=request.user)
    context = {
        "form": form,
        "made": made,
        "tokens": PersonalToken.objects.for_user(request.user),
        "limit": REQUESTS_PER_MINUTE,
        "site_url": settings.SITE_URL,
    }
    return render(request, "accounts/tokens.html", context)


@require_POST
@login_required
def revoke_token(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Delete a token; a second click changes nothing, and another person's stays."""
    if PersonalToken.objects.for_user(request.user).filter(pk=pk).delete()[0]:
        messages.success(request, "Revoked: that token no longer works.")
    return redirect("personal_tokens")
