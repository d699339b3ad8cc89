"""Files of forms that were never sent to their end: removed with the answer, not when memory happens to be tidied."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class LeftoverUploads:
    """Middleware that tells the upload handlers of a form which broke off that nothing more comes.

    Django tells them so only when one of them refuses a file; after a cut connection the file of the form stays on the
    disk for as long as some traceback holds it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and remove what was begun and belongs to no file of the request."""
        try:
            return self.get_response(request)
        finally:
            if not getattr(request, "_files", None):
                for handler in getattr(request, "_upload_handlers", ()):
                    handler.upload_interrupted()
