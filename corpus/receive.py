"""Files as they were handed over: kept byte for byte under the upload folder, with their SHA-256."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import User
from django.db import OperationalError, transaction

from corpus.formats.content import shown_name
from corpus.lease import claim
from corpus.models import Upload, UploadedFile, UploadStatus
from corpus.prepare import Defaults

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file being handed over: the name it is sent under (mere data) and its bytes."""

    name: str
    stream: BinaryIO


def receive(
    files: Iterable[Incoming],
    *,
    via: str,
    defaults: Defaults | None = None,
    extractor: str = "spacy",
    user: User | None = None,
    mapping: Mapping[str, str] | None = None,
    claimed: bool = False,
    held: bool = False,
) -> Upload:
    """Keep these files and queue them as one upload; OSError when they cannot be kept, and then nothing is queued.

    `mapping`: which fields columns are read as (corpus/formats/columns.py). `claimed`: the upload is ours from the
    first moment, so that no worker takes it from under us. `held`: it waits until it is started, after a dry run.
    """
    folder = Path(settings.MEDIA_ROOT) / uuid.uuid4().hex
    try:
        kept = [_keep(folder, incoming, number=number) for number, incoming in enumerate(files, start=1)]
        with transaction.atomic():
            upload = _queue(kept, via=via, defaults=defaults or Defaults(), extractor=extractor, user=user)
            if mapping or held:
                upload.mapping, upload.status = dict(mapping or {}), UploadStatus.HELD if held else upload.status
                upload.save(update_fields=["mapping", "status"])
            return (claim(upload.pk) if claimed else None) or upload
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OperationalError):  # full or away: for who hands over it is the same as a full disk
            raise OSError(str(error)) from error
        raise


def _queue(files: Sequence[UploadedFile], *, via: str, defaults: Defaults, extractor: str, user: User | None) -> Upload:
    upload = Upload.objects.create(
        name=_name(files),
        via=via,
        created_by=user,
        source_name=defaults.source[:200],
        published=defaults.published[:40],
        language=defaults.language[:16],
        extractor=extractor,
        bytes_total=sum(file.size for file in files),
    )
    for file in files:
        file.upload = upload
    UploadedFile.objects.bulk_create(files)
    return upload


def stored_path(file: UploadedFile) -> Path:
    """Return where the bytes of a file are kept."""
    return Path(settings.MEDIA_ROOT) / file.path


def _keep(folder: Path, incoming: Incoming, *, number: int) -> UploadedFile:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{number:05d}"
    digest = hashlib.sha256()
    size = 0
    with path.open("xb") as kept:
        while block := incoming.stream.read(_BLOCK):
            kept.write(block)
            digest.update(block)
            size += len(block)
    name = shown_name(incoming.name) or "unnamed"
    return UploadedFile(name=name, path=f"{folder.name}/{path.name}", size=size, sha256=digest.hexdigest())


def _name(files: Sequence[UploadedFile]) -> str:
    if not files:
        return "nothing"
    rest = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
    return files[0].name[: 240 - len(rest)] + rest
