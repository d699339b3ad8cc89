"""Speeds and times as pages say them."""

from __future__ import annotations


def speed_in_words(each_second: float) -> str:
    """Return how many articles are done in a second."""
    return f"{each_second:,.0f} articles/s" if each_second >= 10 else f"{each_second:.1f} articles/s"


def time_in_words(seconds: float) -> str:
    """Return a time that is only guessed, roughly."""
    if seconds < 60:
        return "less than a minute"
    if seconds < 3600:
        minutes = round(seconds / 60)
        return "about a minute" if minutes == 1 else f"about {minutes} minutes"
    return f"about {seconds / 3600:.1f} hours"
