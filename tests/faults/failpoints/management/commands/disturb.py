"""Change articles as editors at the desk do, one after the other, and print how long each change took."""

from __future__ import annotations

import json
import random
import time
from argparse import ArgumentParser
from typing import Any

from django.db import transaction

from corpus.corrections import take_down
from corpus.management.base import DatabaseCommand
from corpus.models import Article
from corpus.signals import announce


class Command(DatabaseCommand):
    """manage.py disturb"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--edits", type=int, default=0)
        parser.add_argument("--deletes", type=int, default=0)
        parser.add_argument("--seconds", type=float, default=0, help="go on for so long")
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        """Change random articles; an error ends it with a traceback."""
        chance = random.Random(options["seed"])
        took: list[float] = []
        changes = ["edit"] * options["edits"] + ["delete"] * options["deletes"]
        chance.shuffle(changes)
        end = time.monotonic() + options["seconds"]
        while changes or time.monotonic() < end:
            ids = list(Article.objects.values_list("id", flat=True))
            started = time.monotonic()
            if (changes.pop() if changes else "edit") == "delete":
                take_down([chance.choice(ids)], user=None)
            else:
                self._edit(chance.choice(ids), chance.random())
            took.append(time.monotonic() - started)
            time.sleep(chance.uniform(0, 0.2))
        self.stdout.write(json.dumps(took))

    @transaction.atomic
    def _edit(self, article_id: int, number: float) -> None:
        """Correct a title."""
        article = Article.objects.select_for_update().filter(pk=article_id).first()
        if article is not None:
            article.title = f"Edited heron {number}"
            article.corrected = ["title"]
            article.version += 1
            article.save()
            announce([article_id])
