"""Stories: articles that are one piece of writing, and what is kept to find them.

Ids of articles are plain numbers here where the article may be gone by the time its rows are looked at.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from corpus.models.article import Article


class StoryMember(models.Model):
    """An article that has copies. `story` is the id of the story's lead: the article of it published first.

    An article without copies has no row. The row of one that is gone stays until its story is grouped anew.
    """

    article = models.OneToOneField(
        Article, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="membership"
    )
    story = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"article {self.article_id} in story {self.story}"


class StoryLink(models.Model):
    """Two articles that were compared and are copies; `one` has the smaller id."""

    one = models.BigIntegerField()
    other = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="story_link_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="story_link_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"


class Sketch(models.Model):
    """The numbers that stand for an article's text (corpus/stories/sketch.py), eight bytes each, as last looked at."""

    article_id = models.BigIntegerField(primary_key=True)
    numbers = models.BinaryField()
    compared = models.CharField(max_length=16, help_text="A hash of all that comparing looks at.")

    def __str__(self) -> str:
        return f"sketch of article {self.article_id}"


class SketchNumber(models.Model):
    """A number of a sketch, to find the articles that have it too. One that very many have is not noted for more."""

    number = models.BigIntegerField()
    article_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["number", "article_id"], name="sketch_number_article")]

    def __str__(self) -> str:
        return f"{self.number} of article {self.article_id}"


class StoryQueueRow(models.Model):
    """An article that is new, changed or gone, so that its story has to be found; written in the same transaction."""

    article_id = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        verbose_name = "story queue row"

    def __str__(self) -> str:
        return f"article {self.article_id}"


class StoryCorrection(models.Model):
    """What an editor decided about the story of an article; later passes keep to it.

    `belongs_with` None: the article stands alone, whatever it resembles. Otherwise it is in that article's story,
    whatever that is, and in no other.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="story_correction")
    belongs_with = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="An article of the story it belongs to; empty: it stands alone.",
    )
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(belongs_with__isnull=True) | ~Q(belongs_with=F("article")),
                name="story_correction_not_with_itself",
            )
        ]

    def __str__(self) -> str:
        return f"article {self.article_id}"
