"""A folder that is watched: files that are complete are taken in, each once by what it holds, and moved nowhere."""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from django.conf import settings

from corpus.lease import conclude
from corpus.models import Upload, UploadedFile, UploadStatus
from corpus.prepare import Defaults
from corpus.receive import Incoming, receive

logger = logging.getLogger(__name__)

VIA: Final = "watch"
UNFINISHED: Final = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".swp")
MOST_FILES: Final = 100
RETRY_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a file looked like from outside; another look means another content."""

    inode: int
    size: int
    modified: int

    @classmethod
    def at(cls, found: os.stat_result) -> Look:
        """Return the look of a file."""
        return cls(found.st_ino, found.st_size, found.st_mtime_ns)


@dataclass(slots=True)
class _Known:
    look: Look
    since: float
    taken: bool = False


class Watch:
    """Which files of a folder are complete and not yet taken in.

    A file is complete when it did not change for `settle` seconds; one that was renamed into the folder and is older
    than that is complete at once. What was taken in is known from the ledger, by its SHA-256, so it survives restarts.
    """

    def __init__(self, folder: Path, *, settle: float) -> None:
        self.folder = folder
        self.settle = settle
        self._known: dict[str, _Known] = {}
        self._is_there = True

    def complete(self) -> list[str]:
        """Return names of files that are complete, not taken yet, and no twin of one that was; at most MOST_FILES."""
        chosen: list[str] = []
        digests: set[str] = set()
        seen = set()
        for name, look in self._files():
            seen.add(name)
            if len(chosen) >= MOST_FILES or not self._has_settled(name, look):
                continue
            digest = self._digest(name)
            if digest is None:
                continue
            if digest in digests or _is_known(digest):
                self._known[name].taken = True
                continue
            digests.add(digest)
            chosen.append(name)
        for gone in set(self._known) - seen:
            del self._known[gone]
        return chosen

    def hand_over(self, names: Sequence[str], *, defaults: Defaults, extractor: str) -> Upload | None:
        """Keep files as one upload that is ours to work on; None when one changed meanwhile, and all wait again.

        Raises OSError.
        """
        with ExitStack() as stack:
            opened = {name: stack.enter_context(self._open(name)) for name in names}
            before = {name: Look.at(os.fstat(stream.fileno())) for name, stream in opened.items()}
            files = [Incoming(name, stream) for name, stream in opened.items()]
            upload = receive(files, via=VIA, defaults=defaults, extractor=extractor, claimed=True)
            after = {name: Look.at(os.fstat(stream.fileno())) for name, stream in opened.items()}
        if before != after:
            conclude(upload, UploadStatus.FAILED, "A file changed while it was read. It is read again once it rests.")
            return None
        for name, look in before.items():
            self._known[name] = _Known(look, time.monotonic(), taken=True)
        return upload

    def wait_again(self, names: Sequence[str]) -> None:
        """Have files that could not be taken in tried again, after a while."""
        for name in names:
            if known := self._known.get(name):
                known.taken, known.since = False, time.monotonic() + RETRY_SECONDS

    def _files(self) -> Iterator[tuple[str, Look]]:
        """Yield names and looks, in order; links are not followed, hidden and half-written files are none."""
        if self.folder.is_dir() != self._is_there:
            self._is_there = not self._is_there
            logger.warning("the folder %s is %s", self.folder, "there again" if self._is_there else "gone; waiting")
        for folder, folders, names in os.walk(self.folder):
            folders[:] = sorted(each for each in folders if not each.startswith("."))
            for name in sorted(names):
                path = Path(folder) / name
                if name.startswith((".", "~")) or name.lower().endswith(UNFINISHED):
                    continue
                try:
                    found = path.lstat()
                except OSError:
                    continue
                if stat.S_ISREG(found.st_mode):
                    yield str(path.relative_to(self.folder)), Look.at(found)

    def _has_settled(self, name: str, look: Look) -> bool:
        now = time.monotonic()
        known = self._known.get(name)
        if known is None or known.look != look:
            known = self._known[name] = _Known(look, now)
            age = time.time() - look.modified / 1e9
            known.since = now - max(0.0, age)
        return not known.taken and now - known.since >= self.settle

    def _digest(self, name: str) -> str | None:
        """Return the SHA-256 of a file; None when it cannot be read, which is told once."""
        try:
            with self._open(name) as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
        except OSError as error:
            logger.warning("%s cannot be read: %s", self.folder / name, error.strerror or error)
            self.wait_again([name])
            return None

    def _open(self, name: str) -> BinaryIO:
        descriptor = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        return cast(BinaryIO, os.fdopen(descriptor, "rb"))


def waiting() -> list[int]:
    """Return the uploads of watched folders that wait, or whose process may be gone."""
    statuses = (UploadStatus.QUEUED, UploadStatus.RUNNING)
    return list(Upload.objects.filter(via=VIA, status__in=statuses).order_by("id").values_list("id", flat=True))


def settle_seconds() -> float:
    """Return for how long a file must rest before it is complete."""
    return float(settings.DATELINE["watch_settle_seconds"])


def pause(stopping: threading.Event) -> None:
    """Wait until it is time to look again."""
    stopping.wait(float(settings.DATELINE["watch_pause_seconds"]))


def _is_known(digest: str) -> bool:
    """Tell whether a watched file of this content was taken in, or will be."""
    files = UploadedFile.objects.filter(sha256=digest, upload__via=VIA)
    return files.exclude(upload__status=UploadStatus.FAILED).exists()
