"""Tags of the site's frame."""

from __future__ import annotations

from django import template

from search.figures import figures

register = template.Library()


@register.simple_tag
def corpus_figures() -> str:
    """Return how many articles there are and of which years, or "" when nobody can tell now."""
    return figures()
