"""API tokens in the admin: made for oneself, shown once, revoked by deleting them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from corpus.models import ApiToken
from corpus.models.token import digest_of, make_key

if TYPE_CHECKING:
    ApiTokenModelAdmin = admin.ModelAdmin[ApiToken]
else:  # only the type stubs know ModelAdmin as generic
    ApiTokenModelAdmin = admin.ModelAdmin


class ApiTokenAdmin(ApiTokenModelAdmin):
    """Everybody sees and revokes their own tokens; who may see users sees and revokes all. Nobody changes one."""

    list_display = ("name", "user", "created", "last_used")
    search_fields = ("name", "user__username")
    fields = ("name", "user", "created", "last_used")
    readonly_fields = ("user", "created", "last_used")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """Leave out the tokens of others."""
        tokens = super().get_queryset(request).select_related("user")
        return tokens if request.user.has_perm("auth.view_user") else tokens.filter(user__in=[request.user.pk or 0])

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        """Ask only for a name when one is made."""
        return ("name",) if obj is None else self.fields

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Nobody changes a token."""
        return False

    def save_model(self, request: HttpRequest, obj: ApiToken, form: forms.ModelForm[ApiToken], change: bool) -> None:
        """Make the key, for whoever asks."""
        assert isinstance(request.user, User)
        key = make_key()
        obj.user, obj.digest = request.user, digest_of(key)
        super().save_model(request, obj, form, change)
        request.made_key = key  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        """Show the key, this once; it goes into no message or cookie."""
        context = {
            **self.admin_site.each_context(request),
            "title": "The new API token",
            "opts": self.opts,
            "token": obj,
            "key": request.made_key,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/corpus/apitoken/made.html", context)
