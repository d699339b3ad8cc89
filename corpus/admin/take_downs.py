"""Take-downs in the admin: what was taken down, by whom, and how to lift it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from corpus.models import TakeDown

if TYPE_CHECKING:
    TakeDownModelAdmin = admin.ModelAdmin[TakeDown]
else:  # only the type stubs know ModelAdmin as generic
    TakeDownModelAdmin = admin.ModelAdmin


class TakeDownAdmin(TakeDownModelAdmin):
    """Take-downs are made by deleting articles; deleting one of them lets the article be sent again."""

    list_display = ("title", "source_name", "external_id", "created", "by_name")
    search_fields = ("title", "source_name", "external_id")
    date_hierarchy = "created"
    fields = ("title", "source_name", "external_id", "article_id", "identity", "created", "by_name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Deleting an article makes one."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: TakeDown | None = None) -> bool:
        """Say what happened, and let nobody write it over."""
        return False

    def get_actions(self, request: HttpRequest) -> Any:
        """Call deletion what it is."""
        actions: Any = super().get_actions(request)
        if "delete_selected" in actions:
            function, name, _ = actions["delete_selected"]
            actions["delete_selected"] = (function, name, "Lift selected take-downs")
        return actions
