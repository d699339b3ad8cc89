"""The worker's studies: a source that has grown is studied in a child process, while the worker goes on."""

from __future__ import annotations

import logging
import os
import time
from functools import partial
from typing import Final

from django.db import DatabaseError

from corpus.apart import keeps_network
from corpus.children import Child, spawn
from corpus.confine import confine
from corpus.learning.study import sources_to_study, study
from corpus.limits import child_bounds
from corpus.models import Article, Source

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 30.0
STUDY_CPU_SECONDS: Final = 3_600
_GENTLE: Final = 10  # what others do comes first


class Studies:
    """Looks now and then whether a source has grown. `apart`: in a child process; else here, at once."""

    def __init__(self, *, apart: bool) -> None:
        self.apart = apart
        self._child: Child | None = None
        self._looked = 0.0
        self._newest = 0

    def look(self) -> None:
        """Go on with what is under way, or begin with what has come since; never wait for it."""
        if self._child is not None:
            code = self._child.wait(0)
            if code is None:
                return
            self._child = None
            if code:
                logger.error("the study of sources ended with %s", code)
        if not self._is_time():
            return
        if not self.apart:
            study_what_grew()
        elif sources_to_study():
            self._child = spawn(partial(_study_apart, os.getpid()))

    def close(self) -> None:
        """End what is under way; it is begun anew another time."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _is_time(self) -> bool:
        """Say whether articles have come since the last look; asking that costs nothing."""
        if self.apart and time.monotonic() - self._looked < LOOK_SECONDS:
            return False
        self._looked = time.monotonic()
        newest = Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if newest == self._newest:
            return False
        self._newest = newest
        return True


def study_what_grew() -> int:
    """Study every source that has grown; return how many there were."""
    ids = sources_to_study()
    for source in Source.objects.filter(pk__in=ids):
        try:
            found = study(source)
        except DatabaseError:  # busy, say: it is studied another time
            logger.exception("source %s could not be studied", source.pk)
            continue
        if found:
            logger.info("source %s: %s lines proposed as boilerplate", source.pk, len(found))
    return len(ids)


def _study_apart(parent: int) -> int:
    os.nice(_GENTLE)
    allowed = child_bounds()
    allowed = type(allowed)(STUDY_CPU_SECONDS, allowed.memory_bytes, allowed.file_bytes, allowed.growing)
    confine(allowed, parent=parent, network=keeps_network())
    study_what_grew()
    return 0
