"""The index declaration, as Haystack's documentation shows it."""

from __future__ import annotations

from haystack import indexes

from tests.benchmarks.stock_site.models import Story


class StoryIndex(indexes.SearchIndex, indexes.Indexable):
    """Title and body are one document; actors and locations are faceted."""

    text = indexes.CharField(document=True)
    title = indexes.CharField(model_attr="title")
    source = indexes.CharField(model_attr="source")
    language = indexes.CharField(model_attr="language")
    published = indexes.DateTimeField(model_attr="published", null=True)
    actor = indexes.MultiValueField(model_attr="actors", faceted=True)
    location = indexes.MultiValueField(model_attr="locations", faceted=True)

    def get_model(self) -> type[Story]:
        """Return the model."""
        return Story

    def prepare_text(self, story: Story) -> str:
        """Return what a template of title and body would give."""
        return f"{story.title}\n{story.body}"
