from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone

from accounts.audit import AuditEntry, record
from accounts.deletion import delete_account, mail_account_closed
from accounts.models import User
from accounts.second_factor import NotAllowed, SecondFactorReset, has_second_factor

DEACTIVATING = (
    "They can no longer sign in, and their sessions end. Nothing that they wrote or logged is "
    "deleted; an account is active again when its tick is set again."
)
RIGHTS = ("is_active", "is_staff", "is_superuser", "groups")
IN_PLAIN_WORDS = {
    "is_active": ("May sign in", "Take this tick away instead of deleting an account."),
    "is_staff": ("May enter the office", "What they may do there, their groups say."),
    "is_superuser": (
        "May do everything",
        "Also what no group allows, such as giving others rights.",
    ),
    "groups": ("Groups", "What they may do in the office. One person may be in several."),
}


class NewPersonForm(forms.ModelForm):
    """Makes an account without a password: the person chooses one by “reset password”."""

    class Meta:
        model = User
        fields = ("email", "name", "credentials", "is_staff", "groups")

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


def is_staff_alone(person: User) -> bool:
    """Whether `person` is staff and never kept a journal, so that others may change the address."""
    return person.is_staff and not person.consents.exists()


def _rights(person: User) -> str:
    """What `person` may do, as words and names of groups separated by commas."""
    kinds = ("is_active", "is_staff", "is_superuser")
    held = [name.removeprefix("is_") for name in kinds if getattr(person, name)]
    return ", ".join([*held, *person.groups.order_by("name").values_list("name", flat=True)])


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """The accounts of staff and walkers. Nothing that a walker logged is shown here.

    Nobody sets another person's password: whoever knows the password of an account, or receives its
    mails, can read its journal. For the same reason nobody changes the address of an account that
    has kept a journal.
    """

    ordering = ("email",)
    list_display = ("email", "name", "credentials", "is_staff", "is_active")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    filter_horizontal = ("groups",)
    actions = ("deactivate",)
    form = forms.ModelForm
    add_form = NewPersonForm
    add_form_template = "admin/change_form.html"
    change_form_template = "admin/accounts/user/change_form.html"
    fieldsets = (
        (None, {"fields": ("email",)}),
        ("Printed under pages", {"fields": ("name", "credentials")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Time", {"fields": ("time_zone", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "credentials", "is_staff", "groups")}),)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        label, help_text = IN_PLAIN_WORDS.get(db_field.name, ("", ""))
        said = {"label": label, "help_text": help_text} if label else {}
        return super().formfield_for_dbfield(db_field, request, **(kwargs | said))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fields = ["last_login", "date_joined"]
        is_above = request.user.is_superuser
        if obj and not (is_above and is_staff_alone(obj)):
            fields.append("email")  # whoever receives its mails has the rights of an account
        if not is_above:
            fields += ["is_superuser", "is_staff", "groups"]  # nobody gives themselves rights
        if obj and obj.is_superuser and not is_above:
            fields.append("is_active")
        return fields

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """As Django decides; and only a superuser deletes superusers, and nobody themselves.

        One's own account is deleted on a page that asks for the password, and that keeps the last
        superuser.
        """
        may: bool = super().has_delete_permission(request, obj)
        if obj is None or not may:
            return may
        return obj != request.user and (request.user.is_superuser or not obj.is_superuser)

    @admin.action(description="Deactivate …", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Ask for confirmation; once confirmed, deactivate the accounts and mail their owners.

        Nobody deactivates themselves, and only a superuser deactivates superusers.
        """
        people = queryset.filter(is_active=True).exclude(pk=request.user.pk)
        if not request.user.is_superuser:
            people = people.exclude(is_superuser=True)
        chosen, left = list(people), queryset.exclude(pk__in=people.values("pk"))
        if "confirmed" not in request.POST:
            return self._ask_to_deactivate(request, chosen, list(left))
        with transaction.atomic():
            for person in chosen:
                person.is_active = False
                person.save(update_fields=["is_active"])
                record(request.user, AuditEntry.Act.RIGHTS, person.email, "deactivated")
                mail_account_closed(person.email)
        messages.success(request, f"Deactivated: {len(chosen)}. Their sessions have ended.")
        return None

    def _ask_to_deactivate(
        self, request: HttpRequest, people: list[User], left: list[User]
    ) -> HttpResponse:
        context = {
            "title": "Deactivate people",
            "opts": self.opts,
            "here": "Deactivate",
            "explains": DEACTIVATING,
            "action_name": "deactivate",
            "button": people and f"Deactivate {len(people)}",
            "people": people,
            "left": left,
        }
        page = self.admin_site.each_context(request) | context
        return render(request, "admin/accounts/user/deactivate.html", page)

    def get_urls(self) -> list[Any]:
        """Django's addresses without its page that sets a password, and two of ours.

        One mails a link to choose a password, the other takes away a second step.
        """
        theirs = [url for url in super().get_urls() if url.name != "auth_user_password_change"]
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/password-link/",
                wrap(self.send_password_link),
                name="accounts_user_password_link",
            ),
            path(
                "<int:pk>/second-step/",
                wrap(self.take_away_second_step),
                name="accounts_user_second_step",
            ),
            *theirs,
        ]

    def send_password_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Mail the person with the key `pk` a link to choose a new password. Takes POST alone."""
        person = get_object_or_404(User, pk=pk)
        if request.method != "POST" or not self.has_change_permission(request, person):
            raise PermissionDenied
        form = ResetPasswordForm({"email": person.email})
        if form.is_valid():
            form.save(request)
        record(request.user, AuditEntry.Act.PASSWORD_LINK, person.email)
        messages.success(request, f"{person} gets a mail with a link to choose a new password.")
        return redirect("admin:accounts_user_change", pk)

    def take_away_second_step(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask to take away a second step, or confirm what another superuser asked. POST alone."""
        person = get_object_or_404(User, pk=pk)
        if request.method != "POST" or not request.user.is_superuser:
            raise PermissionDenied
        now = timezone.now()
        wish = SecondFactorReset.objects.waiting(now).filter(person=person).first()
        try:
            if wish and wish.may_confirm(request.user):
                wish.confirm(request.user, now)
                messages.success(request, f"{person} signs in with the password alone now.")
            else:
                SecondFactorReset.objects.ask(person, request.user, now)
                messages.success(request, "Somebody else has to confirm it within three days.")
        except NotAllowed as error:
            messages.error(request, str(error))
        return redirect("admin:accounts_user_change", pk)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of one person; for superusers with the state of that person’s second step."""
        person = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if person and request.user.is_superuser and has_second_factor(person):
            wish = SecondFactorReset.objects.waiting(timezone.now()).filter(person=person).first()
            may_confirm = bool(wish and wish.may_confirm(request.user))
            more = {"has_second_step": True, "wish": wish, "may_confirm": may_confirm}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Store the groups, then record all rights in the audit trail.

        Django stores groups after the person, so all rights are known only here.
        """
        super().save_related(request, form, formsets, change)
        person = form.instance
        if not change:
            record(request.user, AuditEntry.Act.ADDED, person.email, _rights(person))
        elif set(RIGHTS) & set(form.changed_data):
            record(request.user, AuditEntry.Act.RIGHTS, person.email, _rights(person))
            if "is_active" in form.changed_data and not person.is_active:
                mail_account_closed(person.email)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        delete_account(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for person in queryset:
            delete_account(person, by=request.user)

    @transaction.atomic
    def save_model(self, request: HttpRequest, person: User, form: Any, change: bool) -> None:
        """Store `person`. After a change of address forget the old one, and mail a notice to it.

        allauth signs in whoever knows the password with any address that it keeps for a person. So
        the old ones are deleted, and the new one has to be confirmed before it opens the account.
        """
        super().save_model(request, person, form, change)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
            record(request.user, AuditEntry.Act.ADDRESS, person.email, form.initial["email"])
            addresses = {"from_email": form.initial["email"], "to_email": person.email}
            get_adapter().send_notification_mail(
                "account/email/email_changed", person, addresses, email=form.initial["email"]
            )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """What Django's page of confirmation shows: the people alone, none of their records.

        Django would list each walk, with its pain scores, to whoever may delete people. No record
        prevents a deletion, so that the last list is empty: see `accounts.deletion`.
        """
        may = all(self.has_delete_permission(request, each) for each in objs)
        named = [f"{person}, with all that belongs to this account" for person in objs]
        return named, {"people": len(named)}, set() if may else {"person"}, []


@admin.register(AuditEntry)
class AuditAdmin(admin.ModelAdmin):
    """The audit trail, to read only: nobody adds, changes or deletes an entry here."""

    list_display = ("at", "actor", "act", "about", "detail")
    list_filter = ("act",)
    search_fields = ("actor", "about")
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
