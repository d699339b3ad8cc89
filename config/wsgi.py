"""The WSGI entry point that gunicorn serves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_django = get_wsgi_application()
import_module("search.warming").warm_up()  # its models can be imported only now


def application(request: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request, a HEAD without a body; a client that neither sends nor takes anything for a while is let go of.

    Otherwise eight clients that stop in the middle of a form would hold all threads of the site for ever.
    """
    connection = request.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(float(settings.DATELINE["client_seconds"]))
    answer = _django(request, start_response)
    if request["REQUEST_METHOD"] != "HEAD":
        return answer
    answer.close()
    return []
