"""What editors decide about stories: an article that stands alone, or one that belongs with another."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from corpus.models import Article, StoryCorrection
from corpus.story_groups import regroup


@transaction.atomic
def stand_alone(article_id: int, *, user: User | None) -> None:
    """Take an article out of its story; it stays alone whatever it resembles. Raises Article.DoesNotExist."""
    _decide(article_id, None, user)


@transaction.atomic
def belong_with(article_id: int, other_id: int, *, user: User | None) -> None:
    """Put an article into the story of another one. Raises ValueError and Article.DoesNotExist."""
    if article_id == other_id:
        raise ValueError("Name another article: one of the story that this one belongs to.")
    Article.objects.get(pk=other_id)
    _decide(article_id, other_id, user)


@transaction.atomic
def lift(article_id: int) -> None:
    """Forget what was decided about an article; its likeness to others counts again."""
    decided = StoryCorrection.objects.filter(article_id=article_id).first()
    if decided is None:
        return
    decided.delete()
    regroup([article_id, *([decided.belongs_with_id] if decided.belongs_with_id else [])])


def _decide(article_id: int, other_id: int | None, user: User | None) -> None:
    Article.objects.select_for_update().only("pk").get(pk=article_id)
    StoryCorrection.objects.update_or_create(
        article_id=article_id, defaults={"belongs_with_id": other_id, "created_by": user}
    )
    regroup([article_id, *([other_id] if other_id else [])])
