"""What the worker does while no upload waits: articles to go through again, stories to find, sources to study."""

from __future__ import annotations

import threading
from collections.abc import Callable

from corpus import signals
from corpus.extract import ExtractorName
from corpus.extract.mention import Extractor
from corpus.learning.background import Studies
from corpus.limits import processes
from corpus.models import Upload, UploadStatus
from corpus.reprocessing.lease import claim
from corpus.reprocessing.run import Run
from corpus.story_pass import PassRunsError, find_stories


class Background:
    """Work that can wait, for one worker. `apart`: in child processes."""

    def __init__(self, stopping: threading.Event, *, apart: bool) -> None:
        self.stopping = stopping
        self.apart = apart
        self._studies = Studies(apart=apart)

    def work(self, extractor_of: Callable[[ExtractorName], Extractor]) -> bool:
        """Do some of what waits, and say whether there was anything."""
        if self._reprocess(extractor_of) or self._find_stories():
            return True
        self._studies.look()
        return False

    def close(self) -> None:
        """End what goes on beside the worker."""
        self._studies.close()

    def _reprocess(self, extractor_of: Callable[[ExtractorName], Extractor]) -> bool:
        """Go on with the next reprocessing until it is done, an upload comes or the worker is told to stop."""
        claimed = claim()
        if claimed is None:
            return False
        several = processes() if self.apart else 0
        Run(claimed, extractor_of=extractor_of, processes=several, should_stop=self._is_called).run()
        return True

    def _find_stories(self) -> bool:
        """Find the stories of the next articles that wait for it, a few seconds of work at most."""
        try:
            found = find_stories() > 0
        except PassRunsError:  # manage.py stories is at it
            return False
        if found:
            signals.changes_are_saved(last=False)  # an edit must not wait until all stories are found
        return found

    def _is_called(self) -> bool:
        return self.stopping.is_set() or Upload.objects.filter(status=UploadStatus.QUEUED).exists()
