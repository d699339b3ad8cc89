"""Pages for what went wrong, in the look of the site; programs get the same as JSON."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

API_PREFIX = "/api/"
RETRY_SECONDS = 30
UNAVAILABLE = "Search is being rebuilt or cannot be reached; please try again shortly."
TOO_COSTLY = "This query took too long and was stopped. Make it narrower: fewer words with * or ~, or more filters."


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """Answer 404."""
    return _answer(request, HTTPStatus.NOT_FOUND, "404.html", "not_found", "There is nothing at this address.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """Answer 400."""
    return _answer(request, HTTPStatus.BAD_REQUEST, "400.html", "bad_request", "Something in it was amiss.")


def too_costly(request: HttpRequest) -> HttpResponse:
    """Answer 400 to a query that took too long."""
    return _answer(request, HTTPStatus.BAD_REQUEST, "400.html", "too_costly", TOO_COSTLY)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """Answer 403."""
    return _answer(request, HTTPStatus.FORBIDDEN, "403.html", "forbidden", "This is only for those signed in.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without the database."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _answer(request, status, "500.html", "server_error", "Something went wrong on our side.")


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the index is being rebuilt."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = _answer(request, status, "503.html", "unavailable", UNAVAILABLE)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def told_as_json(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return the middleware by which a program that uses the wrong method is told as it is told of all else."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not request.path.startswith(API_PREFIX):
            return response
        allowed = response["Allow"]
        message = f"{request.method} cannot be asked of this address; it takes {allowed}."
        body = error_body("method_not_allowed", message)
        return JsonResponse(body, status=response.status_code, headers={"Allow": allowed})

    return answer


def error_body(code: str, message: str, *, parameter: str = "", position: int | None = None) -> dict[str, object]:
    """Return an error as programs get it."""
    return {"error": {"code": code, "message": message, "parameter": parameter or None, "position": position}}


def _answer(request: HttpRequest, status: HTTPStatus, template: str, code: str, message: str) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return JsonResponse(error_body(code, message), status=status)
    return render(request, template, {"message": message}, status=status)
