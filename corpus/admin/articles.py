"""Articles in the admin: correct, hide, take down; search follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from corpus.admin.reprocessings import tell_of, user_of
from corpus.clean.published import Published
from corpus.corrections import Correction, correct_article, published_text, read_published, set_hidden, take_down
from corpus.models import Article, DateStatus, Mention, Source
from corpus.reprocessing import start

if TYPE_CHECKING:
    ArticleModelAdmin = admin.ModelAdmin[Article]
    ArticleModelForm = forms.ModelForm[Article]
else:  # only the type stubs know ModelAdmin and ModelForm as generic
    ArticleModelAdmin, ArticleModelForm = admin.ModelAdmin, forms.ModelForm

TITLES_LISTED = 20
CORRECTABLE_HELP = "What you correct here is kept when the article is sent again."
AS_RECEIVED = (
    "external_id",
    "url",
    "author",
    "language",
    "published_raw",
    "collected",
    "modified",
    "upload",
    "raw_text",
)
OF_RECORD = (
    *("identity", "published_status", "corrected", "mentions_found", "extractor"),
    *("raw_sha256", "added", "updated", "version", "earlier_versions"),
)


class ArticleForm(ArticleModelForm):
    """What an editor may correct of an article."""

    published = forms.CharField(
        required=False,
        widget=AdminTextInputWidget,
        help_text="2021, 2021-09 or 2021-09-05; empty when it is not known.",
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = ("title", "source", "hidden")
        widgets = {"title": AdminTextInputWidget}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.update(published=published_text(self.instance), seen_version=self.instance.version)

    def clean_title(self) -> str:
        """Return the title on one line."""
        title = " ".join(str(self.cleaned_data["title"]).split())
        if not title:
            raise forms.ValidationError("Write a title.")
        return title

    def clean_published(self) -> Published:
        """Return the publication date as an interval."""
        try:
            return read_published(self.cleaned_data["published"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        """Refuse to write over what somebody else changed since the form was opened."""
        seen = self.cleaned_data.get("seen_version")
        if seen is not None and seen != self.initial["seen_version"]:
            raise forms.ValidationError(
                "This article was changed while you had it open, by an upload or another editor. Nothing was saved: "
                "open it again and correct what still needs it."
            )
        return self.cleaned_data

    def correction(self) -> Correction:
        """Return what was changed in the form."""
        values = {name: self.cleaned_data[name] for name in self.changed_data if name != "seen_version"}
        return Correction(**values)


class ArticleAdmin(ArticleModelAdmin):
    """Title, source, date and visibility can be corrected; deleting takes an article down."""

    form = ArticleForm
    list_display = ("title", "source", "published", "language", "visibility", "added")
    list_filter = ("hidden", "published_status", "language")
    search_fields = ("title", "external_id", "url")
    list_select_related = ("source",)
    list_per_page = 50
    date_hierarchy = "added"
    show_full_result_count = False
    autocomplete_fields = ("source",)
    actions = ("hide", "show", "reprocess")
    fieldsets = (
        (None, {"fields": ("title", "source", "published", "hidden", "seen_version"), "description": CORRECTABLE_HELP}),
        ("Text", {"fields": ("text", "removed_lines", "warning_lines")}),
        ("As received", {"fields": AS_RECEIVED}),
        ("Record", {"fields": OF_RECORD, "classes": ("collapse",)}),
    )
    readonly_fields = ("text", "removed_lines", "warning_lines", *AS_RECEIVED, *OF_RECORD)

    @admin.display(description="published", ordering="published_from", empty_value="unknown")
    def published(self, article: Article) -> str | None:
        """Return the publication date as it is written in the form."""
        inferred = " (inferred)" if article.published_status == DateStatus.INFERRED else ""
        return published_text(article) + inferred or None

    @admin.display(description="hidden", ordering="hidden", empty_value="")
    def visibility(self, article: Article) -> str | None:
        """Return whether an article is hidden, in a word."""
        return "hidden" if article.hidden else None

    @admin.display(description="removed by cleaning")
    def removed_lines(self, article: Article) -> str:
        """Return the lines that cleaning took out, each with its rule."""
        return _listed((line.get("rule", ""), line.get("text", "")) for line in article.removed)

    @admin.display(description="warnings")
    def warning_lines(self, article: Article) -> str:
        """Return what an editor should know, each with the field it is about."""
        return _listed((each.get("field", ""), each.get("message", "")) for each in article.warnings)

    @admin.display(description="mentions")
    def mentions_found(self, article: Article) -> int:
        """Return how many mentions of actors, locations and dates the article has."""
        return article.mentions.count()

    @admin.display(description="earlier versions")
    def earlier_versions(self, article: Article) -> str:
        """Return what uploads have updated, each with a link to what changed."""
        lines = (
            (reverse("admin:corpus_revision_change", args=[each.pk]), each.version, f"{each.replaced:%Y-%m-%d %H:%M}")
            for each in article.revisions.order_by("-version").only("version", "replaced")
        )
        items = format_html_join("", '<li><a href="{}">version {}</a>, until {}</li>', lines)
        return format_html('<ul class="desk-lines">{}</ul>', items) if items else "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Return the articles without their long columns, which are loaded when they are shown."""
        return super().get_queryset(request).defer("text", "raw_text", "removed", "warnings")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Articles come by upload."""
        return False

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Correct the article and tell the index."""
        correct_article(obj.pk, form.correction())

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Say what was changed from what to what, for the history."""
        return [{"changed": {"fields": [_change(form, name)]}} for name in form.changed_data if name != "seen_version"]

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """Take an article down, and out of the index."""
        self._take_down(request, [obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Take several articles down."""
        self._take_down(request, list(queryset.values_list("pk", flat=True)))

    def _take_down(self, request: HttpRequest, article_ids: Sequence[int]) -> None:
        take_down(article_ids, user=request.user if request.user.is_authenticated else None)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the articles that would go, the first ones by title; their mentions are only counted."""
        articles: Any = (
            objs if isinstance(objs, QuerySet) else Article.objects.filter(pk__in=[each.pk for each in objs])
        )
        total = articles.count()
        listed = [_linked(article) for article in articles[:TITLES_LISTED]]
        if total > TITLES_LISTED:
            listed.append(f"… and {total - TITLES_LISTED:,} more")
        counts = {"articles": total, "mentions": Mention.objects.filter(article__in=articles.values("pk")).count()}
        lacking = set() if self.has_delete_permission(request) else {"article"}
        return listed, counts, lacking, []

    def get_actions(self, request: HttpRequest) -> Any:
        """Call deletion what it is."""
        actions: Any = super().get_actions(request)
        if "delete_selected" in actions:
            function, name, _ = actions["delete_selected"]
            actions["delete_selected"] = (function, name, "Take down selected articles")
        return actions

    @admin.action(permissions=["change"], description="Hide selected articles")
    def hide(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Take articles out of search and from the readers' pages."""
        self._set_hidden(request, queryset, hidden=True)

    @admin.action(permissions=["change"], description="Show selected articles again")
    def show(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Bring hidden articles back."""
        self._set_hidden(request, queryset, hidden=False)

    @admin.action(permissions=["change"], description="Clean and extract selected articles again")
    def reprocess(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Queue articles to be gone through again by today's rules."""
        ids = queryset.order_by().values_list("pk", flat=True)
        tell_of(request, start(articles=ids, user=user_of(request)))

    def _set_hidden(self, request: HttpRequest, queryset: QuerySet[Article], *, hidden: bool) -> None:
        chosen = {article.pk: article for article in queryset.select_related(None).only("title")}
        changed = set_hidden(list(chosen), hidden=hidden)
        LogEntry.objects.log_actions(
            user_id=request.user.pk or 0,
            queryset=[chosen[article_id] for article_id in changed],
            action_flag=CHANGE,
            change_message="Hidden." if hidden else "Shown again.",
        )
        done, state = ("Hid", "hidden") if hidden else ("Showed", "visible")
        same = f" {len(chosen) - len(changed):,} already {state}." if len(chosen) > len(changed) else ""
        self.message_user(request, f"{done} {_articles(len(changed))}.{same}", messages.SUCCESS)


def _listed(lines: Iterable[tuple[str, str]]) -> str:
    """Return named lines as a list, or a dash."""
    items = format_html_join("", "<li><code>{}</code> {}</li>", lines)
    return format_html('<ul class="desk-lines">{}</ul>', items) if items else "–"


def _articles(number: int) -> str:
    return "1 article" if number == 1 else f"{number:,} articles"


def _linked(article: Article) -> str:
    return format_html('<a href="{}">{}</a>', reverse("admin:corpus_article_change", args=[article.pk]), article.title)


def _change(form: ArticleForm, name: str) -> str:
    """Return one change as the history tells it."""
    before, after = form.initial.get(name), form.cleaned_data.get(name)
    if name == "hidden":
        return "hidden" if after else "hidden no more"
    if name == "source":
        before = Source.objects.filter(pk=before).first() if before else None
    if name == "published":
        after = form.data.get("published", "").strip()
    return f"{name} from “{before or ''}” to “{after or ''}”"
