"""Take queued uploads in and keep the index fresh, until told to stop."""

from __future__ import annotations

from typing import Any

from corpus.databases import read_unmapped
from corpus.management.base import DatabaseCommand
from corpus.management.stopping import stopping_by_signal
from corpus.models import Upload
from corpus.worker import Worker


class Command(DatabaseCommand):
    """manage.py worker"""

    help = "Take uploads as they come and bring every change into the index. Stops cleanly on SIGTERM or Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until a signal says to stop."""
        read_unmapped()
        worker = Worker(apart=True)
        with stopping_by_signal(worker):
            worker.run(on_upload=self._tell)

    def _tell(self, upload: Upload) -> None:
        self.stderr.write(f"upload {upload.pk}: {upload.name}")
