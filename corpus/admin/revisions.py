"""The history of articles in the admin: what each was before an upload updated it, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from corpus.differences import differences
from corpus.models import Article, Revision, Source

if TYPE_CHECKING:
    RevisionModelAdmin = admin.ModelAdmin[Revision]
else:  # only the type stubs know ModelAdmin as generic
    RevisionModelAdmin = admin.ModelAdmin

SHOWN: Final = (
    *(("source_id", "source"), ("title", "title"), ("published_from", "published from"), ("published_to", "to")),
    *(("author", "author"), ("url", "url"), ("language", "language"), ("text", "text")),
)


class RevisionAdmin(RevisionModelAdmin):
    """Who may see an article sees what it was; nobody changes that."""

    list_display = ("article", "version", "replaced", "upload")
    list_select_related = ("article", "upload")
    search_fields = ("=article__id", "article__title")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-replaced", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        """Return the revisions without what they hold, which is loaded when one is shown."""
        return super().get_queryset(request).defer("columns", "mentions")

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Let links ask for the revisions of an article or of an upload."""
        return lookup in ("article__id__exact", "upload__id__exact") or super().lookup_allowed(
            lookup,
            value,
            request,  # type: ignore[arg-type] # the stubs of Django 5.2 know no None here
        )

    def has_view_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        """See what one may see of articles."""
        return request.user.has_perm("corpus.view_article")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """List it beside the articles."""
        return request.user.has_perm("corpus.view_article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Updates make them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        """Nobody changes what was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        """Nobody deletes it either."""
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what an update has changed."""
        revision = self.get_object(request, object_id)
        if revision is None or request.method == "POST" or not self.has_view_permission(request, revision):
            return super().change_view(request, object_id, form_url, extra_context)
        later = revision.article.revisions.filter(version__gt=revision.version).order_by("version").first()
        after = later.columns if later else _columns(revision.article)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"What changed in “{revision.article.title}”",
            "revision": revision,
            "later": later,
            "changes": _changes(revision.columns or {}, after or {}),
        }
        return TemplateResponse(request, "admin/corpus/revision/changes.html", context)


def _columns(article: Article) -> dict[str, object]:
    return {column: getattr(article, column) for column, _ in SHOWN}


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> list[dict[str, Any]]:
    """Return each thing that changed, with its pieces."""
    names = dict(
        Source.objects.filter(pk__in=[each.get("source_id") or 0 for each in (before, after)]).values_list("pk", "name")
    )
    found = []
    for column, label in SHOWN:
        old, new = (_written(each.get(column), names if column == "source_id" else {}) for each in (before, after))
        if old != new:
            found.append({"label": label, "pieces": differences(old, new)})
    return found


def _written(value: object, names: Mapping[int, str]) -> str:
    if names and isinstance(value, int):
        return names.get(value, "")
    return "" if value is None else str(value)
