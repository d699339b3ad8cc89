"""The pages readers see; each reads the state, asks the service and prints a page made in Python."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from corpus.models import Actor, Article, Location
from search import errors, service
from search.about import Entity, about_page
from search.engine.contract import IndexUnavailableError, QueryTooCostlyError
from search.facet_listing import list_facet
from search.facets import FACET_BY_NAME, FACETS
from search.help import examples
from search.links import article_url, hit_url, numbered_path, search_url, story_url
from search.messages import Message
from search.panels import MOST_INNER
from search.presentation import MOST_NEAR
from search.presentation import search_page as present
from search.reading import read_article
from search.requests import faults, read_state, read_text, wants_part
from search.results import Results
from search.state import Choice, SearchState
from search.stories import read_story, told_of, versions_of

PAGE: Final = "search/page.html"
PART: Final = "search/page.html#results"
MOST_ASKED: Final = 200  # characters of a name looked for in a facet
GREATEST_ID: Final = 2**63 - 1
View = Callable[..., HttpResponseBase]


def needs_index(view: View) -> View:
    """Answer 503 while the index is being rebuilt."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except IndexUnavailableError:
            return errors.unavailable(request)

    return guarded


@require_safe
@needs_index
def search_page(request: HttpRequest) -> HttpResponse:
    """Show a search; for htmx only the part that changes."""
    state, messages = read_state(request)
    named = with_unique_ids(state)
    if named != state:
        return HttpResponseRedirect(search_url(named))
    status = HTTPStatus.OK
    others: tuple[service.Alternative, ...] = ()
    near: Results | None = None
    try:
        results = service.search(state, messages=messages, inner=MOST_INNER)
        if results.total <= service.FEW and not faults(results.messages):
            others, near = service.alternatives(state, results), nearly(state)
    except QueryTooCostlyError:
        results, status = too_costly(state, messages), HTTPStatus.BAD_REQUEST
    raw = {key: request.GET[key].strip() for key in ("from", "to") if key in request.GET}
    page = present(results, others, near=near, raw=raw, today=timezone.now().date())
    part = wants_part(request)
    response = render(request, PART if part else PAGE, {"page": page}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "private, no-cache"
    if part:
        response["HX-Push-Url"] = page.url
    return response


def nearly(state: SearchState) -> Results | None:
    """Return the first articles with any of the words of a search that asks for all of them."""
    other = next((other for _, other in service.any_word(state)), None)
    return service.search(other.changed(size=MOST_NEAR + service.FEW), facets=()) if other else None


def with_unique_ids(state: SearchState) -> SearchState:
    """Return the state with every name that only one value goes by turned into its id."""
    for facet in FACETS:
        choice = state.choice(facet.name)
        found = Choice(*(_ids(facet.name, values) for values in (choice.any, choice.all, choice.excluded)))
        if found != choice:
            state = state.with_choice(facet.name, found)
    return state


def _ids(facet: str, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({service.resolve_unique(facet, value) or value for value in values}))


def too_costly(state: SearchState, messages: tuple[Message, ...]) -> Results:
    """Return an answer without hits that says why there are none."""
    message = Message(errors.TOO_COSTLY, code="too_costly", level="error", parameter="q")
    return Results(
        state=state,
        total=0,
        hits=(),
        facets={},
        dates=None,
        messages=(*messages, message),
        parsed="",
        page=1,
        pages=1,
        took_ms=0.0,
    )


@require_safe
def article_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show an article with the evidence in it, and the way back to the search it was found by."""
    shown = Article.objects.select_related("source", "upload").filter(hidden=False).defer("raw_text")
    article = get_object_or_404(shown, pk=_known(article_id))
    back, position = _way_back(request)
    context = {
        "reading": read_article(article),
        "back_url": search_url(back),
        "back_label": "Back to the search" if position else "All articles",
        "back_q": back.q,
        "position": f"{position:,}",
        "previous_url": hit_url(back, position - 1) if position > 1 else "",
        "next_url": hit_url(back, position + 1) if position else "",
        "story": told_of(article),
    }
    return render(request, "search/article.html", context)


@require_safe
def story_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show the versions of a story; under the id of a copy, lead to the first version, compared with that copy."""
    shown = Article.objects.filter(hidden=False).only("pk")
    versions = versions_of(get_object_or_404(shown, pk=_known(article_id)).pk)
    if len(versions) < 2:
        return HttpResponseRedirect(numbered_path("article", article_id))
    if versions[0].pk != article_id:
        return HttpResponseRedirect(story_url(versions[0].pk, article_id))
    asked = request.GET.get("with", "")
    other = next((each for each in versions[1:] if str(each.pk) == asked), None)
    if asked and other is None:
        raise Http404
    page = read_story(versions, other or versions[1], may_correct=request.user.has_perm("corpus.add_storycorrection"))
    return render(request, "search/story.html", {"page": page})


def _way_back(request: HttpRequest) -> tuple[SearchState, int]:
    """Return the search a reader came from and the place of the article in it; 0 = came from elsewhere."""
    state = read_text(request.GET.get("back", ""))
    place = request.GET.get("n", "")
    known = place.isascii() and place.isdigit() and len(place) < 10
    return state, int(place) if known else 0


@require_safe
@needs_index
def hit(request: HttpRequest) -> HttpResponse:
    """Go to the n-th article of a search, or to the search when it has none there."""
    state, position = _way_back(request)
    if position:
        try:
            hits = service.search(state.changed(page=position, size=1), facets=()).hits
        except QueryTooCostlyError:
            hits = ()
        if hits:
            return HttpResponseRedirect(article_url(hits[0].id, state, position))
    return HttpResponseRedirect(search_url(state))


@require_safe
@needs_index
def actor_page(request: HttpRequest, actor_id: int) -> HttpResponse:
    """Show what is known about an actor."""
    return _about(request, get_object_or_404(Actor, pk=_known(actor_id)))


@require_safe
@needs_index
def location_page(request: HttpRequest, location_id: int) -> HttpResponse:
    """Show what is known about a location."""
    within = Location.objects.select_related("parent__parent__parent")
    return _about(request, get_object_or_404(within, pk=_known(location_id)))


def _about(request: HttpRequest, subject: Entity) -> HttpResponse:
    try:
        page = about_page(subject, today=timezone.now().date())
    except QueryTooCostlyError:
        return errors.too_costly(request)
    return render(request, "search/about.html", {"page": page})


def _known(number: int) -> int:
    """Return an id that the database can be asked for."""
    if number > GREATEST_ID:
        raise Http404
    return number


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Explain the query language, each example as a link that tries it."""
    return render(request, "search/help.html", {"groups": examples()})


@require_safe
@needs_index
def facet_page(request: HttpRequest, facet: str) -> HttpResponse:
    """Show all values of a facet in a search."""
    if facet not in FACET_BY_NAME:
        raise Http404
    state, _ = read_state(request)
    order = "label" if request.GET.get("order") == "label" else "count"
    asked = {key: request.GET.get(key, "").replace("\x00", "").strip()[:MOST_ASKED] for key in ("prefix", "contains")}
    try:
        listing = list_facet(FACET_BY_NAME[facet], state, asked, order=order)
    except QueryTooCostlyError:
        return errors.too_costly(request)
    return render(request, "search/facet.html", {"page": listing})


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Describe the search to browsers, so that it can be added to their search box."""
    context = {"search": request.build_absolute_uri(reverse("search")), "icon": static("dateline.svg")}
    return render(request, "search/opensearch.xml", context, content_type="application/opensearchdescription+xml")
