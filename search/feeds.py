"""The newest articles of a search as an Atom feed."""

from __future__ import annotations

import re
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from search import errors, service
from search.engine.contract import IndexUnavailableError, QueryTooCostlyError
from search.export import plain_snippet
from search.links import search_url
from search.presentation import in_words
from search.requests import faults, read_state
from search.results import Hit, Results
from search.state import DEFAULT_SIZE

ENTRIES: Final = 50
PLAIN_TEXT: Final = "text/plain; charset=utf-8"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML can't hold


if TYPE_CHECKING:
    _Feed = Feed[Hit, Results]
else:
    _Feed = Feed  # Django's class takes no parameters at run time


class SearchFeed(_Feed):
    """The newest articles that a search finds, the last added first."""

    feed_type = Atom1Feed
    subtitle = "The articles added last that this search finds"

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Answer 400 to a bad parameter and 503 while the index is away."""
        state, messages = read_state(request)
        if wrong := faults((*messages, *service.problems(state))):
            return HttpResponse(wrong[0].text, status=HTTPStatus.BAD_REQUEST, content_type=PLAIN_TEXT)
        try:
            return super().__call__(request, *args, **kwargs)
        except IndexUnavailableError:
            return errors.unavailable(request)
        except QueryTooCostlyError:
            return HttpResponse(errors.TOO_COSTLY, status=HTTPStatus.BAD_REQUEST, content_type=PLAIN_TEXT)

    def get_object(self, request: HttpRequest, *_args: object, **_kwargs: object) -> Results:
        """Return the newest articles of the search in the query string."""
        state, messages = read_state(request)
        newest = state.changed(sort="-added", size=ENTRIES)
        return service.search(newest, messages=messages, facets=(), tags=None)

    def title(self, results: Results) -> str:
        """Return the search in words."""
        return _printable(f"Dateline: {in_words(results, today=timezone.now().date()).title}")

    def link(self, results: Results) -> str:
        """Return the address of the search page."""
        return search_url(results.state.changed(sort="", size=DEFAULT_SIZE))

    def items(self, results: Results) -> tuple[Hit, ...]:
        """Return the articles."""
        return results.hits

    def item_title(self, item: Hit) -> str:
        """Return the headline as plain text."""
        return _printable(item.title)

    def item_description(self, item: Hit) -> str:
        """Return the snippets as plain text."""
        return _printable(plain_snippet(item.snippets))

    def item_link(self, item: Hit) -> str:
        """Return the address of the article's page."""
        return item.permalink

    def item_author_name(self, item: Hit) -> str:
        """Return who wrote it, else where it was published."""
        return _printable(item.author or item.source)

    def item_pubdate(self, item: Hit) -> datetime:
        """Return when the article was added: its own date may be coarse or unknown."""
        return item.added

    def item_updateddate(self, item: Hit) -> datetime:
        """Return when the article was added."""
        return item.added

    def item_categories(self, item: Hit) -> list[str]:
        """Return the actors and locations."""
        return [_printable(tag.name) for tag in (*item.actors, *item.locations)]


def _printable(text: str) -> str:
    return _CONTROL.sub("", text)
