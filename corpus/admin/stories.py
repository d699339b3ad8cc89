"""Corrections of stories in the admin: an article that stands alone, or belongs with another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from corpus.models import Article, StoryCorrection
from corpus.story_corrections import belong_with, lift, stand_alone

if TYPE_CHECKING:
    StoryCorrectionModelAdmin = admin.ModelAdmin[StoryCorrection]
    StoryCorrectionModelForm = forms.ModelForm[StoryCorrection]
else:  # only the type stubs know ModelAdmin and ModelForm as generic
    StoryCorrectionModelAdmin, StoryCorrectionModelForm = admin.ModelAdmin, forms.ModelForm


class StoryCorrectionForm(StoryCorrectionModelForm):
    """Which article, and where it belongs."""

    class Meta:
        model = StoryCorrection
        fields = ("article", "belongs_with")

    def clean(self) -> dict[str, Any]:
        """Refuse an article that would belong with itself."""
        article: Article | None = self.cleaned_data.get("article")
        other: Article | None = self.cleaned_data.get("belongs_with")
        if other is not None and other.pk == (article.pk if article else self.instance.article_id):
            raise forms.ValidationError(
                "Choose another article of the story it belongs to; leave the field empty if it stands alone."
            )
        return self.cleaned_data


class StoryCorrectionAdmin(StoryCorrectionModelAdmin):
    """What an editor decides here is kept, whatever comes in later; deleting a correction lets likeness count again."""

    form = StoryCorrectionForm
    list_display = ("article", "decision", "created", "created_by")
    list_select_related = ("article", "belongs_with", "created_by")
    search_fields = ("article__title", "belongs_with__title")
    autocomplete_fields = ("article", "belongs_with")
    date_hierarchy = "created"

    @admin.display(description="decision")
    def decision(self, correction: StoryCorrection) -> str:
        """Return what was decided, in words."""
        return f"belongs with “{correction.belongs_with}”" if correction.belongs_with else "stands alone"

    def get_readonly_fields(self, request: HttpRequest, obj: StoryCorrection | None = None) -> tuple[str, ...]:
        """Keep the article that a correction is about."""
        return ("article",) if obj else ()

    def save_model(self, request: HttpRequest, obj: StoryCorrection, form: Any, change: bool) -> None:
        """Move the article, and tell the index."""
        user = request.user if request.user.is_authenticated else None
        if obj.belongs_with_id:
            belong_with(obj.article_id, obj.belongs_with_id, user=user)
        else:
            stand_alone(obj.article_id, user=user)
        made = StoryCorrection.objects.get(article_id=obj.article_id)
        obj.pk, obj.created, obj.created_by = made.pk, made.created, made.created_by

    def delete_model(self, request: HttpRequest, obj: StoryCorrection) -> None:
        """Forget what was decided."""
        lift(obj.article_id)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[StoryCorrection]) -> None:
        """Forget several decisions."""
        for article_id in queryset.values_list("article_id", flat=True):
            lift(article_id)
