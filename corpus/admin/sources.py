"""Sources in the admin: their names and home countries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from corpus.admin.reprocessings import tell_of, user_of
from corpus.corrections import rename_source, source_name_fault
from corpus.extract.tables import rows
from corpus.models import Source
from corpus.names import fold_name
from corpus.reprocessing import start

if TYPE_CHECKING:
    SourceModelAdmin = admin.ModelAdmin[Source]
    SourceModelForm = forms.ModelForm[Source]
else:  # only the type stubs know ModelAdmin and ModelForm as generic
    SourceModelAdmin, SourceModelForm = admin.ModelAdmin, forms.ModelForm

COUNTRIES = frozenset(row[0] for row in rows("countries"))


class SourceForm(SourceModelForm):
    """A name that no other source has, and the code of a country."""

    class Meta:
        model = Source
        fields = ("name", "country")
        help_texts = {"country": "The home country as two letters (ISO 3166): FR, GB, SD; empty when it is not known."}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "country" in self.fields:  # people may write a name, and are told what to write
            self.fields["country"] = forms.CharField(required=False, help_text=self.fields["country"].help_text)

    def clean_name(self) -> str:
        """Return a name that is free."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        fault = source_name_fault(name, self.instance if self.instance.pk else None)
        if fault:
            raise forms.ValidationError(fault)
        return name

    def clean_country(self) -> str:
        """Return the code of a country in capitals."""
        code = str(self.cleaned_data["country"]).strip().upper()
        if code and code not in COUNTRIES:
            hint = " The United Kingdom is GB." if code == "UK" else ""
            raise forms.ValidationError(
                f"“{code[:40]}” is no country code. Write the two letters of ISO 3166, as FR, GB or SD.{hint}"
            )
        return code


class SourceAdmin(SourceModelAdmin):
    """Sources come with their articles; editors name them rightly and say where they are at home."""

    form = SourceForm
    list_display = ("name", "country", "articles")
    search_fields = ("name", "former_names__name")
    ordering = ("name", "id")
    fields = ("name", "country", "articles", "formerly")
    readonly_fields = ("articles", "formerly")
    actions = ("reprocess",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """Return the sources with the number of their articles."""
        return super().get_queryset(request).annotate(article_count=Count("articles", distinct=True))

    @admin.display(description="articles", ordering="article_count")
    def articles(self, source: Source) -> str:
        """Return the number of articles, with a link to them."""
        if source.pk is None:
            return "0"
        url = f"{reverse('admin:corpus_article_changelist')}?source__id__exact={source.pk}"
        return format_html('<a href="{}">{}</a>', url, f"{getattr(source, 'article_count', 0):,}")

    @admin.action(permissions=["change"], description="Clean and extract the articles of selected sources again")
    def reprocess(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Queue the articles of sources to be gone through again by today's rules."""
        for source_id in queryset.order_by("pk").values_list("pk", flat=True):
            tell_of(request, start(source=source_id, user=user_of(request)))

    @admin.display(description="former names")
    def formerly(self, source: Source) -> str:
        """Return the names that records may still use."""
        names = source.former_names.all() if source.pk else []
        return ", ".join(each.name for each in names) or "–"

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Sources stay, since records may name them again."""
        return False

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Save a source; its key follows its name."""
        if not change:
            obj.key = fold_name(obj.name)[:200]
            super().save_model(request, obj, form, change)
            return
        obj.save(update_fields=["country"])
        rename_source(Source.objects.select_for_update().get(pk=obj.pk), obj.name)
