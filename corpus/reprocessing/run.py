"""Takes a claimed reprocessing to its end: runs of articles through the pool, saved in order, until nothing is left."""

from __future__ import annotations

import gc
import logging
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from itertools import islice
from typing import Final, cast

from django.conf import settings

from corpus import signals
from corpus.apart import StoppedError, keeps_network
from corpus.entities import EntityDirectory
from corpus.extract import ExtractorName
from corpus.extract.gazetteer import default_gazetteer
from corpus.extract.mention import Extractor
from corpus.extractors import Extractors
from corpus.ingest import stopped
from corpus.learning.accepted import AcceptedLines
from corpus.limits import child_bounds
from corpus.models import Article, ReprocessingExtractor, ReprocessingStatus
from corpus.reprocessing.again import Again, Order, go_through, own_extractor
from corpus.reprocessing.lease import Claim
from corpus.reprocessing.pool import Pool
from corpus.reprocessing.saving import Tally, save_batch
from corpus.reprocessing.selection import Selection
from corpus.saving import LeaseLostError

logger = logging.getLogger(__name__)

RUN_ARTICLES: Final[Mapping[ExtractorName, int]] = {"spacy": 32, "rules": 100, "none": 200}
INDEX_SECONDS: Final = 5.0  # changes wait so long for the index, so that it gets many at a time

Watch = Callable[[Tally], None]
"""Called after each batch that was saved."""


class Run:
    """A claimed reprocessing on its way. `processes`: how many work; 0 = this one does it all.

    `should_stop` is asked after each batch; then the job is laid down, and whoever claims it next goes on there.
    """

    def __init__(
        self,
        claim: Claim,
        *,
        extractor_of: Callable[[ExtractorName], Extractor] | None = None,
        processes: int = 0,
        watch: Watch | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.claim = claim
        self.job = claim.job
        self.order = Order(self.job.cleaning, self.job.extractor)
        self.selection = Selection.from_json(self.job.selection)
        self.extractor_of = extractor_of or Extractors()
        self.processes = processes
        self.watch = watch
        self.should_stop = should_stop
        self.lines = AcceptedLines()
        self.directory = EntityDirectory(default_gazetteer())
        self._saved = self._prolonged = self._indexed = time.monotonic()

    def run(self) -> str:
        """Go to the end and return the status: done, queued (laid down), failed, or cancelled (or taken over)."""
        try:
            self._run()
            signals.finish()  # "done" means searchable
        except StoppedError:
            self.claim.lay_down()
            return ReprocessingStatus.QUEUED
        except LeaseLostError:
            logger.warning("reprocessing %s was cancelled or taken over", self.job.pk)
            self.claim.let_go()
            signals.finish()
            return ReprocessingStatus.CANCELLED
        except Exception as error:
            logger.exception("reprocessing %s failed", self.job.pk)
            message = stopped(error).replace("the rest can be sent again", "starting it anew goes through the rest")
            self.claim.conclude(ReprocessingStatus.FAILED, message)
            return ReprocessingStatus.FAILED
        self.claim.conclude(ReprocessingStatus.DONE)
        return ReprocessingStatus.DONE

    def _run(self) -> None:
        names = self._warm()
        size = min(RUN_ARTICLES[name] for name in names)
        runs = _in_runs(self.selection.ids(self.job.last_id), size)
        # An id that is gone by now has no result; the last id of a run is still where to go on.
        ends: deque[int] = deque()
        self._saved = self._prolonged = self._indexed = time.monotonic()
        with closing(self._results(_noting_ends(runs, ends))) as results:  # no process outlives the lease
            for agains in results:
                self._save(agains, last_id=ends.popleft())
                if self.should_stop():
                    raise StoppedError

    def _warm(self) -> set[ExtractorName]:
        """Make what will extract, before anything is forked."""
        chosen = self.job.extractor
        if chosen in (ReprocessingExtractor.NEEDED, ReprocessingExtractor.SAME):
            names = {own_extractor(label) for label in self.selection.labels()} or {"none"}
        else:
            names = {cast(ExtractorName, chosen)}
        for name in names:
            self.extractor_of(name)
        return names

    def _results(self, runs: Iterator[list[int]]) -> Generator[list[Again]]:
        if not self.processes:
            for ids in runs:
                yield self._work(ids)
            return
        gc.collect()
        gc.freeze()  # a collection in a child would write to, and so copy, all memory that it shares
        pool = Pool(
            self._work,
            lost=lambda each, reason: Again(each, 0, fault=f"It {reason}."),
            bounds=child_bounds(),
            processes=self.processes,
            network=keeps_network(),
            tick=self._tick,
        )
        yield from pool.results(runs)

    def _work(self, ids: list[int]) -> list[Again]:
        """Go through a run of articles, in a child or here."""
        articles = Article.objects.filter(pk__in=ids).select_related("source").order_by("pk")
        return go_through(list(articles), self.order, lines=self.lines.refresh(), extractor_of=self.extractor_of)

    def _redo(self, article_id: int) -> Again | None:
        return next(iter(self._work([article_id])), None)

    def _save(self, agains: list[Again], *, last_id: int) -> None:
        now = time.monotonic()
        tally = save_batch(
            self.claim, agains, self.directory, last_id=last_id, redo=self._redo, seconds=now - self._saved
        )
        self._saved = self._prolonged = now
        if self.watch:
            self.watch(tally)
        if now - self._indexed > INDEX_SECONDS:
            signals.changes_are_saved(last=True)
            self._indexed = time.monotonic()

    def _tick(self) -> None:
        """Keep the lease while a long run is in work."""
        now = time.monotonic()
        if now - self._prolonged > float(settings.DATELINE["lease_seconds"]) / 3:
            self._prolonged = now
            if not self.claim.prolong(0.0):
                raise LeaseLostError(f"Reprocessing {self.job.pk} was cancelled or taken over.")


def _in_runs(ids: Iterator[int], size: int) -> Iterator[list[int]]:
    while run := list(islice(ids, size)):
        yield run


def _noting_ends(runs: Iterator[list[int]], ends: deque[int]) -> Iterator[list[int]]:
    for run in runs:
        ends.append(run[-1])
        yield run
