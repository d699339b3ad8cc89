"""The lines that sources repeat, in the admin: what was learned, with examples, and what editors decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from corpus.admin.reprocessings import user_of
from corpus.clean.source_lines import line_key
from corpus.learning.decisions import decide
from corpus.models import Article, LineStatus, SourceLine

if TYPE_CHECKING:
    LineModelAdmin = admin.ModelAdmin[SourceLine]
else:  # only the type stubs know ModelAdmin as generic
    LineModelAdmin = admin.ModelAdmin

AROUND_CHARACTERS = 160
SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Example:
    """An article that has the line, or had it, and what stands before and after it there."""

    article: Article
    before: str
    after: str
    is_removed: bool


class SourceLineAdmin(LineModelAdmin):
    """Lines come from the study of sources; editors accept them, refuse them, and take back what they accepted."""

    list_display = ("line", "status", "affected", "source", "place", "decided", "by_name")
    list_filter = ("status", "place")
    search_fields = ("text", "source__name")
    list_select_related = ("source",)
    list_per_page = 50
    ordering = ("-status", "-articles", "id")
    actions = ("accept", "refuse")

    @admin.display(description="line", ordering="text")
    def line(self, line: SourceLine) -> str:
        """Return the line, or its beginning."""
        return line.text if len(line.text) <= SHOWN_CHARACTERS else f"{line.text[:SHOWN_CHARACTERS]}…"

    @admin.display(description="articles", ordering="articles")
    def affected(self, line: SourceLine) -> str:
        """Return in how many articles the line stood, of those that were looked at."""
        return f"{line.articles:,} of {line.of_articles:,}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Lines are learned."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SourceLine | None = None) -> bool:
        """A refused line stays, so that it is not proposed again."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a line with its examples; a POST decides."""
        line = self.get_object(request, object_id)
        if line is None or not self.has_view_permission(request, line):
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            return self._decide_one(request, line)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"A line of {line.source.name}",
            "line": line,
            "examples": examples_of(line),
            "may_decide": self.has_change_permission(request, line),
            "articles_url": f"{reverse('admin:corpus_article_changelist')}?source__id__exact={line.source_id}",
        }
        return TemplateResponse(request, "admin/corpus/sourceline/line.html", context)

    def _decide_one(self, request: HttpRequest, line: SourceLine) -> HttpResponse:
        if not self.has_change_permission(request, line):
            raise PermissionDenied
        status = request.POST.get("status", "")
        if status in (LineStatus.ACCEPTED, LineStatus.REFUSED):
            self._decide(request, SourceLine.objects.filter(pk=line.pk), status)
        else:
            messages.error(request, "Choose to accept or to refuse the line; nothing was changed.")
        return HttpResponseRedirect(reverse("admin:corpus_sourceline_changelist"))

    @admin.action(permissions=["change"], description="Accept selected lines: take them out of their source’s articles")
    def accept(self, request: HttpRequest, queryset: QuerySet[SourceLine]) -> None:
        """Take lines out of the articles of their sources, now and in uploads to come."""
        self._decide(request, queryset, LineStatus.ACCEPTED)

    @admin.action(permissions=["change"], description="Refuse selected lines, or take back what was accepted")
    def refuse(self, request: HttpRequest, queryset: QuerySet[SourceLine]) -> None:
        """Leave lines where they are, or put them back."""
        self._decide(request, queryset, LineStatus.REFUSED)

    def _decide(self, request: HttpRequest, queryset: QuerySet[SourceLine], status: str) -> None:
        chosen = list(queryset)
        changing = [line for line in chosen if line.status != status]
        changed, jobs = decide([line.pk for line in chosen], status, user=user_of(request))
        LogEntry.objects.log_actions(
            user_id=request.user.pk or 0,
            queryset=changing,
            action_flag=CHANGE,
            change_message=f"{status}.".capitalize(),
        )
        lines = "1 line" if changed == 1 else f"{changed:,} lines"
        self.message_user(request, f"{lines} {status}.", messages.SUCCESS)
        for job in jobs:
            url = reverse("admin:corpus_reprocessing_change", args=[job.pk])
            told = '<a href="{}">{} articles are cleaned again: {}.</a>'
            self.message_user(request, format_html(told, url, f"{job.total:,}", job.name), messages.INFO)


def examples_of(line: SourceLine) -> Sequence[Example]:
    """Return articles that have the line, or from which it was taken, with what stands around it."""
    articles = Article.objects.filter(pk__in=line.examples).order_by("pk").only("title", "text", "removed")
    return [_example(article, line.key) for article in articles]


def _example(article: Article, key: str) -> Example:
    paragraphs = article.text.split("\n\n")
    number = next((number for number, each in enumerate(paragraphs) if line_key(each) == key), None)
    if number is None:
        return Example(article, "", "", any(line_key(each["text"]) == key for each in article.removed))
    before = paragraphs[number - 1] if number else ""
    after = paragraphs[number + 1] if number + 1 < len(paragraphs) else ""
    return Example(article, before[-AROUND_CHARACTERS:], after[:AROUND_CHARACTERS], is_removed=False)
