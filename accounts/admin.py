from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User


class NewPersonForm(forms.ModelForm):
    """Staff make an account with an address alone: the person sets a password by “reset”."""

    class Meta:
        model = User
        fields = ("email", "name", "credentials", "is_staff", "groups")

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Accounts of staff and walkers. What a walker logged is shown nowhere here."""

    ordering = ("email",)
    list_display = ("email", "name", "credentials", "is_staff", "is_active")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    filter_horizontal = ("groups",)
    form = UserChangeForm
    add_form = NewPersonForm
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Printed under pages", {"fields": ("name", "credentials")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Time", {"fields": ("time_zone", "last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    add_fieldsets = ((None, {"fields": ("email", "name", "credentials", "is_staff", "groups")}),)

    @transaction.atomic
    def save_model(self, request: HttpRequest, person: User, form: Any, change: bool) -> None:
        """An address that staff replaced opens the account no more; the new one is confirmed first.

        allauth lets in whoever knows the password with any address that it keeps for a person.
        """
        super().save_model(request, person, form, change)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """All that a person owns goes with them; the page that asks names none of it.

        Django's page would list each walk, with its pain scores, to whoever may delete people.
        """
        _, _, lacking, protected = super().get_deleted_objects(objs, request)
        named = [f"{person}, with all that belongs to this account" for person in objs]
        return named, {"people": len(named)}, lacking, protected
