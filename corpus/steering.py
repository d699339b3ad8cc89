"""What an editor can tell an upload: start, pause, resume, cancel, retry, roll back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from corpus.choosing import Only, choose_failed
from corpus.models import LedgerStatus, Task, Upload, UploadedFile, UploadStatus

HELD, QUEUED, RUNNING = UploadStatus.HELD, UploadStatus.QUEUED, UploadStatus.RUNNING
PAUSED, CANCELLED, DONE = UploadStatus.PAUSED, UploadStatus.CANCELLED, UploadStatus.DONE
FAILED, ROLLED_BACK = UploadStatus.FAILED, UploadStatus.ROLLED_BACK

ENDED: Final = (DONE, FAILED, CANCELLED)
WAITING: Final = (QUEUED, RUNNING)


class NotNowError(Exception):
    """What was asked cannot be done with the upload as it stands; the message says why."""


def can_start(upload: Upload) -> bool:
    """Tell whether an upload is held and can be started."""
    return upload.status == HELD


def can_pause(upload: Upload) -> bool:
    """Tell whether there is work on an upload that can be paused."""
    return upload.status in WAITING


def can_resume(upload: Upload) -> bool:
    """Tell whether an upload stands still and can be gone on with."""
    return upload.status in (PAUSED, FAILED)


def can_cancel(upload: Upload) -> bool:
    """Tell whether an upload can be ended early; a roll-back is not left half done."""
    return upload.task == Task.TAKE_IN and upload.status in (*WAITING, PAUSED, FAILED)


def can_retry(upload: Upload) -> bool:
    """Tell whether an upload has ended with failed records."""
    return upload.status in ENDED and upload.task == Task.TAKE_IN and upload.failed > 0


def can_roll_back(upload: Upload) -> bool:
    """Tell whether there is something of an upload to take out again, and nobody at work on it."""
    return upload.status in (*ENDED, PAUSED) and upload.task == Task.TAKE_IN and upload.new + upload.updated > 0


def can_repeat(upload: Upload) -> bool:
    """Tell whether all the files of an upload can be taken in once more."""
    return upload.status in (*ENDED, ROLLED_BACK)


def start(upload_id: int) -> Upload:
    """Queue an upload that was held."""
    with transaction.atomic():
        upload = _held_row(upload_id, can_start, "It has been started already.")
        upload.status, upload.preview = QUEUED, None
        upload.save(update_fields=["status", "preview"])
        return upload


def discard(upload_id: int) -> None:
    """Forget an upload that was held, and its files."""
    with transaction.atomic():
        upload = _held_row(upload_id, can_start, "It has been started already; cancel it instead.")
        folders = {Path(path).parts[0] for path in upload.files.values_list("path", flat=True)}
        upload.delete()
    for folder in folders:
        if not UploadedFile.objects.filter(path__startswith=f"{folder}/").exists():  # a retry shares its files
            shutil.rmtree(Path(settings.MEDIA_ROOT) / folder, ignore_errors=True)


def pause(upload_id: int, *, user: User | None = None) -> Upload:
    """Stop the work on an upload after the batch in hand; its worker is free within a second or two."""
    with transaction.atomic():
        upload = _held_row(upload_id, can_pause, "There is no work on it that could be paused.")
        return _stop(upload, PAUSED, f"Paused{_by(user)}. {_so_far(upload)}")


def resume(upload_id: int) -> Upload:
    """Queue an upload that was paused, or failed, again; it goes on behind the last record of its ledger."""
    with transaction.atomic():
        upload = _held_row(upload_id, can_resume, "It is neither paused nor has it failed.")
        upload.status, upload.message, upload.finished, upload.attempts = QUEUED, "", None, 0
        upload.save(update_fields=["status", "message", "finished", "attempts"])
        return upload


def cancel(upload_id: int, *, user: User | None = None) -> Upload:
    """End an upload early; what is in its ledger stays."""
    with transaction.atomic():
        upload = _held_row(upload_id, can_cancel, "It has ended already, or is being rolled back.")
        upload.finished = timezone.now()
        return _stop(upload, CANCELLED, f"Cancelled{_by(user)}. {_so_far(upload)}")


def retry(upload_id: int, *, user: User | None = None, via: str = "admin", held: bool = False) -> Upload:
    """Queue the failed records of an upload again, as an upload of its own that reads them from the files as received.

    `held`: it waits for `start`, so that a dry run can be looked at first.
    """
    with transaction.atomic():
        upload = _held_row(upload_id, can_retry, "It has no failed records, or has not ended yet.")
        if upload.retries.filter(status__in=(*WAITING, PAUSED)).exists():
            raise NotNowError("Its failed records are being retried already.")
        return _again(upload, f"Retry of {upload.name}", _failed_records(upload), user=user, via=via, held=held)


def repeat(upload_id: int, *, user: User | None = None, via: str = "admin", held: bool = True) -> Upload:
    """Queue all the files of an upload again, as an upload of its own."""
    with transaction.atomic():
        upload = _held_row(upload_id, can_repeat, "It has not ended yet.")
        chosen = [(file, file.only) for file in upload.files.order_by("id")]
        return _again(upload, upload.name, chosen, user=user, via=via, held=held)


def ask_roll_back(upload_id: int, *, user: User | None = None) -> Upload:
    """Queue the rolling back of an upload; corpus/rollback.py does it."""
    with transaction.atomic():
        upload = _held_row(upload_id, can_roll_back, "It has not ended yet, or there is nothing to take back.")
        upload.task, upload.status, upload.attempts = Task.ROLL_BACK, QUEUED, 0
        upload.undone, upload.finished = 0, None
        upload.message = f"Asked for{_by(user)}." if user else ""
        upload.save(update_fields=["task", "status", "attempts", "undone", "finished", "message"])
        return upload


def _held_row(upload_id: int, is_possible: Callable[[Upload], bool], otherwise: str) -> Upload:
    """Return an upload, held so that no worker claims it meanwhile. Raises Upload.DoesNotExist and NotNowError."""
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
    if not is_possible(upload):
        raise NotNowError(otherwise)
    return upload


def _stop(upload: Upload, status: str, message: str) -> Upload:
    """Take an upload away from whoever works on it: the fence moves on, so nothing more is saved."""
    Upload.objects.filter(pk=upload.pk).update(
        status=status, message=message, fence=F("fence") + 1, lease_until=None, finished=upload.finished, attempts=0
    )
    upload.refresh_from_db()
    return upload


def _by(user: User | None) -> str:
    return f" by {user.get_username()}" if user else ""


def _so_far(upload: Upload) -> str:
    if upload.task == Task.ROLL_BACK:
        return ""
    return f"The {upload.sent:,} records in the ledger are kept." if upload.sent else "Nothing was taken in."


def _failed_records(upload: Upload) -> list[tuple[UploadedFile, Only]]:
    """Return each file that has failed records, with the choice of them; the ledger's rows stand in file order."""
    found = []
    before = 0
    for file in upload.files.order_by("id"):
        rows = upload.ledger.filter(sequence__gt=before, sequence__lte=before + file.records).order_by("sequence")
        states = rows.values_list("member", "status").iterator()
        failed = ((member, status == LedgerStatus.FAILED) for member, status in states)
        if only := choose_failed(failed, only=file.only, finished=file.finished):
            found.append((file, only))
        before += file.records
    return found


def _again(
    upload: Upload,
    name: str,
    chosen: Sequence[tuple[UploadedFile, Only | None]],
    *,
    user: User | None,
    via: str,
    held: bool,
) -> Upload:
    """Make an upload of files that an earlier one keeps."""
    made = Upload.objects.create(
        name=name[:250],
        status=HELD if held else QUEUED,
        via=via,
        created_by=user,
        source_name=upload.source_name,
        published=upload.published,
        language=upload.language,
        extractor=upload.extractor,
        mapping=upload.mapping,
        retry_of=upload,
        bytes_total=sum(file.size for file, _ in chosen),
    )
    UploadedFile.objects.bulk_create(
        UploadedFile(upload=made, name=file.name, path=file.path, size=file.size, sha256=file.sha256, only=only)
        for file, only in chosen
    )
    return made
