"""Forms that break off leave no file behind, whatever still holds their request."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.test import RequestFactory

from config.leftovers import LeftoverUploads

HEAD = b'--x\r\nContent-Disposition: form-data; name="files"; filename="news.txt"\r\nContent-Type: text/plain\r\n\r\n'


class Broken(io.BytesIO):
    """A connection that is cut after what was sent so far."""

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        if not found:
            raise OSError("timed out")
        return found


def sent(body: io.BytesIO, length: int) -> HttpRequest:
    """Return the request of a form whose body comes from a stream."""
    head: dict[str, Any] = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(length)}
    return RequestFactory().generic("POST", "/", **head, **{"wsgi.input": body})


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    return tmp_path


def test_the_file_of_a_form_that_breaks_off_is_gone_with_the_answer(folder: Path) -> None:
    held: list[object] = []

    def view(request: HttpRequest) -> HttpResponse:
        with pytest.raises(UnreadablePostError) as error:
            request.FILES.getlist("files")
        held.append(error)  # a traceback that keeps everything alive
        assert list(folder.iterdir())
        return HttpResponse(status=400)

    LeftoverUploads(view)(sent(Broken(HEAD + b"a" * 300_000), 1_000_000))
    assert not list(folder.iterdir())
    assert held


def test_the_files_of_a_whole_form_are_left_to_the_view(folder: Path) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        [file] = request.FILES.getlist("files")
        return HttpResponse(str(file.size))

    body = HEAD + b"a" * 300_000 + b"\r\n--x--\r\n"
    request = sent(io.BytesIO(body), len(body))
    assert LeftoverUploads(view)(request).content == b"300000"  # type: ignore[attr-defined]
    assert list(folder.iterdir())
    request.close()
    assert not list(folder.iterdir())
