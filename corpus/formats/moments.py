"""Numbers that stand for a moment: seconds, milliseconds, microseconds and nanoseconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_NUMBER = re.compile(r"[0-9]{9,19}(?:\.[0-9]{1,12})?")
# Digits before the point -> units in a second. 8, 12 and 14 digits are also 20210905, 202109051200 and so on.
_UNITS = {9: 1, 10: 1, 12: 1_000, 13: 1_000, 15: 1_000_000, 16: 1_000_000, 18: 10**9, 19: 10**9}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def epoch_to_iso(text: str) -> str:
    """Return a count since 1970 as ISO 8601 in UTC, or "" if the text is no such count."""
    if not text or not text[0].isdigit() or not _NUMBER.fullmatch(text):
        return ""
    whole, _, fraction = text.partition(".")
    unit = _UNITS.get(len(whole))
    if unit is None or (len(whole) == 12 and _is_written_out(whole)):
        return ""
    seconds, rest = divmod(int(whole), unit)
    microseconds = rest * 1_000_000 // unit
    if unit == 1 and fraction:
        microseconds = int(fraction.ljust(6, "0")[:6])
    moment = _EPOCH + timedelta(seconds=seconds, microseconds=microseconds)
    if moment > _LATEST:
        return ""
    return moment.isoformat(timespec="seconds" if not moment.microsecond else "milliseconds").replace("+00:00", "Z")


def _is_written_out(digits: str) -> bool:
    """Tell whether twelve digits are a date and time (202109051200)."""
    try:
        return 1900 <= datetime.strptime(digits, "%Y%m%d%H%M").replace(tzinfo=UTC).year <= 2100
    except ValueError:
        return False
