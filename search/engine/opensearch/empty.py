"""The answer of an index without articles."""

from __future__ import annotations

from search.engine.contract import EngineAnswer, EngineRequest, FacetCounts
from search.engine.opensearch.facets import commonest
from search.engine.opensearch.histogram import Drawing, nothing_found


def empty_answer(request: EngineRequest) -> EngineAnswer:
    """Return what a request finds where there is nothing yet."""
    facets = {name: FacetCounts(commonest({}, wanted), 0, 0) for name, wanted in request.facets.items()}
    histogram = Drawing(request).draw(nothing_found(), 0, lambda _: nothing_found()) if request.interval else None
    return EngineAnswer(total=0, hits=(), facets=facets, histogram=histogram)
