"""The API: the same searches as the pages, for programs; only api_uploads.py writes."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final, Literal

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from corpus.models import Article, Mention
from search import api_schema as schema
from search import api_steps, api_uploads, errors, service
from search.answer import api_answer, api_error, api_message, api_value, facet_id
from search.engine.contract import IndexUnavailableError, QueryTooCostlyError
from search.hits import published
from search.links import with_value_url
from search.messages import Message
from search.requests import faults, read_state, read_text
from search.state import SearchState
from search.stories import api_story
from search.views import GREATEST_ID, MOST_ASKED

FacetName = Literal["actor", "location", "source", "language"]
REFUSED: Final = {400: schema.Error, 503: schema.Error}

api = NinjaAPI(
    title="Dateline",
    version="1",
    description="Search news articles by who, where and when.",
    urls_namespace="api",
    docs_url=None,
)


api.add_router("/uploads", api_uploads.router)
api.add_router("/uploads", api_steps.router)


class BadParameterError(Exception):
    """A parameter that the API refuses, with the message about it."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


def _json(body: dict[str, Any], status: int = HTTPStatus.OK) -> HttpResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


@api.exception_handler(BadParameterError)
def _bad_parameter(_request: HttpRequest, error: BadParameterError) -> HttpResponse:
    return _json(api_error(error.message), HTTPStatus.BAD_REQUEST)


@api.exception_handler(IndexUnavailableError)
def _unavailable(request: HttpRequest, _error: IndexUnavailableError) -> HttpResponse:
    return errors.unavailable(request)


@api.exception_handler(QueryTooCostlyError)
def _too_costly(_request: HttpRequest, _error: QueryTooCostlyError) -> HttpResponse:
    message = Message(errors.TOO_COSTLY, code="too_costly", level="error", parameter="q")
    return _json(api_error(message), HTTPStatus.BAD_REQUEST)


