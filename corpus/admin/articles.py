"""Articles and sources in the admin: edit, hide, take down; search follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from corpus.models import Article, Source
from corpus.signals import announce

if TYPE_CHECKING:
    ArticleModelAdmin = admin.ModelAdmin[Article]
    SourceModelAdmin = admin.ModelAdmin[Source]
else:  # only the type stubs know ModelAdmin as generic
    ArticleModelAdmin = SourceModelAdmin = admin.ModelAdmin


class ArticleAdmin(ArticleModelAdmin):
    """Title, source and visibility can be edited; deleting takes an article down."""

    list_display = ("title", "source", "published_from", "language", "hidden", "added")
    list_filter = ("hidden", "published_status", "language")
    search_fields = ("title", "external_id", "url")
    list_select_related = ("source",)
    date_hierarchy = "added"
    show_full_result_count = False
    autocomplete_fields = ("source",)
    fields = (
        *("title", "source", "hidden", "external_id", "url", "author", "language"),
        *("published_from", "published_to", "published_precision", "published_status", "published_raw", "collected"),
        *(
            "text",
            "removed",
            "raw_text",
            "raw_sha256",
            "warnings",
            "extractor",
            "upload",
            "added",
            "updated",
            "version",
        ),
    )
    readonly_fields = tuple(name for name in fields if name not in ("title", "source", "hidden"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Articles come by upload."""
        return False

    def save_model(self, request: HttpRequest, obj: Article, form: ModelForm[Article], change: bool) -> None:
        """Save an edit and tell the index."""
        with transaction.atomic():
            obj.version += 1
            super().save_model(request, obj, form, change)
            announce([obj.pk])

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """Take an article down, and out of the index."""
        with transaction.atomic():
            announce([obj.pk])
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Take several articles down."""
        with transaction.atomic():
            announce(list(queryset.values_list("pk", flat=True)))
            super().delete_queryset(request, queryset)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """List what goes with an article; mentions are not asked about one by one."""
        deletable, counts, _, protected = super().get_deleted_objects(objs, request)
        return deletable[:100], counts, set(), protected


class SourceAdmin(SourceModelAdmin):
    """Outlets: their names and home countries."""

    list_display = ("name", "country")
    search_fields = ("name",)
    fields = ("name", "country")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Sources come with their articles."""
        return False
