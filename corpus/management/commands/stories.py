"""Find the stories of all articles that wait for it."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from typing import Any, Final

from tqdm import tqdm

from corpus import signals
from corpus.management.base import DatabaseCommand
from corpus.models import StoryMember
from corpus.story_pass import PassRunsError, find_stories, look_at_all, waiting

PAUSE: Final = 1.0  # seconds until it is looked again whether the other process is done


class Command(DatabaseCommand):
    """manage.py stories"""

    help = (
        "Group copies of one text (syndicated, cut, edited, updated) into stories: those of new and changed articles. "
        "The worker does so whenever no upload waits; this does it now. Can be stopped and goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument("--again", action="store_true", help="look at every article anew (after an upgrade)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until nothing waits; what moved is searchable when it returns."""
        if options["again"]:
            look_at_all()
        with tqdm(total=waiting(), unit=" articles", file=sys.stderr, disable=None) as bar:
            while True:
                try:
                    done = find_stories()
                except PassRunsError:
                    bar.set_postfix_str("the worker is at it")
                    time.sleep(PAUSE)
                    bar.update(max(0, bar.total - bar.n - waiting()))
                    done = waiting()
                else:
                    bar.update(done)
                if not done:
                    break
        signals.finish()
        members = StoryMember.objects.count()
        stories = StoryMember.objects.values("story").distinct().count()
        self.stdout.write(f"{members:,} articles in {stories:,} stories of two or more")