@api.exception_handler(AuthenticationError)
def _unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    text = "Give a token (Authorization: Bearer …), or the name and password of an editor (HTTP Basic)."
    response = _json(errors.error_body("not_signed_in", text), HTTPStatus.UNAUTHORIZED)
    response["WWW-Authenticate"] = 'Bearer realm="Dateline", Basic realm="Dateline"'
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer for the only thing that ninja checks itself: the parts of the path."""
    parameter = str(error.errors[0]["loc"][-1])
    return _not_found(request, Http404(f"There is no such {parameter}."))


@api.exception_handler(Http404)
def _not_found(_request: HttpRequest, error: Http404) -> HttpResponse:
    text = str(error) or "There is nothing at this address."
    return _json(errors.error_body("not_found", text), HTTPStatus.NOT_FOUND)


def _asked(request: HttpRequest) -> tuple[SearchState, tuple[Message, ...]]:
    """Return the state of a request; the first fault in it becomes an answer 400."""
    state, messages = read_state(request)
    _refuse((*messages, *service.problems(state)))
    return state, messages


def _refuse(messages: Iterable[Message]) -> None:
    for message in faults(tuple(messages)):
        raise BadParameterError(message)


def _described(*parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {"parameters": [parameter for group in parameters for parameter in group]}


@api.get(
    "/search",
    response={200: schema.SearchAnswer, **REFUSED},
    openapi_extra=_described(schema.STATE_PARAMETERS, schema.PAGING_PARAMETERS),
    operation_id="search",
)
def search(request: HttpRequest) -> HttpResponse:
    """Search. Takes the same parameters as the search page."""
    state, messages = _asked(request)
    results = service.search(state, messages=messages, tags=None)
    _refuse(results.messages)
    return _json(api_answer(results))


@api.get(
    "/articles/{int:article_id}",
    response={200: schema.ArticleWhole, 400: schema.Error, 404: schema.Error},
    operation_id="article",
)
def article(request: HttpRequest, article_id: int) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    """Return an article with its text and the evidence for every actor, location and date."""
    articles = Article.objects.select_related("source").filter(hidden=False)
    found = articles.filter(pk=article_id).first() if article_id <= GREATEST_ID else None
    if found is None:
        raise Http404(f"There is no article {article_id}.")
    return _json(api_article(found))


@api.get(
    "/facets/{facet}",
    response={200: schema.FacetAnswer, 404: schema.Error, **REFUSED},
    openapi_extra=_described(schema.STATE_PARAMETERS, schema.LISTING_PARAMETERS),
    operation_id="facet",
)
def facet_values(request: HttpRequest, facet: FacetName) -> HttpResponse:
    """Return all the values of a facet in a search, a page of them at a time."""
    state, messages = _asked(request)
    order = request.GET.get("order") or "count"
    if order not in ("count", "label"):
        text = f"“order={order[:50]}” is not known; it can be count, label."
        raise BadParameterError(Message(text, code="bad_parameter", level="error", parameter="order"))
    found = service.facet_values(
        state, facet, prefix=_text(request, "prefix"), contains=_text(request, "contains"), order=order, page=state.page
    )
    return _json(
        {
            "facet": facet,
            "total": found.total,
            "missing": found.missing,
            "page": found.page,
            "pages": found.pages,
            "messages": [api_message(message) for message in messages],
            "values": [api_value(facet, value) for value in found.values],
        }
    )


@api.get(
    "/suggest",
    response={200: schema.SuggestAnswer, **REFUSED},
    openapi_extra=_described(schema.SUGGEST_PARAMETERS),
    operation_id="suggest",
)
def suggest(request: HttpRequest) -> HttpResponse:
    """Return actors, locations and sources with a name that begins with `q`, counted in all articles or in a search."""
    facet, state = request.GET.get("facet", ""), read_text(request.GET.get("in", ""))
    if facet and facet not in service.NUMBERED:
        text = f"“facet={facet[:50]}” is not known; it can be {', '.join(service.NUMBERED)}."
        raise BadParameterError(Message(text, code="bad_parameter", level="error", parameter="facet"))
    facets = (facet,) if facet else service.NUMBERED
    found = service.suggest(_text(request, "q"), state=state, facets=facets)
    return _json(
        {
            "suggestions": [
                {
                    "facet": each.facet,
                    "id": facet_id(each.facet, each.id),
                    "label": each.label,
                    "name": each.name,
                    "kind": each.kind,
                    "country": each.country,
                    "inside": each.inside,
                    "count": each.count,
                    "url": with_value_url(state, each.facet, each.id),
                }
                for each in found
            ]
        }
    )


def _text(request: HttpRequest, key: str) -> str:
    return request.GET.get(key, "").replace("\x00", "").strip()[:MOST_ASKED]


def api_article(article: Article) -> dict[str, Any]:
    """Return an article as the API writes it: the keys of a result, its text, and its mentions."""
    mentions = list(article.mentions.select_related("actor", "location").order_by("-field", "start", "id"))
    actors = {each.actor.pk: each.actor for each in mentions if each.actor}
    locations = {each.location.pk: each.location for each in mentions if each.location}
    story = api_story(article)
    return {
        "id": article.pk,
        "external_id": article.external_id,
        "permalink": article.get_absolute_url(),
        "title": article.title,
        "source": article.source.name,
        "url": article.url,
        "published": published(article) or None,
        "published_precision": article.published_precision or None,
        "score": None,
        "copies": story["copies"] if story else 0,
        "snippets": [],
        "actors": [{"id": key, "name": actor.name, "kind": actor.kind} for key, actor in actors.items()],
        "locations": [
            {"id": key, "name": location.name, "country": location.country} for key, location in locations.items()
        ],
        "text": article.text,
        "author": article.author,
        "language": article.language,
        "published_status": article.published_status,
        "added": article.added.isoformat(),
        "removed": article.removed,
        "story": story,
        "mentions": [_mention(each) for each in mentions],
    }


def _mention(mention: Mention) -> dict[str, Any]:
    """Return a mention, flat as `manage.py extract` writes it, with the id of what it is of."""
    written: dict[str, Any] = {
        "start": mention.start,
        "end": mention.end,
        "text": mention.surface,
        "field": mention.field,
        "kind": mention.kind,
        "name": mention.surface,
        "confidence": mention.confidence,
        "rule": mention.rule,
    }
    if mention.actor:
        written |= {"id": mention.actor.pk, "name": mention.actor.name}
    elif mention.location:
        place = mention.location
        written |= {
            "id": place.pk,
            "name": place.name,
            "geonameid": place.geonameid,
            "country": place.country,
            "admin1": place.admin1,
            "lat": place.latitude,
            "lon": place.longitude,
        }
    else:
        written |= {
            "from": mention.date_from.isoformat() if mention.date_from else None,
            "to": mention.date_to.isoformat() if mention.date_to else None,
            "precision": mention.precision,
        }
    return written
