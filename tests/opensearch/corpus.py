"""A large random corpus, written for nobody, as documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from search.engine.contract import IndexDocument
from tests.search.engine.corpus import document

# Invented words that no stemmer touches.
WORDS = tuple(
    f"{start}{end}" for start in ("zarn", "vel", "kut", "bas", "mirp", "gold") for end in ("ak", "om", "ur", "od")
)
FIRST_DAY = date(2015, 1, 1)
DAYS = 2_500


def articles(count: int, *, words: int = 12, seed: int = 5) -> Iterator[IndexDocument]:
    """Yield articles of so many words."""
    random = Random(seed)
    for number in range(1, count + 1):
        first = FIRST_DAY + timedelta(days=random.randrange(DAYS))
        last = first if random.random() < 0.9 else first + timedelta(days=random.randrange(40))
        yield document(
            number,
            " ".join(random.choices(WORDS, k=words)),
            title=" ".join(random.choices(WORDS, k=5)),
            actors=_several(random, count // 20 + 5),
            locations=_several(random, count // 50 + 5),
            source=str(random.randrange(30)),
            language=random.choice(("en", "en", "de", "")),
            published=(first, last) if random.random() < 0.95 else None,
            story=number - 1 if number % 15 == 0 else None,
        )


def _several(random: Random, most: int) -> tuple[str, ...]:
    """Return some values, of which a few are common and most are rare."""
    return tuple({str(int(most * random.random() ** 4)) for _ in range(random.choice((0, 1, 2, 3, 5)))})
